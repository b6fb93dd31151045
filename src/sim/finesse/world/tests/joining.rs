//! Consultations, transfers, conferences, supervisors: whose ids change, and who is told.

use super::Stage;
use crate::sim::finesse::world::call::CallState;
use crate::sim::finesse::world::file::Platform;
use crate::sim::finesse::world::order::Action;

/// 1001 is on call 1 and has asked 1002, who has answered.
fn consulted(platform: Platform) -> (Stage, u64) {
    let mut stage = Stage::on(platform).call(1, "1001", CallState::Active);
    stage.dialog("1001", Action::ConsultCall, 1, "2002");
    let consult = stage.newest();
    stage.dialog("1002", Action::Answer, consult, "");
    (stage, consult)
}

#[test]
fn a_consultation_holds_the_first_call_and_makes_a_second() {
    let mut stage = Stage::cce().call(1, "1001", CallState::Active);
    let events = stage.dialog("1001", Action::ConsultCall, 1, "2002");
    let id = stage.newest();
    assert_eq!(
        events,
        [
            "1001 PUT 1 ACTIVE 2001=HELD 12025550101=ACTIVE named".to_owned(),
            "1001 HOLD".to_owned(),
            format!("1001 POST {id} INITIATING 2001=INITIATING named"),
            format!("1001 PUT {id} INITIATED 2001=INITIATED"),
            format!("1001 PUT {id} ALERTING 2001=INITIATED 2002=ALERTING"),
            format!("1002 POST {id} ALERTING 2001=INITIATED 2002=ALERTING"),
        ]
    );
    assert_eq!(stage.world.dialogs[&id].associated, Some(1));
    let again = stage.dialog("1001", Action::ConsultCall, 1, "2003");
    assert_eq!(again, ["1001 refused: Generic Error 22 named"]);
}

#[test]
fn a_transfer_changes_the_id_for_who_was_asked() {
    let (mut stage, consult) = consulted(Platform::Cce);
    let events = stage.dialog("1001", Action::Transfer, 1, "");
    assert_eq!(
        events,
        [
            format!("1001 DELETE {consult} DROPPED 2001=DROPPED 2002=DROPPED named"),
            format!("1002 DELETE {consult} DROPPED 2001=DROPPED 2002=DROPPED"),
            "1001 DELETE 1 ACTIVE 2001=DROPPED 12025550101=ACTIVE 2002=ACTIVE named".to_owned(),
            "1002 POST 1 ACTIVE 2001=DROPPED 12025550101=ACTIVE 2002=ACTIVE".to_owned(),
            "1001 NOT_READY".to_owned(),
        ]
    );
    assert_eq!(stage.world.dialogs[&1].secondary, Some(consult));
    assert!(stage.world.dialogs[&consult].is_over);
    assert_eq!(stage.user("1002"), "TALKING");
}

#[test]
fn a_transfer_needs_a_held_call_and_an_active_one() {
    let mut alone = Stage::cce().call(1, "1001", CallState::Held);
    assert_eq!(
        alone.dialog("1001", Action::Transfer, 1, ""),
        ["1001 refused: Generic Error 24 named"]
    );
    let (mut stage, consult) = consulted(Platform::Cce);
    stage.dialog("1001", Action::Retrieve, 1, "");
    assert_eq!(stage.in_state(consult, "2001"), "HELD");
    let events = stage.dialog("1001", Action::Transfer, 1, "");
    assert_eq!(events, ["1001 refused: Generic Error 25 named"]);
    let events = stage.dialog("1001", Action::Conference, 1, "");
    assert_eq!(events, ["1001 refused: Generic Error 25 named"]);
}

#[test]
fn a_conference_keeps_the_held_call() {
    let (mut stage, consult) = consulted(Platform::Cce);
    let events = stage.dialog("1001", Action::Conference, 1, "");
    let people = "2001=ACTIVE 12025550101=ACTIVE 2002=ACTIVE";
    assert_eq!(
        events,
        [
            format!("1001 DELETE {consult} DROPPED 2001=DROPPED 2002=DROPPED named"),
            format!("1002 DELETE {consult} DROPPED 2001=DROPPED 2002=DROPPED"),
            format!("1001 PUT 1 ACTIVE {people} named"),
            format!("1002 POST 1 ACTIVE {people}"),
        ]
    );
    let dialog = &stage.world.dialogs[&1];
    assert_eq!(dialog.controller.as_deref(), Some("2001"));
    assert_eq!(
        (dialog.kind.name(), dialog.secondary),
        ("CONFERENCE", Some(consult))
    );
    // One leaves, two talk on; the second leaves, and it is over.
    let left = stage.dialog("1001", Action::Drop, 1, "");
    assert_eq!(
        left[0],
        "1001 PUT 1 ACTIVE 2001=DROPPED 12025550101=ACTIVE 2002=ACTIVE named"
    );
    assert!(
        left.contains(
            &"1001 DELETE 1 ACTIVE 2001=DROPPED 12025550101=ACTIVE 2002=ACTIVE".to_owned()
        ),
        "{left:?}"
    );
    assert_eq!(stage.in_state(1, "2002"), "ACTIVE");
    stage.dialog("1002", Action::Drop, 1, "");
    assert!(stage.world.dialogs[&1].is_over);
}

