//! Calls that come and go, step by step as the vendor's tables of events have them.

use super::Stage;
use crate::sim::finesse::world::call::CallState;
use crate::sim::finesse::world::order::Action;
use jiff::SignedDuration;

#[test]
fn a_call_to_the_outside() {
    let mut stage = Stage::cce();
    let begun = stage.dialog("1001", Action::MakeCall, 0, "12025550107");
    let id = stage.newest();
    assert_eq!(
        begun,
        [
            format!("1001 POST {id} INITIATING 2001=INITIATING named"),
            format!("1001 PUT {id} INITIATED 2001=INITIATED"),
            format!("1001 PUT {id} ALERTING 2001=INITIATED 12025550107=ALERTING"),
        ]
    );
    let answered = stage.pass(SignedDuration::from_secs(2));
    assert_eq!(
        answered,
        [
            format!("1001 PUT {id} ACTIVE 2001=ACTIVE 12025550107=ACTIVE"),
            "1001 TALKING".to_owned(),
        ]
    );
    let dropped = stage.dialog("1001", Action::Drop, id, "");
    assert_eq!(
        dropped,
        [
            format!("1001 PUT {id} ACTIVE 2001=DROPPED 12025550107=ACTIVE named"),
            format!("1001 PUT {id} DROPPED 2001=DROPPED 12025550107=DROPPED"),
            format!("1001 PUT {id} DROPPED 2001=DROPPED 12025550107=DROPPED"),
            "1001 NOT_READY".to_owned(),
            format!("1001 DELETE {id} DROPPED 2001=DROPPED 12025550107=DROPPED"),
        ]
    );
    assert!(stage.world.dialogs[&id].is_over);
}

#[test]
fn a_call_from_outside() {
    let mut stage = Stage::cce();
    let id = stage.world.ring("1002", "12025550107").unwrap();
    assert_eq!(stage.user("1002"), "RESERVED");
    assert_eq!(
        stage.pass(SignedDuration::ZERO),
        [
            format!("1002 POST {id} ALERTING 2002=ALERTING 12025550107=INITIATED"),
            "1002 RESERVED".to_owned(),
        ]
    );
    assert_eq!(
        stage.dialog("1002", Action::Answer, id, ""),
        [
            format!("1002 PUT {id} ACTIVE 2002=ACTIVE 12025550107=ACTIVE named"),
            "1002 TALKING".to_owned(),
        ]
    );
    stage.world.switch().hang_up(id, "12025550107");
    assert_eq!(
        stage.pass(SignedDuration::from_secs(1)),
        [
            format!("1002 PUT {id} ACTIVE 2002=ACTIVE 12025550107=DROPPED"),
            format!("1002 PUT {id} DROPPED 2002=DROPPED 12025550107=DROPPED"),
            format!("1002 PUT {id} DROPPED 2002=DROPPED 12025550107=DROPPED"),
            "1002 READY".to_owned(),
            format!("1002 DELETE {id} DROPPED 2002=DROPPED 12025550107=DROPPED"),
        ]
    );
}

#[test]
fn numbers_that_lead_nowhere() {
    for (number, cause) in [
        ("12025550190", "BUSY"),
        ("12025550191", "BAD_DESTINATION"),
        ("9999", "BAD_DESTINATION"),
        ("the desk", "BAD_DESTINATION"),
    ] {
        let mut stage = Stage::cce();
        let events = stage.dialog("1001", Action::MakeCall, 0, number);
        let id = stage.newest();
        let last = events.last().unwrap();
        assert_eq!(
            *last,
            format!("1001 PUT {id} FAILED 2001=FAILED"),
            "{number}"
        );
        assert_eq!(
            stage.world.dialogs[&id].participants[0].cause, cause,
            "{number}"
        );
        assert_eq!(stage.actions(id, "2001"), "DROP");
        stage.dialog("1001", Action::Drop, id, "");
        assert!(stage.world.dialogs[&id].is_over, "{number}");
    }
}

