use super::*;
use crate::systems::finesse::model::Body;

fn dialog(id: &str, state: &str, more: &str) -> Dialog {
    let text = format!(
        "<Dialog><id>{id}</id>{more}<participants><Participant><mediaAddress>2001</mediaAddress>\
         <state>{state}</state></Participant></participants></Dialog>"
    );
    match Body::read(&text) {
        Ok(Body::Dialog(dialog)) => *dialog,
        other => panic!("{other:?}"),
    }
}

/// The agent's part, in a state since a minute of the hour.
fn since(id: &str, state: &str, minute: u8) -> Dialog {
    let mut dialog = dialog(id, state, "");
    let time = format!("2026-01-05T10:{minute:02}:00Z").parse().unwrap();
    dialog.participants[0].state_change_time = Some(time);
    dialog
}

fn known(dialogs: &[Dialog]) -> Known {
    let user = "<User><loginId>1001</loginId><extension>2001</extension></User>";
    let Ok(Body::User(user)) = Body::read(user) else {
        panic!("no user");
    };
    let mut known = Known::of("1001");
    known.rebuild(*user, dialogs);
    known
}

fn put(known: &mut Known, dialog: &Dialog) -> Changes {
    let mut changes = Changes::default();
    known.put(dialog, Some(Instant::now()), &mut changes);
    changes
}

fn remove(known: &mut Known, dialog: &Dialog) -> Changes {
    let mut changes = Changes::default();
    known.remove(dialog, Instant::now(), &mut changes);
    changes
}

fn now(known: &Known, id: &str) -> Option<String> {
    known.dialog(id).map(|dialog| dialog.id.clone())
}

#[tokio::test(start_paused = true)]
async fn a_second_id_says_which_contact_it_was() {
    let mut known = known(&[dialog("1", "HELD", ""), dialog("2", "ACTIVE", "")]);
    let joined = dialog("1", "ACTIVE", "<secondaryId>2</secondaryId>");
    let changes = put(&mut known, &joined);
    assert_eq!(changes.joined, [("2".to_owned(), "1".to_owned())]);
    remove(&mut known, &dialog("2", "DROPPED", ""));
    assert_eq!(now(&known, "2").as_deref(), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn one_that_goes_and_one_that_comes_midway_are_the_same_in_either_order() {
    let mut first = known(&[dialog("2", "ACTIVE", "")]);
    remove(&mut first, &dialog("2", "DROPPED", ""));
    put(&mut first, &dialog("1", "ACTIVE", ""));
    assert_eq!(now(&first, "2").as_deref(), Some("1"));

    let mut second = known(&[dialog("2", "ACTIVE", "")]);
    put(&mut second, &dialog("1", "ACTIVE", ""));
    remove(&mut second, &dialog("2", "DROPPED", ""));
    assert_eq!(now(&second, "2").as_deref(), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_joined_where_it_could_be_another() {
    // A new call rings: it is no transfer.
    let mut ringing = known(&[dialog("2", "ACTIVE", "")]);
    remove(&mut ringing, &dialog("2", "DROPPED", ""));
    put(&mut ringing, &dialog("3", "ALERTING", ""));
    assert_eq!(now(&ringing, "2"), None);

    // Two went: nobody can say which of them goes on.
    let mut two = known(&[dialog("1", "ACTIVE", ""), dialog("2", "HELD", "")]);
    remove(&mut two, &dialog("1", "DROPPED", ""));
    remove(&mut two, &dialog("2", "DROPPED", ""));
    put(&mut two, &dialog("3", "ACTIVE", ""));
    assert_eq!((now(&two, "1"), now(&two, "2")), (None, None));

    // It was long ago.
    let mut late = known(&[dialog("2", "ACTIVE", "")]);
    remove(&mut late, &dialog("2", "DROPPED", ""));
    tokio::time::advance(TOGETHER * 2).await;
    put(&mut late, &dialog("1", "ACTIVE", ""));
    assert_eq!(now(&late, "2"), None);
}

#[tokio::test(start_paused = true)]
async fn what_was_on_its_way_for_long_changes_nothing() {
    let mut known = known(&[since("1", "ACTIVE", 1)]);
    put(&mut known, &since("1", "HELD", 3));
    assert!(put(&mut known, &since("1", "ACTIVE", 2)).dialogs.is_empty());
    let leg = known.dialog("1").unwrap().participants[0].clone();
    assert_eq!(leg.state, Some(CallState::Held));
    // A time may be missing after a failover: then the event counts.
    put(&mut known, &dialog("1", "ACTIVE", ""));
    put(&mut known, &since("1", "HELD", 2));
    let leg = known.dialog("1").unwrap().participants[0].clone();
    assert_eq!(leg.state, Some(CallState::Held));
    // What is over does not come back by a late event.
    remove(&mut known, &dialog("1", "DROPPED", ""));
    put(&mut known, &dialog("1", "DROPPED", ""));
    assert_eq!(now(&known, "1"), None);
}

#[tokio::test(start_paused = true)]
async fn only_what_rings_has_arrived_when_we_come() {
    let mut known = known(&[dialog("1", "ACTIVE", ""), dialog("2", "ALERTING", "")]);
    let id = |_: &Known, dialog: &Dialog| Some(dialog.id.clone());
    assert_eq!(known.arrive(id).as_deref(), Some("2"));
    assert_eq!(known.arrive(id), None);
    put(&mut known, &dialog("3", "INITIATING", ""));
    assert!(
        known.nothing_arrived(),
        "the agent's own call arrives nowhere"
    );
    put(&mut known, &dialog("4", "ALERTING", ""));
    put(&mut known, &dialog("5", "ALERTING", ""));
    remove(&mut known, &dialog("4", "DROPPED", ""));
    assert_eq!(known.arrive(id).as_deref(), Some("5"));
}
