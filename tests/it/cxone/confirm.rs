//! What shows that an accepted request was carried out: the session's events.

use super::far::{Events, Far, Then};
use super::{ACCEPTED, connect, hold, perform, says, session, settings, signing_in, until};
use serde_json::json;
use std::collections::BTreeSet;

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

#[tokio::test]
async fn a_dialled_contact_is_the_new_one_and_each_dial_has_its_own() {
    let events = Events::default();
    let far = session(&events).await;
    let on = connect(settings(&far.base));
    events.happen("S1", says("1001", "Active"));
    let args = [
        ("SessionId", "S1"),
        ("PhoneNumber", "+15550100199"),
        ("SkillId", "4021"),
    ];
    let dials = async {
        tokio::join!(
            perform(&on, "dial phone", &args),
            perform(&on, "dial phone", &args)
        )
    };
    let ((one, two), ()) = tokio::join!(dials, async {
        until(|| far.asked("/dial-phone").len() == 2).await;
        events.happen("S1", says("1001", "Active"));
        events.happen(
            "S1",
            json!([
                { "Type": "CallContactEvent", "ContactID": "2001", "Status": "Incoming" },
                { "Type": "CallContactEvent", "ContactID": "2001", "Status": "Active" },
                { "Type": "CallContactEvent", "ContactID": "2002", "Status": "Dialing" },
                { "Type": "CallContactEvent", "ContactID": "2002", "Status": "Active" },
            ]),
        );
        events.happen("S1", says("2003", "Dialing"));
    });
    let ids: BTreeSet<_> = [&one, &two]
        .map(|a| a.outputs["ContactId"].to_string())
        .into();
    assert_eq!(ids, BTreeSet::from(["2002".to_owned(), "2003".to_owned()]));
}