#[test]
fn both_sides_may_hold() {
    let mut stage = Stage::cce();
    stage.dialog("1001", Action::MakeCall, 0, "2002");
    let id = stage.newest();
    stage.dialog("1002", Action::Answer, id, "");
    assert_eq!(
        stage.dialog("1001", Action::Hold, id, ""),
        [
            format!("1001 PUT {id} ACTIVE 2001=HELD 2002=ACTIVE named"),
            format!("1002 PUT {id} ACTIVE 2001=HELD 2002=ACTIVE"),
            "1001 HOLD".to_owned(),
        ]
    );
    let held = stage.dialog("1002", Action::Hold, id, "");
    assert_eq!(held[0], format!("1001 PUT {id} ACTIVE 2001=HELD 2002=HELD"));
    let back = stage.dialog("1001", Action::Retrieve, id, "");
    assert_eq!(
        back[0],
        format!("1001 PUT {id} ACTIVE 2001=ACTIVE 2002=HELD named")
    );
    assert_eq!(stage.user("1001"), "TALKING");
}

#[test]
fn a_second_hold_is_a_generic_error() {
    let mut stage = Stage::cce().call(1, "1001", CallState::Held);
    let events = stage.dialog("1001", Action::Hold, 1, "");
    assert_eq!(events, ["1001 refused: Generic Error 22 named"]);
}

#[test]
fn what_is_allowed_follows_the_table() {
    let rows = [
        (CallState::Initiating, "UPDATE_CALL_DATA DROP"),
        (CallState::Initiated, "UPDATE_CALL_DATA DROP"),
        (CallState::Alerting, "ANSWER"),
        (
            CallState::Active,
            "TRANSFER_SST CONSULT_CALL HOLD UPDATE_CALL_DATA SEND_DTMF DROP",
        ),
        (CallState::Held, "RETRIEVE DROP UPDATE_CALL_DATA"),
        (CallState::Failed, "DROP"),
        (CallState::Dropped, ""),
        (CallState::WrapUp, "UPDATE_CALL_DATA"),
        (CallState::Accepted, ""),
    ];
    for (state, actions) in rows {
        let stage = Stage::cce().call(1, "1001", state);
        assert_eq!(stage.actions(1, "2001"), actions, "{state:?}");
    }
    let stage = Stage::cce()
        .call(1, "1001", CallState::Held)
        .call(2, "1001", CallState::Active);
    assert!(stage.actions(1, "2001").ends_with("TRANSFER CONFERENCE"));
}

#[test]
fn work_after_a_call_ends_by_itself_or_by_the_agent() {
    let ready = |file: &mut super::WorldFile| {
        file.users[1].wrap_up = super::super::agent::WrapUpMode::Required;
        file.wrap_up = crate::sim::duration::Span::secs(30);
    };
    for by_agent in [false, true] {
        let mut stage = Stage::with(super::Platform::Cce, ready).call(1, "1002", CallState::Active);
        let dropped = stage.dialog("1002", Action::Drop, 1, "");
        let last = &dropped[dropped.len() - 2..];
        assert_eq!(
            last,
            [
                "1002 PUT 1 DROPPED 2002=WRAP_UP 12025550101=DROPPED",
                "1002 WORK_READY"
            ]
        );
        let ended = match by_agent {
            false => stage.pass(SignedDuration::from_secs(40)),
            true => {
                let state = super::super::agent::UserState::NotReady;
                stage.ask(
                    "1002",
                    super::What::State {
                        state,
                        reason: None,
                    },
                )
            }
        };
        let state = if by_agent {
            "1002 NOT_READY"
        } else {
            "1002 READY"
        };
        assert_eq!(ended.len(), 2, "{ended:?}");
        assert!(
            ended[0].starts_with("1002 DELETE 1 DROPPED 2002=DROPPED 12025550101=DROPPED"),
            "{ended:?}"
        );
        assert_eq!(ended[1], state);
    }
}
