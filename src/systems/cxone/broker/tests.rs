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

fn at(id: &str, status: &str, second: u32) -> serde_json::Value {
    let mut event = contact(id, status);
    event["LastStateChangeTimeUTC"] = json!(format!("2026-11-01T10:00:{second:02}Z"));
    event
}

fn is(status: &'static str) -> Judge {
    Box::new(move |event| event.status().as_deref() == Some(status))
}

fn id(told: Option<Told>) -> String {
    match told {
        Some(Told::Event(event)) => event.contact().unwrap_or_default().into_owned(),
        other => panic!("{other:?}"),
    }
}

/// Whether a wait has been answered, without waiting.
fn told(ticket: &mut EventTicket) -> bool {
    use std::task::{Context, Poll, Waker};
    let mut context = Context::from_waker(Waker::noop());
    let answer = std::pin::pin!(ticket.told()).poll(&mut context);
    matches!(answer, Poll::Ready(_))
}

#[tokio::test]
async fn everybody_who_waits_for_the_same_is_told() {
    let broker: Arc<EventBroker> = Arc::default();
    let mut first = broker.wait(Some("1"), is("Holding"));
    let mut second = broker.wait(Some("1"), is("Holding"));
    let mut any = broker.wait(None, is("Holding"));
    broker.happened(events(json!([
        contact("2", "Active"),
        contact("1", "Holding")
    ])));
    for ticket in [&mut first, &mut second, &mut any] {
        assert_eq!(id(ticket.told().await), "1");
    }
}

#[tokio::test]
async fn who_stops_waiting_leaves_nothing_behind() {
    let broker: Arc<EventBroker> = Arc::default();
    for number in 0..100 {
        drop(broker.wait(Some(&number.to_string()), is("Holding")));
        drop(broker.take(is("Incoming")));
    }
    assert_eq!(broker.lock().counts(), (0, 0));
}

#[tokio::test]
async fn a_contact_that_a_taker_no_longer_wants_is_kept_for_the_next() {
    let broker: Arc<EventBroker> = Arc::default();
    drop(broker.take(is("Incoming")));
    let never_looked = broker.take(is("Incoming"));
    broker.happened(events(json!([contact("1", "Incoming")])));
    drop(never_looked);
    assert_eq!(id(broker.take(is("Incoming")).told().await), "1");
}

#[tokio::test]
async fn whoever_comes_when_it_is_over_is_told_so() {
    let broker: Arc<EventBroker> = Arc::default();
    let mut before = broker.wait(Some("1"), is("Holding"));
    let over = Over {
        ended: true,
        reason: "the agent session has ended".to_owned(),
    };
    broker.over(over.clone());
    let mut after = broker.wait(Some("1"), is("Holding"));
    let mut taker = broker.take(is("Incoming"));
    for ticket in [&mut before, &mut after, &mut taker] {
        assert!(matches!(ticket.told().await, Some(Told::Over(told)) if told == over));
    }
}

#[test]
fn contacts_that_are_over_are_forgotten_in_time() {
    let broker: Arc<EventBroker> = Arc::default();
    for number in 0..REMEMBERED + 50 {
        broker.happened(events(json!([contact(
            &number.to_string(),
            "Disconnected"
        )])));
    }
    assert_eq!(broker.state("0"), None);
    let last = (REMEMBERED + 49).to_string();
    assert_eq!(broker.state(&last).as_deref(), Some("Disconnected"));
    assert_eq!(broker.lock().counts().0, REMEMBERED);
}

#[test]
fn work_after_a_contact_is_no_end_of_it() {
    let broker: Arc<EventBroker> = Arc::default();
    let mut wrapping = contact("1", "Disconnected");
    wrapping["FinalState"] = json!("False");
    broker.happened(events(json!([wrapping])));
    assert!(!broker.lock().is_over("1"));
    let mut over = contact("1", "Disconnected");
    over["FinalState"] = json!("True");
    broker.happened(events(json!([over])));
    assert!(broker.lock().is_over("1"));
}

#[test]
fn an_event_that_is_told_again_confirms_nothing() {
    let broker: Arc<EventBroker> = Arc::default();
    broker.happened(events(json!([at("1", "Holding", 1), at("1", "Active", 2)])));
    let doubts = broker.doubts();
    let mut second_hold = broker.wait(Some("1"), is("Holding"));
    broker.happened(events(json!([at("1", "Holding", 1)])));
    assert!(!told(&mut second_hold));
    assert_eq!(broker.state("1").as_deref(), Some("Active"));
    assert!(
        !doubts.has_changed().unwrap(),
        "it is known, and no reason to look"
    );
    broker.happened(events(json!([at("1", "Holding", 3)])));
    assert!(told(&mut second_hold));
}

#[test]
fn an_event_from_before_is_a_reason_to_look_and_not_an_answer() {
    let broker: Arc<EventBroker> = Arc::default();
    broker.happened(events(json!([at("1", "Active", 9)])));
    let doubts = broker.doubts();
    let mut hold = broker.wait(Some("1"), is("Holding"));
    broker.happened(events(json!([at("1", "Holding", 4)])));
    assert!(!told(&mut hold));
    assert!(doubts.has_changed().unwrap());
}

#[test]
fn of_several_new_contacts_that_fit_none_is_given() {
    let broker: Arc<EventBroker> = Arc::default();
    broker.happened(events(json!([contact("1", "Dialing")])));
    let before = broker.now();
    assert!(matches!(broker.claim(before, |_| true), Claim::None));
    broker.happened(events(json!([
        contact("2", "Dialing"),
        contact("3", "Dialing")
    ])));
    match broker.claim(before, |_| true) {
        Claim::Many(events) => {
            let ids: Vec<_> = events.iter().filter_map(|event| event.contact()).collect();
            assert_eq!(ids, ["2", "3"]);
        }
        other => panic!("{other:?}"),
    }
    let third = |event: &Event| event.contact().as_deref() == Some("3");
    assert!(matches!(broker.claim(before, third), Claim::One(_)));
    assert!(matches!(broker.claim(before, third), Claim::None));
}

#[test]
fn who_else_acts_in_a_session_is_noticed() {
    let joined = || events(json!([{ "Type": "AgentSessionStart" }]));
    let state = || events(json!([{ "Type": "AgentState", "CurrentState": "Available" }]));
    let broker = EventBroker::default();
    broker.joins();
    broker.happened(joined());
    broker.sets_state();
    broker.happened(state());
    assert!(!broker.others_acted());
    broker.happened(state());
    assert!(broker.others_acted());

    let broker = EventBroker::default();
    broker.joins();
    broker.happened(joined());
    broker.happened(joined());
    assert!(broker.others_acted());
}
