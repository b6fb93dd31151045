//! `wait until` and `await`.

use super::far::Events;
use super::{connect, perform, record, says, session, settings, until};
use contactflow::run::effect::{Answer, Await, Watch};
use contactflow::systems::System;
use contactflow::systems::cxone::Connection;
use contactflow::value::{Record, Value};
use serde_json::json;

pub fn watched(contact: &str, state: &str, session: Option<&str>) -> Watch {
    Watch {
        system: "cxone".into(),
        thing: "contact".into(),
        id: Value::text(contact),
        negated: false,
        state: state.into(),
        needs: session
            .map(|id| record(&[("SessionId", id)]))
            .unwrap_or_default(),
    }
}

pub async fn watch(on: &Connection, contact: &str, state: &str) -> Answer {
    on.watch(&watched(contact, state, Some("S1"))).await
}

#[tokio::test]
async fn a_watch_begins_with_what_is_known_and_goes_on_with_events() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    events.happen("S1", says("1001", "Holding"));
    events.happen("S1", says("1001", "Holding"));
    assert!(watch(&on, "1001", "Held").await.is_success());
    assert!(
        watch(&on, "1001", "Held").await.is_success(),
        "it is so already"
    );
    let mut no_longer = watched("1001", "Held", Some("S1"));
    no_longer.negated = true;
    let (answer, ()) = tokio::join!(on.watch(&no_longer), async {
        events.happen("S1", says("1001", "Active"));
    });
    assert!(answer.is_success());
    events.happen("S1", says("1001", "Disconnected"));
    let answer = watch(&on, "1001", "Held").await;
    assert_eq!(&*answer.outcome, "InvalidContactId", "{answer:?}");
}

fn awaited(with: Record) -> Await {
    Await {
        system: "cxone".into(),
        thing: "contact".into(),
        with,
        needs: record(&[("SessionId", "S1")]),
    }
}

#[tokio::test]
async fn arrivals_are_handed_out_once_each_and_none_is_missed() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    assert!(
        perform(&on, "join agent session", &[("SecurityUser", "7")])
            .await
            .is_success()
    );
    let comes = |id: &str, skill: &str| {
        json!([{ "Type": "CallContactEvent", "ContactID": id, "Status": "Incoming", "Skill": skill,
                 "ANI": "+12025550123", "IsInbound": "True" }])
    };
    // Two before anybody waits; one of them is gone again by then.
    events.happen("S1", comes("3001", "Sales"));
    events.happen("S1", comes("3002", "Sales"));
    events.happen("S1", says("3001", "Disconnected"));
    events.happen("S1", comes("3003", "Help"));
    until(|| far.asked("get-next-event").len() == 5).await;
    let any = awaited(Record::new());
    let help = awaited(record(&[("Skill", "Help")]));
    let first = on.next(&help).await;
    assert_eq!(first.outputs["ContactId"].to_string(), "3003");
    let second = on.next(&any).await;
    assert_eq!(second.outputs["ContactId"].to_string(), "3002");
    assert_eq!(second.outputs["State"].to_string(), "Incoming");
    assert!(!second.outputs["ANI"].mark().is_plain());
    let (third, ()) = tokio::join!(on.next(&any), async {
        events.happen("S1", comes("3004", "Help"));
    });
    assert_eq!(third.outputs["ContactId"].to_string(), "3004");
}
