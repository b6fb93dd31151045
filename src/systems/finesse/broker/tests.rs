use super::*;
use crate::run::effect::Answer;
use crate::systems::finesse::model::Body;
use futures_util::FutureExt as _;

fn user() -> User {
    let user = "<User><loginId>1001</loginId><extension>2001</extension></User>";
    match Body::read(user) {
        Ok(Body::User(user)) => *user,
        other => panic!("{other:?}"),
    }
}

fn ringing(id: &str) -> Dialog {
    let text = format!(
        "<Dialog><id>{id}</id><participants><Participant><mediaAddress>2001</mediaAddress>\
         <state>ALERTING</state></Participant></participants></Dialog>"
    );
    match Body::read(&text) {
        Ok(Body::Dialog(dialog)) => *dialog,
        other => panic!("{other:?}"),
    }
}

fn broker() -> Arc<EventBroker> {
    let broker = EventBroker::of("1001");
    broker.rebuild(user(), &[]);
    broker
}

/// Waits for the next dialog that arrives; the reason of the answer is its id.
fn next(broker: &Arc<EventBroker>) -> Ticket {
    let judge = |_: &Known, notice: Notice<'_>| match notice {
        Notice::Arrived(dialog) => Some(Answer::new("Success", dialog.id.clone())),
        _ => None,
    };
    broker.wait(Wish::Arrival, Box::new(judge))
}

fn given(ticket: &mut Ticket) -> Option<String> {
    let (answer, _) = ticket.told().now_or_never()?;
    Some(answer.reason.to_string())
}

#[tokio::test(start_paused = true)]
async fn each_arrival_is_given_to_one_the_first_to_the_first() {
    let broker = broker();
    let (mut first, mut second) = (next(&broker), next(&broker));
    broker.rebuild(user(), &[ringing("1")]);
    assert_eq!(given(&mut first).as_deref(), Some("1"));
    assert_eq!(given(&mut second), None);
}

#[tokio::test(start_paused = true)]
async fn an_arrival_that_was_given_and_never_looked_at_goes_to_the_next() {
    let broker = broker();
    let (first, mut second) = (next(&broker), next(&broker));
    broker.rebuild(user(), &[ringing("1")]);
    drop(first);
    assert_eq!(given(&mut second).as_deref(), Some("1"));
    assert_eq!(given(&mut next(&broker)), None);
}

#[tokio::test(start_paused = true)]
async fn an_arrival_that_nobody_is_left_to_look_at_waits_for_whoever_comes() {
    let broker = broker();
    broker.rebuild(user(), &[ringing("1")]);
    drop(next(&broker));
    assert_eq!(given(&mut next(&broker)).as_deref(), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn an_arrival_that_has_gone_meanwhile_is_given_to_nobody() {
    let broker = broker();
    let first = next(&broker);
    broker.rebuild(user(), &[ringing("1")]);
    broker.rebuild(user(), &[]);
    drop(first);
    assert_eq!(given(&mut next(&broker)), None);
}
