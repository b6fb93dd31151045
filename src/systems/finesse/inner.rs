//! What the parts of a connection share. It knows none of those who perform actions with it.

use super::agent_session::AgentSession;
use super::beside::{Conduct, Stream};
use super::broker::EventBroker;
use super::credential_gate::CredentialGate;
use super::link::{self, Node, NodeLink, State};
use super::model::{SystemInfo, User};
use super::node::{Nodes, Trouble};
use super::origin::Origin;
use super::place::Place;
use super::plan::{self, Plans};
use super::rest::Rest;
use super::settings::{Settings, Timeouts};
use super::side_stream::{self, SideStream};
use super::stream_keeper::{Order, StreamKeeper};
use crate::catalogue::SystemEntry;
use crate::run::effect::{Answer, Exchange};
use crate::systems::net::reconnect::Reconnect;
use crate::systems::net::refusal::Refusal;
use crate::systems::net::{SetupError, tls};
use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

/// What the parts of a connection share.
#[derive(Debug)]
pub(super) struct Inner {
    pub entry: Arc<SystemEntry>,
    pub plans: Plans,
    pub nodes: Arc<Nodes>,
    pub broker: Arc<EventBroker>,
    pub link: Arc<NodeLink>,
    pub conduct: Conduct,
    pub restore_ready: bool,
    pub timeouts: Timeouts,
    /// The user that is connected.
    pub user: String,
    /// Where the user is signed in as an agent, if it is not signed in yet.
    pub extension: Option<String>,
    /// Where other agents are called, by login id.
    pub extensions: HashMap<String, String>,
    pub platform: Option<String>,
    /// Whether the profile has brought what it brings. Held while it is brought.
    pub provided: tokio::sync::Mutex<bool>,
    /// Whether it was the profile that signed the agent in.
    pub signed_in: Mutex<bool>,
    /// How this connection signed the agent in, where it did.
    pub session: Mutex<AgentSession>,
    /// Whether the agent's own desktop was seen on a stream of the agent's.
    pub desktop_seen: Arc<AtomicBool>,
    info: Arc<Mutex<Option<SystemInfo>>>,
    streaming: Mutex<Streaming>,
    /// Held while a node is looked for, where no stream does that.
    entering: tokio::sync::Mutex<u64>,
    /// When what was read last began to be read.
    read: tokio::sync::Mutex<Option<Instant>>,
    /// What happened that no action asked about: the next answer tells it.
    notices: Arc<Mutex<Vec<Exchange>>>,
    /// What was left as it is when the connection was closed, and why.
    left: Mutex<Vec<String>>,
}

/// The task that has a stream, before it is needed, while it works, and after.
#[derive(Debug)]
enum Streaming {
    NotYet,
    StreamKeeper(mpsc::UnboundedSender<Order>, JoinHandle<()>),
    Side(SideStream),
    Over,
}

impl Inner {
    pub fn new(settings: Settings, entry: Arc<SystemEntry>) -> Result<Self, SetupError> {
        let plans = plan::all(&entry)?;
        let places = places(&settings)?;
        let addresses = places.iter().map(|place| place.base.to_string()).collect();
        let gate = CredentialGate::of(&settings.sign_in, addresses, &settings.refusals);
        let tls = tls::config(&settings.roots, true)?;
        let rest = Rest::new(&settings, places.clone(), gate, &tls)?;
        let nodes = Nodes::new(&settings, rest, places, tls);
        Ok(Self {
            plans,
            entry,
            nodes: Arc::new(nodes),
            broker: EventBroker::of(&settings.sign_in.user),
            link: Arc::default(),
            conduct: settings.beside.conduct(settings.events),
            restore_ready: settings.restore_ready,
            timeouts: settings.timeouts,
            user: settings.sign_in.user,
            extension: settings.extension,
            extensions: settings.extensions,
            platform: settings.platform,
            provided: tokio::sync::Mutex::default(),
            signed_in: Mutex::default(),
            session: Mutex::default(),
            desktop_seen: Arc::default(),
            info: Arc::default(),
            streaming: Mutex::new(Streaming::NotYet),
            entering: tokio::sync::Mutex::default(),
            read: tokio::sync::Mutex::default(),
            notices: Arc::default(),
            left: Mutex::default(),
        })
    }

    /// The node to send to. The first who asks makes the connection begin.
    pub async fn ready(&self) -> Result<Node, Refusal> {
        self.nodes.rest.gate.pass()?;
        match self.conduct.follows() {
            true => {
                self.keep();
                self.link.ready(self.patience()).await
            }
            false => self.enter().await,
        }
    }

    /// How long an action waits for a connection that is being made: one that is tried at both
    /// nodes.
    fn patience(&self) -> Duration {
        self.timeouts.connect * 2 + self.timeouts.presence
    }

    /// Begins to keep a stream as the agent.
    fn keep(&self) {
        let mut streaming = self.streaming();
        if !matches!(*streaming, Streaming::NotYet) {
            return;
        }
        let (order, orders) = mpsc::unbounded_channel();
        let keeper = StreamKeeper {
            nodes: self.nodes.clone(),
            broker: self.broker.clone(),
            link: self.link.clone(),
            info: self.info.clone(),
            desktop_seen: self.desktop_seen.clone(),
            origin: Origin::of(&self.user),
            orders,
            wanted: HashMap::new(),
            term: 0,
            reconnect: Reconnect::new(self.timeouts.retry),
        };
        *streaming = Streaming::StreamKeeper(order, tokio::spawn(keeper.keep()));
    }

