use super::ledger::REMEMBERED;
use super::*;
use serde_json::json;

fn events(list: serde_json::Value) -> Vec<Event> {
    let body = json!({ "events": list }).to_string();
    crate::systems::cxone::event::read(&body.into())
        .unwrap()
        .events
}

fn contact(id: &str, status: &str) -> serde_json::Value {
    json!({ "Type": "CallContactEvent", "ContactID": id, "Status": status })
}

fn is(status: &'static str) -> Wants {
    Box::new(move |event| event.status().as_deref() == Some(status))
}

fn id(told: &Told) -> String {
    match told {
        Told::Event(event) => event.contact().unwrap_or_default().into_owned(),
        Told::Over(over) => panic!("{over:?}"),
    }
}

#[tokio::test]
async fn everybody_who_waits_for_the_same_is_told() {
    let hub: Arc<Hub> = Arc::default();
    let mut first = hub.wait(Some("1"), is("Holding"));
    let mut second = hub.wait(Some("1"), is("Holding"));
    let mut any = hub.wait(None, is("Holding"));
    hub.happened(events(json!([
        contact("2", "Active"),
        contact("1", "Holding")
    ])));
    for place in [&mut first, &mut second, &mut any] {
        assert_eq!(id(&place.told().await), "1");
    }
}

#[tokio::test]
async fn who_stops_waiting_leaves_nothing_behind() {
    let hub: Arc<Hub> = Arc::default();
    for number in 0..100 {
        drop(hub.wait(Some(&number.to_string()), is("Holding")));
        drop(hub.take(is("Incoming")));
    }
    let inner = hub.lock();
    assert!(inner.waiting.is_empty() && inner.takers.is_empty());
}

#[tokio::test]
async fn a_contact_that_a_taker_no_longer_wants_is_kept_for_the_next() {
    let hub: Arc<Hub> = Arc::default();
    let gone = hub.take(is("Incoming"));
    drop(gone);
    hub.happened(events(json!([contact("1", "Incoming")])));
    assert_eq!(id(&hub.take(is("Incoming")).told().await), "1");
}

#[tokio::test]
async fn whoever_comes_when_it_is_over_is_told_so() {
    let hub: Arc<Hub> = Arc::default();
    let mut before = hub.wait(Some("1"), is("Holding"));
    let over = Over {
        ended: true,
        reason: "the agent session has ended".to_owned(),
    };
    hub.over(over.clone());
    let mut after = hub.wait(Some("1"), is("Holding"));
    let mut taker = hub.take(is("Incoming"));
    for place in [&mut before, &mut after, &mut taker] {
        assert!(matches!(place.told().await, Told::Over(told) if told == over));
    }
}

#[test]
fn contacts_that_are_over_are_forgotten_in_time() {
    let hub: Arc<Hub> = Arc::default();
    for number in 0..REMEMBERED + 50 {
        hub.happened(events(json!([contact(
            &number.to_string(),
            "Disconnected"
        )])));
    }
    assert_eq!(hub.state("0"), None);
    let last = (REMEMBERED + 49).to_string();
    assert_eq!(hub.state(&last).as_deref(), Some("Disconnected"));
    assert_eq!(hub.lock().contacts.len(), REMEMBERED);
}

#[test]
fn work_after_a_contact_is_no_end_of_it() {
    let hub: Arc<Hub> = Arc::default();
    let mut wrapping = contact("1", "Disconnected");
    wrapping["FinalState"] = json!("False");
    hub.happened(events(json!([wrapping])));
    assert!(!hub.lock().contacts["1"].over);
    let mut over = contact("1", "Disconnected");
    over["FinalState"] = json!("True");
    hub.happened(events(json!([over])));
    assert!(hub.lock().contacts["1"].over);
}
