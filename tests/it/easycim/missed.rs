//! What happens while nobody can hear of it: it is looked up afterwards.

use super::browser::until;
use super::{call, connection, text};
use contactflow::run::effect::{Answer, Await, Watch};
use contactflow::sim::easycim::{ContactFile, Options, Simulator};
use contactflow::systems::System;
use contactflow::systems::easycim::{Connection, Settings, Way};
use contactflow::value::Record;
use std::time::Duration;

const NEW: &str = "68-aaaaaaaa@toolbar.example";

async fn desk() -> (Simulator, Connection) {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let address = simulator.toolbar_address();
    let mut settings = Settings::new(Way::Toolbar { address });
    settings.timeouts.connect = Duration::from_secs(20);
    (simulator, connection(settings))
}

pub fn pop(simulator: &Simulator, id: &str) {
    let text = format!("id = \"{id}\"\nnumber = \"+442079460199\"");
    let contact: ContactFile = toml::from_str(&text).unwrap();
    simulator.add_contact(contact);
}

pub fn next() -> Await {
    Await {
        system: "easycim".into(),
        thing: "contact".into(),
        with: Record::new(),
        needs: Record::new(),
    }
}

/// Until the connection has looked what is there already.
pub async fn looked(simulator: &Simulator, on: &Connection) {
    until("the list was read", async || {
        let read = simulator
            .log()
            .iter()
            .any(|entry| entry.method == "getContactList" && entry.answer.is_some());
        read.then_some(())
    })
    .await;
    // One call at a time: when this one is answered, the list has come.
    on.perform(&call("find agent id", &[]), "test/1/1").await;
}

fn id(answer: &Answer) -> String {
    answer.outputs["ContactId"].to_string()
}

#[tokio::test]
async fn a_contact_that_popped_while_the_toolbar_was_away_is_seen_when_it_is_back() {
    let (simulator, on) = desk().await;
    let awaited = next();
    let (arrived, ()) = tokio::join!(on.next(&awaited), async {
        looked(&simulator, &on).await;
        simulator.disconnect();
        pop(&simulator, NEW);
        simulator.reconnect();
    });
    assert_eq!(
        id(&arrived),
        NEW,
        "not the one that rang before: {arrived:?}"
    );
    // It is taken: the next one is another.
    let (arrived, ()) = tokio::join!(on.next(&awaited), async {
        simulator.disconnect();
        pop(&simulator, "68-bbbbbbbb@toolbar.example");
        simulator.reconnect();
    });
    assert_eq!(id(&arrived), "68-bbbbbbbb@toolbar.example", "{arrived:?}");
}

#[tokio::test]
async fn a_contact_that_popped_before_anybody_waited_again_is_not_lost() {
    let (simulator, on) = desk().await;
    let first = next();
    drop(tokio::time::timeout(Duration::from_millis(1), on.next(&first)).await);
    let (arrived, ()) = tokio::join!(on.next(&first), async {
        looked(&simulator, &on).await;
        pop(&simulator, "68-cccccccc@toolbar.example");
    });
    assert_eq!(id(&arrived), "68-cccccccc@toolbar.example");
    simulator.disconnect();
    pop(&simulator, NEW);
    simulator.reconnect();
    until("it is connected again", async || {
        let answer = on.perform(&call("find agent id", &[]), "test/1/1").await;
        answer.is_success().then_some(())
    })
    .await;
    assert_eq!(id(&on.next(&first).await), NEW);
}

#[tokio::test]
async fn a_state_that_came_while_the_toolbar_was_away_ends_the_wait() {
    let (simulator, on) = desk().await;
    let watch = Watch {
        system: "easycim".into(),
        thing: "contact".into(),
        id: text("68-60f6996d@toolbar.example"),
        negated: false,
        state: "Active".into(),
        needs: Record::new(),
    };
    let (ended, ()) = tokio::join!(on.watch(&watch), async {
        looked(&simulator, &on).await;
        simulator.disconnect();
        simulator.push_event("68-60f6996d@toolbar.example", "established");
        simulator.reconnect();
    });
    assert!(ended.is_success(), "{ended:?}");
}

#[tokio::test]
async fn a_toolbar_that_stays_away_ends_the_wait_and_says_so() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let address = simulator.toolbar_address();
    let mut settings = Settings::new(Way::Toolbar { address });
    settings.timeouts.connect = Duration::from_secs(1);
    let on = connection(settings);
    let awaited = next();
    let (ended, ()) = tokio::join!(on.next(&awaited), async {
        looked(&simulator, &on).await;
        simulator.disconnect();
    });
    assert_eq!(&*ended.outcome, "ToolbarDisconnected", "{ended:?}");
    assert!(ended.reason.contains("127.0.0.1"), "{ended:?}");
}
