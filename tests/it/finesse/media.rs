//! Media other than voice: tasks and the agent's state in each medium, by events and without any.

use super::desk::{Desk, LIMIT, is, until};
use contactflow::run::effect::{Answer, Await};
use contactflow::sim::finesse::{MediumState, Options, Platform, TaskState, WorldFile};
use contactflow::systems::System;
use contactflow::systems::finesse::Beside;
use contactflow::value::{Record, Value};
use tokio::time::timeout;

const CHAT: &str = "5001";
const EMAIL: &str = "5002";

async fn next(desk: &Desk, thing: &str, with: &[(&str, &str)]) -> Answer {
    let what = Await {
        system: "finesse".into(),
        thing: thing.into(),
        with: super::desk::record(with),
        needs: Record::new(),
    };
    let answer = timeout(LIMIT, desk.on.next(&what)).await;
    answer.unwrap_or_else(|_| panic!("no {thing} with {with:?}"))
}

fn reads(desk: &Desk, path: &str) -> usize {
    let visits = desk.simulator.visits();
    visits.iter().filter(|visit| visit.contains(path)).count()
}

/// Until what the wait begins with has been read once more than before.
async fn began(desk: &Desk, path: &str, before: usize) {
    until(|| reads(desk, path) > before).await;
}

fn out(answer: &Answer, name: &str) -> String {
    answer.outputs[name].to_string()
}

/// In the mode with events, and in the one that reads every two seconds.
async fn desks() -> [Desk; 2] {
    let looks = Desk::with(Options::default(), |settings| {
        settings.beside = Beside::Desktop;
    });
    [Desk::new().await, looks.await]
}

#[tokio::test]
async fn what_becomes_of_a_task_is_awaited() {
    let [events, looks] = desks().await;
    for desk in [&events, &looks] {
        let (offered, id) = tokio::join!(next(desk, "task", &[("State", "Offered")]), async {
            began(desk, "Media/5002/Dialogs", 0).await;
            desk.simulator
                .offer_task("1001", CHAT, "Chat desk")
                .unwrap()
        });
        is(&offered, "Success", "");
        assert_eq!(offered.outputs["TaskId"], Value::text(id.as_str()));
        assert_eq!(out(&offered, "MediaId"), CHAT);
        assert_eq!(out(&offered, "MediaName"), "Cisco_Chat_MRD");
        assert_eq!(out(&offered, "Queue"), "Chat desk");
        // A change is told once: the next wait begins with how it stands then.
        let before = reads(desk, "Media/5002/Dialogs");
        let this = [("TaskId", id.as_str())];
        let (paused, ()) = tokio::join!(next(desk, "task", &this), async {
            began(desk, "Media/5002/Dialogs", before).await;
            assert!(desk.simulator.turn_task(&id, TaskState::Paused));
        });
        assert_eq!(out(&paused, "State"), "Paused");
        assert_eq!(desk.simulator.log(), [], "a wait changes nothing");
    }
    for desk in [events, looks] {
        desk.end().await;
    }
}

#[tokio::test]
async fn a_task_is_waited_for_until_it_is_in_a_state_or_over() {
    let [events, looks] = desks().await;
    for desk in [&events, &looks] {
        let id = desk.simulator.offer_task("1001", EMAIL, "").unwrap();
        is(
            &desk.watch("task", &id, "Offered", false).await,
            "Success",
            "",
        );
        let path = format!("Dialog/{id}");
        let before = reads(desk, &path);
        let (active, ()) = tokio::join!(desk.watch("task", &id, "Active", false), async {
            began(desk, &path, before).await;
            desk.simulator.turn_task(&id, TaskState::Active);
        });
        is(&active, "Success", "");
        let before = reads(desk, &path);
        let (never, ()) = tokio::join!(desk.watch("task", &id, "Paused", false), async {
            began(desk, &path, before).await;
            desk.simulator.turn_task(&id, TaskState::Closed);
        });
        is(&never, "InvalidContactId", "has ended");
        let missing = desk.watch("task", &id, "Paused", false).await;
        is(&missing, "InvalidContactId", "there is no task");
    }
    for desk in [events, looks] {
        desk.end().await;
    }
}

#[tokio::test]
async fn the_agents_state_in_a_medium_is_awaited_for_each_medium() {
    let [events, looks] = desks().await;
    for desk in [&events, &looks] {
        let (change, ()) = tokio::join!(next(desk, "media", &[("MediaId", EMAIL)]), async {
            began(desk, "User/1001/Media", 0).await;
            desk.simulator.put_medium("1001", CHAT, MediumState::Ready);
            desk.simulator.put_medium("1002", EMAIL, MediumState::Ready);
            desk.simulator
                .put_medium("1001", EMAIL, MediumState::NotReady);
        });
        is(&change, "Success", "");
        assert_eq!(out(&change, "MediaName"), "Cisco_Email_MRD");
        assert_eq!(out(&change, "State"), "Unavailable");
        is(
            &desk.watch("media", CHAT, "Available", false).await,
            "Success",
            "",
        );
        let wrong = desk.watch("media", "9999", "Available", false).await;
        is(&wrong, "InvalidMediaId", "9999");
    }
    for desk in [events, looks] {
        desk.end().await;
    }
}

#[tokio::test]
async fn a_phone_call_is_no_task_and_a_task_no_contact() {
    let desk = Desk::new().await;
    let id = desk.simulator.offer_task("1001", CHAT, "").unwrap();
    let call = desk.watch("task", "16804377", "Active", false).await;
    is(&call, "InvalidContactId", "");
    let first = desk.next(&[]).await;
    assert_ne!(first.outputs["ContactId"], Value::text(id.as_str()));
    desk.end().await;
}

#[tokio::test]
async fn where_there_is_voice_alone_that_is_said() {
    let world = WorldFile::small().platform(Platform::Ccx);
    let desk = Desk::with(Options::default().world(world), |_| {}).await;
    for thing in ["task", "media"] {
        is(&next(&desk, thing, &[]).await, "Rejected", "only CCE");
    }
    desk.end().await;
}
