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

fn world(dialogs: &[Dialog]) -> World {
    let user = "<User><loginId>1001</loginId><extension>2001</extension></User>";
    let Ok(Body::User(user)) = Body::read(user) else {
        panic!("no user");
    };
    let mut world = World::of("1001");
    world.rebuild(*user, dialogs);
    world
}

fn put(world: &mut World, dialog: &Dialog) -> Changes {
    let mut changes = Changes::default();
    world.put(dialog, Some(Instant::now()), &mut changes);
    changes
}

fn remove(world: &mut World, dialog: &Dialog) -> Changes {
    let mut changes = Changes::default();
    world.remove(dialog, Instant::now(), &mut changes);
    changes
}

fn now(world: &World, id: &str) -> Option<String> {
    world.dialog(id).map(|dialog| dialog.id.clone())
}

#[tokio::test(start_paused = true)]
async fn a_second_id_says_which_contact_it_was() {
    let mut world = world(&[dialog("1", "HELD", ""), dialog("2", "ACTIVE", "")]);
    let joined = dialog("1", "ACTIVE", "<secondaryId>2</secondaryId>");
    let changes = put(&mut world, &joined);
    assert_eq!(changes.joined, [("2".to_owned(), "1".to_owned())]);
    remove(&mut world, &dialog("2", "DROPPED", ""));
    assert_eq!(now(&world, "2").as_deref(), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn one_that_goes_and_one_that_comes_midway_are_the_same_in_either_order() {
    let mut first = world(&[dialog("2", "ACTIVE", "")]);
    remove(&mut first, &dialog("2", "DROPPED", ""));
    put(&mut first, &dialog("1", "ACTIVE", ""));
    assert_eq!(now(&first, "2").as_deref(), Some("1"));

    let mut second = world(&[dialog("2", "ACTIVE", "")]);
    put(&mut second, &dialog("1", "ACTIVE", ""));
    remove(&mut second, &dialog("2", "DROPPED", ""));
    assert_eq!(now(&second, "2").as_deref(), Some("1"));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_joined_where_it_could_be_another() {
    // A new call rings: it is no transfer.
    let mut ringing = world(&[dialog("2", "ACTIVE", "")]);
    remove(&mut ringing, &dialog("2", "DROPPED", ""));
    put(&mut ringing, &dialog("3", "ALERTING", ""));
    assert_eq!(now(&ringing, "2"), None);

    // Two went: nobody can say which of them goes on.
    let mut two = world(&[dialog("1", "ACTIVE", ""), dialog("2", "HELD", "")]);
    remove(&mut two, &dialog("1", "DROPPED", ""));
    remove(&mut two, &dialog("2", "DROPPED", ""));
    put(&mut two, &dialog("3", "ACTIVE", ""));
    assert_eq!((now(&two, "1"), now(&two, "2")), (None, None));

    // It was long ago.
    let mut late = world(&[dialog("2", "ACTIVE", "")]);
    remove(&mut late, &dialog("2", "DROPPED", ""));
    tokio::time::advance(TOGETHER * 2).await;
    put(&mut late, &dialog("1", "ACTIVE", ""));
    assert_eq!(now(&late, "2"), None);
}

#[tokio::test(start_paused = true)]
async fn what_was_on_its_way_for_long_changes_nothing() {
    let mut world = world(&[since("1", "ACTIVE", 1)]);
    put(&mut world, &since("1", "HELD", 3));
    assert!(put(&mut world, &since("1", "ACTIVE", 2)).dialogs.is_empty());
    let leg = world.dialog("1").unwrap().participants[0].clone();
    assert_eq!(leg.state, Some(CallState::Held));
    // A time may be missing after a failover: then the event counts.
    put(&mut world, &dialog("1", "ACTIVE", ""));
    put(&mut world, &since("1", "HELD", 2));
    let leg = world.dialog("1").unwrap().participants[0].clone();
    assert_eq!(leg.state, Some(CallState::Held));
    // What is over does not come back by a late event.
    remove(&mut world, &dialog("1", "DROPPED", ""));
    put(&mut world, &dialog("1", "DROPPED", ""));
    assert_eq!(now(&world, "1"), None);
}

#[tokio::test(start_paused = true)]
async fn only_what_rings_has_arrived_when_we_come() {
    let mut world = world(&[dialog("1", "ACTIVE", ""), dialog("2", "ALERTING", "")]);
    let id = |_: &World, dialog: &Dialog| Some(dialog.id.clone());
    assert_eq!(world.arrive(id).as_deref(), Some("2"));
    assert_eq!(world.arrive(id), None);
    put(&mut world, &dialog("3", "INITIATING", ""));
    assert!(
        world.nothing_arrived(),
        "the agent's own call arrives nowhere"
    );
    put(&mut world, &dialog("4", "ALERTING", ""));
    put(&mut world, &dialog("5", "ALERTING", ""));
    remove(&mut world, &dialog("4", "DROPPED", ""));
    assert_eq!(world.arrive(id).as_deref(), Some("5"));
}