    /// Finds a node by asking: the first that serves, in the order of the profile. It stays the one
    /// until it says, or shows, that it does not serve.
    async fn enter(&self) -> Result<Node, Refusal> {
        if let Some(there) = self.link.there() {
            return there;
        }
        let mut term = self.entering.lock().await;
        if let Some(there) = self.link.there() {
            return there;
        }
        let (index, info, user) = match self.nodes.enter().await {
            Ok(entered) => entered,
            Err(Trouble::Refused(refusal)) => return Err(link::refused(&refusal)),
            Err(Trouble::Down(why)) => return Err(link::unavailable(&why)),
        };
        self.broker.put_user(&user);
        self.know(info.clone());
        *term += 1;
        let node = Node { index, term: *term };
        self.link.set(State::Up(node));
        self.open_beside(index, &info, user);
        Ok(node)
    }

    /// Opens the stream that a mode has beside its requests, once.
    fn open_beside(&self, node: usize, info: &SystemInfo, user: User) {
        let mut streaming = self.streaming();
        if !matches!(*streaming, Streaming::NotYet) {
            return;
        }
        let what = match self.conduct.stream {
            // A supervisor who is signed in may sit at a desktop, and at the other node.
            Stream::Team if user.is_signed_in() => return,
            Stream::Team => side_stream::What::Teams(user.teams),
            Stream::BesideDesktop => side_stream::What::Desktop,
            Stream::None | Stream::Agent => return,
        };
        let begin = side_stream::Begin {
            nodes: self.nodes.clone(),
            broker: self.broker.clone(),
            notices: self.notices.clone(),
            node,
            info: info.clone(),
            what,
        };
        *streaming = Streaming::Side(begin.begin());
    }

    fn streaming(&self) -> std::sync::MutexGuard<'_, Streaming> {
        self.streaming
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the keeper something.
    pub fn order(&self, order: Order) {
        if let Streaming::StreamKeeper(orders, _) = &*self.streaming() {
            let _ = orders.send(order);
        }
    }

    /// A node has shown that it does not serve: it is asked again before anything more is sent.
    pub fn suspect(&self, node: Node) {
        match self.conduct.follows() {
            true => self.order(Order::Suspect(node)),
            false => self.link.forget(node),
        }
    }

    /// Reads the user and the user's dialogs, unless that began after this time already: many who
    /// wait for the same agent read once.
    pub async fn refresh(&self, since: Instant, log: &mut Vec<Exchange>) -> Result<(), Refusal> {
        let node = self.ready().await?;
        let mut read = self.read.lock().await;
        if read.is_some_and(|at| at >= since) {
            return Ok(());
        }
        let began = Instant::now();
        match self.nodes.snapshot(node.index, log).await {
            Ok((user, dialogs)) => {
                self.broker.rebuild(user, &dialogs);
                *read = Some(began);
                Ok(())
            }
            Err(Trouble::Refused(refusal)) => Err(link::refused(&refusal)),
            Err(Trouble::Down(why)) => {
                self.suspect(node);
                Err(link::unavailable(&why))
            }
        }
    }

    fn know(&self, info: SystemInfo) {
        *self.info.lock().unwrap_or_else(PoisonError::into_inner) = Some(info);
    }

    /// The platform: what the profile says, else what the system says.
    pub fn platform(&self) -> Option<String> {
        let own = self.platform.clone();
        own.or_else(|| self.said_platform().map(str::to_owned))
    }

    /// The platform that the system says it is.
    pub fn said_platform(&self) -> Option<&'static str> {
        let info = self.info.lock().unwrap_or_else(PoisonError::into_inner);
        info.as_ref()?.platform()
    }

    /// An answer as it leaves the connection: without secrets, and with what happened meanwhile.
    pub fn hand_out(&self, answer: Answer) -> Answer {
        let mut answer = self.nodes.rest.gate.scrub(answer);
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        answer.exchanges.append(&mut notices);
        answer
    }

    /// Notes what is left as it is.
    pub fn leave_behind(&self, what: String) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        left.push(what);
    }

    /// What was left as it is, told once.
    pub fn is_refused(&self) -> bool {
        self.nodes.rest.gate.pass().is_err()
    }

    pub fn left_behind(&self) -> Vec<String> {
        std::mem::take(&mut *self.left.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Leaves: nothing is sent any more. Whether a stream as the agent ended with it: what Finesse
    /// makes of that shows later.
    pub async fn leave(&self) -> bool {
        let before = std::mem::replace(&mut *self.streaming(), Streaming::Over);
        let was_up = self.link.there().is_some_and(|there| there.is_ok());
        self.link.set(State::Closed);
        let limit = self.timeouts.close * 2;
        match before {
            Streaming::StreamKeeper(orders, mut task) => {
                drop(orders);
                if timeout(limit, &mut task).await.is_err() {
                    task.abort();
                }
                was_up
            }
            Streaming::Side(stream) => stream.leave(limit).await,
            Streaming::NotYet | Streaming::Over => false,
        }
    }
}

fn places(settings: &Settings) -> Result<Vec<Place>, SetupError> {
    if settings.nodes.is_empty() {
        return Err(SetupError::new(
            "the connection has no Finesse address",
            "set the address of a node: https://finesse-a.example.com:8445",
        ));
    }
    settings.nodes.iter().map(Place::of).collect()
}
