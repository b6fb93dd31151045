//! What shows that an accepted request was carried out: the session's events.

use super::far::{Events, Far, Then};
use super::{ACCEPTED, connect, hold, says, session, settings, signing_in, until};
use contactflow::run::Provenance;
use contactflow::run::effect::Answer;
use contactflow::systems::System;
use contactflow::value::Kind;
use serde_json::json;

#[tokio::test]
async fn held_is_what_the_event_says_and_not_what_was_accepted() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    let holding = hold(&on);
    tokio::pin!(holding);
    tokio::select! {
        answer = &mut holding => panic!("nothing has confirmed it: {answer:?}"),
        () = until(|| far.asked("/hold").len() == 1) => {}
    }
    events.happen("S1", says("1002", "Holding"));
    events.happen("S1", says("1001", "Active"));
    events.happen("S1", says("1001", "Holding"));
    let answer = holding.await;
    assert!(answer.is_success(), "{answer:?}");
    assert_eq!(answer.exchanges.last().unwrap().answered, "event Holding");
}

#[tokio::test]
async fn an_event_that_comes_before_the_answer_counts() {
    let events = Events::default();
    let (queue, told) = (events.clone(), events.clone());
    let far = Far::start(signing_in(move |asked| match asked.route().1 {
        path if path.ends_with("get-next-event") => queue.next(),
        _ => {
            told.happen("S1", says("1001", "Holding"));
            let told = told.clone();
            Then::Later(Box::pin(async move {
                // the next poll means that the event of the one before has arrived
                told.polled(2).await;
                ACCEPTED
            }))
        }
    }))
    .await;
    let answer = hold(&connect(settings(&far.base))).await;
    assert!(answer.is_success(), "{answer:?}");
}

#[tokio::test]
async fn a_contact_that_ends_instead_is_told_at_once() {
    let events = Events::default();
    let far = session(&events).await;
    events.happen("S1", says("1001", "Disconnected"));
    let answer = hold(&connect(settings(&far.base))).await;
    assert_eq!(&*answer.outcome, "InvalidContactId", "{answer:?}");
    assert!(answer.reason.contains("Disconnected"));
}

fn dialling(contact: &str, number: &str) -> serde_json::Value {
    json!({ "Type": "CallContactEvent", "ContactID": contact, "Status": "Dialing",
            "DNIS": number, "Skill": "4021", "IsInbound": "False" })
}

async fn dial(on: &contactflow::systems::cxone::Connection, number: &str) -> Answer {
    let args = [
        ("SessionId", "S1"),
        ("PhoneNumber", number),
        ("SkillId", "4021"),
    ];
    let mut call = super::call("dial phone", &args);
    let phone = Kind::PhoneNumber.read(number).unwrap();
    call.args.insert("PhoneNumber".into(), phone);
    on.perform(&call, "run/1/1").await
}

#[tokio::test]
async fn a_dialled_contact_is_the_one_that_was_asked_for() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    events.happen("S1", says("1001", "Active"));
    let dials = async { tokio::join!(dial(&on, "+12025550101"), dial(&on, "+12025550102")) };
    let ((one, two), ()) = tokio::join!(dials, async {
        until(|| far.asked("/dial-phone").len() == 2).await;
        events.happen("S1", says("1001", "Active"));
        // The agent's own: a call that came in, and one that the desktop dials.
        events.happen("S1", says("2001", "Incoming"));
        events.happen("S1", says("2001", "Active"));
        events.happen("S1", json!([dialling("2009", "+12025550109")]));
        // The second's comes first, in the country's own form.
        events.happen("S1", json!([dialling("2003", "(202) 555-0102")]));
        events.happen("S1", json!([dialling("2002", "2025550101")]));
    });
    assert_eq!(one.outputs["ContactId"].to_string(), "2002", "{one:?}");
    assert_eq!(two.outputs["ContactId"].to_string(), "2003", "{two:?}");
    assert_eq!(one.confirmed, Some(Provenance::event("agent session")));
}

#[tokio::test]
async fn of_two_calls_that_fit_none_is_taken_and_both_are_named() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    let (answer, ()) = tokio::join!(dial(&on, "+12025550101"), async {
        until(|| far.asked("/dial-phone").len() == 1).await;
        events.happen(
            "S1",
            json!([
                dialling("2001", "+12025550101"),
                dialling("2002", "+12025550101")
            ]),
        );
    });
    assert_eq!(&*answer.outcome, "Unknown", "{answer:?}");
    for name in ["contact 2001", "contact 2002"] {
        assert!(answer.reason.contains(name), "{answer:?}");
    }
    assert!(answer.outputs.is_empty());
}

#[tokio::test]
async fn an_old_event_that_is_told_again_confirms_no_second_hold() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    let at = |status: &str, second: u32| {
        json!([{ "Type": "CallContactEvent", "ContactID": "1001", "Status": status,
                 "LastStateChangeTimeUTC": format!("2026-11-01T10:00:{second:02}Z") }])
    };
    let (first, ()) = tokio::join!(hold(&on), async {
        until(|| far.asked("/hold").len() == 1).await;
        events.happen("S1", at("Holding", 1));
    });
    assert!(first.is_success(), "{first:?}");
    events.happen("S1", at("Active", 5));
    let holding = hold(&on);
    tokio::pin!(holding);
    tokio::select! {
        answer = &mut holding => panic!("nothing has confirmed it: {answer:?}"),
        () = async {
            until(|| far.asked("/hold").len() == 2).await;
            let polls = far.asked("get-next-event").len();
            events.happen("S1", at("Holding", 1));
            until(|| far.asked("get-next-event").len() > polls).await;
        } => {}
    }
    events.happen("S1", at("Holding", 9));
    assert!(holding.await.is_success());
}