#[test]
fn only_the_controller_enlarges_a_conference() {
    for (platform, refusal) in [
        (Platform::Cce, "1002 refused: Generic Error 20999 named"),
        (Platform::Ccx, "1002 refused: Invalid State 22 named"),
    ] {
        let (mut stage, _) = consulted(platform);
        stage.dialog("1001", Action::Conference, 1, "");
        stage.dialog("1002", Action::ConsultCall, 1, "12025550108");
        stage.pass(jiff::SignedDuration::from_secs(2));
        let events = stage.dialog("1002", Action::Conference, 1, "");
        assert_eq!(events, [refusal], "{platform:?}");
    }
}

#[test]
fn a_transfer_at_once_rings_on_with_the_same_id() {
    let mut stage = Stage::cce().call(1, "1001", CallState::Active);
    let events = stage.dialog("1001", Action::TransferSst, 1, "2002");
    assert_eq!(
        events,
        [
            "1001 PUT 1 ACTIVE 2001=DROPPED 12025550101=ACTIVE named",
            "1001 DELETE 1 ACTIVE 2001=DROPPED 12025550101=ACTIVE",
            "1002 POST 1 ALERTING 2001=DROPPED 12025550101=ACTIVE 2002=ALERTING",
            "1001 NOT_READY",
            "1002 RESERVED",
        ]
    );
    stage.dialog("1002", Action::Answer, 1, "");
    assert_eq!(
        (stage.in_state(1, "2002"), stage.user("1002")),
        ("ACTIVE", "TALKING")
    );
    let mut stage = Stage::cce().call(1, "1001", CallState::Active);
    let refused = stage.dialog("1001", Action::TransferSst, 1, "12025550191");
    assert_eq!(refused, ["1001 refused: Generic Error 6 named"]);
    assert_eq!(stage.in_state(1, "2001"), "ACTIVE");
}

#[test]
fn a_supervisor_listens_breaks_in_and_drops_somebody() {
    let mut stage = Stage::cce().call(1, "1001", CallState::Active);
    let events = stage.dialog("1100", Action::SilentMonitor, 0, "2001");
    let monitor = stage.newest();
    assert_eq!(
        events[0],
        format!("1100 POST {monitor} INITIATING 2100=INITIATING named")
    );
    let heard = format!("1001 POST {monitor} ACTIVE 2100=ACTIVE 2001=ACTIVE");
    assert!(events.contains(&heard), "{events:?}");
    assert_eq!(stage.user("1100"), "TALKING");
    assert_eq!(stage.actions(monitor, "2001"), "");
    assert_eq!(stage.actions(monitor, "2100"), "DROP");
    stage.dialog("1100", Action::BargeCall, monitor, "2001");
    assert!(stage.world.dialogs[&monitor].is_over);
    assert_eq!(stage.in_state(1, "2100"), "ACTIVE");
    assert!(stage.actions(1, "2100").ends_with("PARTICIPANT_DROP"));
    assert!(!stage.actions(1, "2001").contains("PARTICIPANT_DROP"));
    let body = super::Body {
        own: "2001".to_owned(),
        ..Default::default()
    };
    let what = |body| super::What::Dialog {
        action: Action::ParticipantDrop,
        dialog: Some(1),
        body,
    };
    let refused = stage.ask(
        "1001",
        what(super::Body {
            own: "2100".into(),
            ..Default::default()
        }),
    );
    assert_eq!(refused, ["1001 refused: Generic Error 290 named"]);
    stage.ask("1100", what(body));
    assert_eq!(stage.in_state(1, "2001"), "DROPPED");
    assert_eq!(stage.user("1001"), "NOT_READY");
}

#[test]
fn nobody_listens_to_who_does_not_talk() {
    let rows = [
        (
            Platform::Cce,
            "2002",
            "1100 refused: Invalid State 22 named",
        ),
        (Platform::Cce, "2001", "1100 refused: 13145 13145 named"),
        (Platform::Ccx, "2002", "1100 refused: 88049 88049 named"),
        (Platform::Ccx, "2001", "1100 refused: 88049 88049 named"),
    ];
    for (platform, to, refusal) in rows {
        let mut stage = Stage::on(platform);
        let events = stage.dialog("1100", Action::SilentMonitor, 0, to);
        assert_eq!(events, [refusal], "{platform:?} {to}");
    }
}
