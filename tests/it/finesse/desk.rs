//! What the tests of the connection share: an agent's connection to a simulator.

use contactflow::catalogue::{Catalogue, SystemEntry};
use contactflow::run::effect::{Answer, Await, Call, Watch};
use contactflow::sim::LogEntry;
use contactflow::sim::finesse::{Options, Side, Simulator};
use contactflow::systems::System;
use contactflow::systems::finesse::xmpp::Over;
use contactflow::systems::finesse::{Beside, Connection, Node, Secret, Settings, SignIn};
use contactflow::value::{Record, Value};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long anything may take that is waited for.
pub const LIMIT: Duration = Duration::from_secs(20);

pub fn entry() -> Arc<SystemEntry> {
    Catalogue::builtin().system("finesse").unwrap().clone()
}

/// A simulator, and a connection of agent 1001.
pub struct Desk {
    pub simulator: Simulator,
    pub on: Arc<Connection>,
}

impl Desk {
    pub async fn new() -> Self {
        Self::with(Options::default(), |_| {}).await
    }

    pub async fn with(options: Options, change: impl FnOnce(&mut Settings)) -> Self {
        let simulator = Simulator::start(options).await.unwrap();
        let mut settings = settings(&simulator, "1001");
        change(&mut settings);
        let on = connect(settings);
        Self { simulator, on }
    }

    /// Performs an action on one contact.
    pub async fn contact(&self, action: &str, contact: &str) -> Answer {
        self.perform(action, &[("ContactId", contact)]).await
    }

    pub async fn perform(&self, action: &str, args: &[(&str, &str)]) -> Answer {
        perform(&self.on, action, args).await
    }

    /// Waits until a contact is in a state.
    pub async fn watch(&self, thing: &str, id: &str, state: &str, negated: bool) -> Answer {
        let watch = Watch {
            system: "finesse".into(),
            thing: thing.into(),
            id: Value::text(id),
            negated,
            state: state.into(),
            needs: Record::new(),
        };
        let answer = timeout(LIMIT, self.on.watch(&watch)).await;
        answer.unwrap_or_else(|_| panic!("{thing} {id} is never {state}"))
    }

    /// Waits for the next contact.
    pub async fn next(&self, with: &[(&str, &str)]) -> Answer {
        let what = Await {
            system: "finesse".into(),
            thing: "contact".into(),
            with: record(with),
            needs: Record::new(),
        };
        let answer = timeout(LIMIT, self.on.next(&what)).await;
        answer.expect("a contact arrives")
    }

    /// What was asked of the simulator, by operation.
    pub fn asked(&self, operation: &str) -> Vec<LogEntry> {
        let mut log = self.simulator.log();
        log.retain(|entry| entry.operation == operation);
        log
    }

    pub async fn end(self) {
        self.on.close().await;
        self.simulator.stop().await;
    }
}

pub fn connect(settings: Settings) -> Arc<Connection> {
    Arc::new(Connection::new(settings, entry()).unwrap())
}

/// The settings for a user of the simulator, at both of its nodes, and in a hurry.
pub fn settings(simulator: &Simulator, user: &str) -> Settings {
    let users = simulator.users();
    let user = users.iter().find(|known| known.id == user).unwrap();
    let nodes = Side::ALL.map(|side| node(simulator, side));
    let password = Secret::new(user.password.as_str());
    let mut settings = Settings::new(nodes.into(), SignIn::password(user.id.as_str(), password));
    settings
        .roots
        .push(simulator.root_certificate_der().to_vec());
    settings.beside = Beside::Alone;
    settings.timeouts.retry = Duration::from_millis(50);
    settings.timeouts.look = Duration::from_millis(500);
    settings
}

pub fn node(simulator: &Simulator, side: Side) -> Node {
    let node = simulator.node(side);
    Node {
        stream_port: Some(node.xmpp.port()),
        ..Node::at(node.rest())
    }
}

/// The same over WebSockets, whose port is that of REST.
pub fn over_websocket(settings: &mut Settings) {
    settings.over = Over::WebSocket;
    for node in &mut settings.nodes {
        node.stream_port = None;
    }
}

pub async fn perform(on: &Connection, action: &str, args: &[(&str, &str)]) -> Answer {
    let entry = entry();
    let known = entry
        .action(action)
        .unwrap_or_else(|| panic!("no action {action}"));
    let call = Call {
        system: "finesse".into(),
        action: action.into(),
        args: record(args),
        reads: known.reads,
    };
    let answer = timeout(LIMIT, on.perform(&call, "run/1/1")).await;
    let answer = answer.unwrap_or_else(|_| panic!("{action} never ends"));
    let outcome = known.outcome(&answer.outcome);
    assert!(outcome.is_some(), "{action} cannot end in {answer:?}");
    let shown = format!("{answer:?}");
    assert!(!shown.contains("knows-100"), "a password is in {shown}");
    answer
}

pub fn record(fields: &[(&str, &str)]) -> Record {
    let fields = fields.iter();
    fields
        .map(|(name, value)| ((*name).into(), Value::text(*value)))
        .collect()
}

/// Says how an action has to end.
#[track_caller]
pub fn is(answer: &Answer, outcome: &str, word: &str) {
    assert_eq!(&*answer.outcome, outcome, "{answer:?}");
    assert!(answer.reason.contains(word), "{answer:?}");
}

/// Waits for something that happens elsewhere.
pub async fn until(what: impl Fn() -> bool) {
    let wait = async {
        while !what() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(LIMIT, wait).await.expect("it never came");
}
