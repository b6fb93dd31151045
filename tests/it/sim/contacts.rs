//! Hold, resume, end, accept, mask, record: the ways of a contact.

use super::client::Desk;
use contactflow::sim::cxone::{Span, State, WorldFile};
use contactflow::sim::{Options, WorldSource};
use serde_json::json;

fn of(session: &str, contact: u64, verb: &str) -> String {
    format!("agent-sessions/{session}/interactions/{contact}/{verb}")
}

#[tokio::test]
async fn one_is_held_resumed_and_ended() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;

    let held = desk.post(&of(&session, 1001, "hold")).await;
    assert_eq!(
        (held.status, held.header.as_deref()),
        (202, Some("Accepted"))
    );
    let event = desk.until(&mut session, "1001", "Holding").await;
    assert_eq!(event["Type"], "CallContactEvent");
    assert_eq!(event["MasterID"], "1001");
    assert_eq!(event["IsInbound"], "True");
    assert!(
        event
            .as_object()
            .unwrap()
            .values()
            .all(|value| value.is_string()),
        "{event}"
    );

    assert_eq!(desk.post(&of(&session, 1001, "resume")).await.status, 202);
    desk.until(&mut session, "1001", "Active").await;

    assert_eq!(desk.post(&of(&session, 1001, "end")).await.status, 202);
    let down = desk.until(&mut session, "1001", "Disconnected").await;
    assert_eq!(down["FinalState"], "False");
    assert_eq!(desk.sim.contact("1001").unwrap().state, State::Disconnected);

    let log = desk.sim.log();
    assert_eq!(
        (log[1].operation, log[1].contact, log[1].agent),
        ("hold", Some(1001), Some(7))
    );
    assert_eq!(log[1].changed, ["contact 1001: Active -> Holding"]);
    assert_eq!(log[1].status, 202);
}

#[tokio::test(start_paused = true)]
async fn a_202_is_not_yet_done() {
    let slow = WorldFile {
        confirm_after: Span::secs(10),
        ..WorldFile::small()
    };
    let desk = Desk::with(Options::default().world(WorldSource::File(Box::new(slow)))).await;
    let mut session = desk.join().await;
    assert_eq!(desk.post(&of(&session, 1001, "hold")).await.status, 202);
    let contact = desk.sim.contact("1001").unwrap();
    assert_eq!(
        (contact.state, contact.pending),
        (State::Active, Some(State::Holding))
    );
    assert_eq!(
        desk.post(&of(&session, 1001, "hold")).await.reason(),
        "invalidstate"
    );
    desk.until(&mut session, "1001", "Holding").await;
    let contact = desk.sim.contact("1001").unwrap();
    assert_eq!(
        (contact.state, contact.pending, contact.holds),
        (State::Holding, None, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn wrap_up_lies_between_down_and_over() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    desk.post(&of(&session, 1001, "end")).await;
    let down = desk.until(&mut session, "1001", "Disconnected").await;
    assert_eq!(down["FinalState"], "False");
    let before = desk.sim.now();
    let over = desk.until(&mut session, "1001", "Disconnected").await;
    assert_eq!(over["FinalState"], "True");
    assert!(desk.sim.now().duration_since(before).as_millis() >= 1900);
    assert_eq!(desk.sim.contact("1001").unwrap().state, State::Ended);
    let gone = desk.post(&of(&session, 1001, "hold")).await;
    assert_eq!(
        (gone.status, gone.reason().as_str()),
        (404, "invalidcontact")
    );
}

#[tokio::test]
async fn one_whose_agent_settles_is_refused_twice() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    for _ in 0..2 {
        let got = desk.post(&of(&session, 1002, "hold")).await;
        assert_eq!(
            (got.status, got.reason().as_str()),
            (409, "invalidstate"),
            "{got:?}"
        );
    }
    assert_eq!(desk.post(&of(&session, 1002, "hold")).await.status, 202);
    desk.until(&mut session, "1002", "Holding").await;
    let refused: Vec<_> = desk
        .sim
        .log()
        .iter()
        .map(|entry| entry.refused.clone())
        .collect();
    let state = Some("InvalidState".to_owned());
    assert_eq!(refused, [None, state.clone(), state, None]);
}

#[tokio::test]
async fn one_that_never_settles_is_always_refused() {
    let desk = Desk::open().await;
    let session = desk.join().await;
    for _ in 0..10 {
        let got = desk.post(&of(&session, 1004, "hold")).await;
        assert_eq!((got.status, got.reason().as_str()), (409, "invalidstate"));
    }
    assert_eq!(desk.sim.contact("1004").unwrap().state, State::Active);
}

#[tokio::test(start_paused = true)]
async fn one_whose_events_are_lost_is_held_in_silence() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    assert_eq!(desk.post(&of(&session, 1005, "hold")).await.status, 202);
    assert_eq!(desk.events(&mut session, 60).await, [json!(null); 0]);
    assert_eq!(desk.sim.contact("1005").unwrap().state, State::Holding);
}

#[tokio::test]
async fn what_no_state_allows_is_refused() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    for verb in [
        "resume",
        "accept",
        "unmask",
        "reject",
        "snooze",
        "independent-dial",
        "stop-record",
    ] {
        let got = desk.post(&of(&session, 1001, verb)).await;
        assert_eq!(
            (got.status, got.reason().as_str()),
            (409, "invalidstate"),
            "{verb}"
        );
    }
    desk.post(&of(&session, 1001, "hold")).await;
    desk.until(&mut session, "1001", "Holding").await;
    for verb in ["hold", "mask"] {
        let got = desk.post(&of(&session, 1001, verb)).await;
        assert_eq!(
            (got.status, got.reason().as_str()),
            (409, "invalidstate"),
            "{verb}"
        );
    }
    assert_eq!(desk.sim.contact("1001").unwrap().state, State::Holding);
}

#[tokio::test]
async fn unknown_ids_are_refused_by_name() {
    let desk = Desk::open().await;
    let session = desk.join().await;
    for id in [
        "999",
        "1003",
        "1201",
        "abc",
        "-1",
        "99999999999999999999",
        "2147483648",
        "1%2C1",
        "%20x",
    ] {
        let got = desk
            .post(&format!("agent-sessions/{session}/interactions/{id}/hold"))
            .await;
        assert_eq!(
            (got.status, got.reason().as_str()),
            (404, "invalidcontact"),
            "{id}"
        );
    }
    let got = desk
        .post("agent-sessions/nonsense/interactions/1001/hold")
        .await;
    assert_eq!(
        (got.status, got.reason().as_str()),
        (404, "invalidagentsession")
    );
    for path in [
        "agent-sessions//interactions/1001/hold",
        "agent-sessions/x/interactions//hold",
        "contacts//end",
    ] {
        let got = desk.post(path).await;
        assert!(matches!(got.status, 404 | 405), "{path}: {got:?}");
    }
}

#[tokio::test]
async fn any_contact_is_ended_without_a_session() {
    let desk = Desk::open().await;
    assert_eq!(desk.post("contacts/1104/end").await.status, 202);
    let again = desk.post("contacts/1104/end").await;
    assert_eq!(
        (again.status, again.reason().as_str()),
        (404, "invalidcontact")
    );
    let mut session = desk.join().await;
    assert_eq!(desk.post("contacts/1001/end").await.status, 202);
    let down = desk.until(&mut session, "1001", "Disconnected").await;
    assert_eq!(down["DisconnectCode"], "TerminateScript");
    let queued = desk.sim.contact("1104").unwrap();
    assert_eq!(
        (queued.state, queued.end_reason),
        (State::Ended, Some("TerminateScript"))
    );
    assert_eq!(
        desk.post("contacts/1003/end").await.reason(),
        "invalidcontact"
    );
}

#[tokio::test]
async fn one_that_rings_is_accepted_or_rejected() {
    let mut desk = Desk::open().await;
    desk.sign_in(1).await;
    let mut session = desk.join().await;
    assert_eq!(desk.post(&of(&session, 1201, "accept")).await.status, 202);
    desk.until(&mut session, "1201", "Active").await;

    let mut desk = Desk::open().await;
    desk.sign_in(1).await;
    let mut session = desk.join().await;
    assert_eq!(desk.post(&of(&session, 1201, "reject")).await.status, 202);
    let gone = desk.until(&mut session, "1201", "Disconnected").await;
    assert_eq!(gone["FinalState"], "True");
    let contact = desk.sim.contact("1201").unwrap();
    assert_eq!((contact.state, contact.agent), (State::InQueue, None));
}

#[tokio::test]
async fn recording_is_masked_and_switched() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    assert_eq!(desk.post(&of(&session, 1001, "record")).await.status, 202);
    assert!(desk.sim.contact("1001").unwrap().recording);
    assert_eq!(desk.post(&of(&session, 1001, "mask")).await.status, 202);
    desk.until(&mut session, "1001", "Masking").await;
    assert_eq!(
        desk.post(&of(&session, 1001, "hold")).await.reason(),
        "invalidstate"
    );
    assert_eq!(desk.post(&of(&session, 1001, "unmask")).await.status, 202);
    desk.until(&mut session, "1001", "Active").await;
    assert_eq!(
        desk.post(&of(&session, 1001, "stop-record")).await.status,
        202
    );
    assert!(!desk.sim.contact("1001").unwrap().recording);
    assert_eq!(desk.post("contacts/1001/record").await.status, 202);
}

#[tokio::test]
async fn every_kind_spells_its_id_in_its_own_way() {
    let mut desk = Desk::with(Options::default()).await;
    desk.sign_in(1).await;
    let mut session = desk.join().await;
    for (contact, kind, id) in [
        (1202, "VoiceMailContactEvent", "ContactId"),
        (1203, "WorkItemContactEvent", "ContactID"),
        (1204, "ChatContactEvent", "ContactID"),
    ] {
        assert_eq!(desk.post(&of(&session, contact, "hold")).await.status, 202);
        let event = desk
            .until(&mut session, &contact.to_string(), "Holding")
            .await;
        assert_eq!(event["Type"], kind);
        assert_eq!(event[id], contact.to_string());
    }
}
