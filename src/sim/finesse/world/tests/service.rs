//! The CTI server lost and found, call data, and dialogs out of the ordinary.

use super::{Body, Stage, What};
use crate::sim::finesse::world::call::{Behaviour, CallState, CallType};
use crate::sim::finesse::world::file::{DialogFile, Platform};
use crate::sim::finesse::world::notice::Fate;
use crate::sim::finesse::world::order::Action;
use jiff::SignedDuration;

#[test]
fn an_outage_swallows_what_was_on_its_way() {
    let mut stage = Stage::cce().call(1, "1001", CallState::Active);
    stage.world.lose_service(Some(SignedDuration::from_secs(5)));
    assert_eq!(
        stage.dialog("1001", Action::Hold, 1, ""),
        ["system OUT_OF_SERVICE"]
    );
    assert_eq!(stage.in_state(1, "2001"), "ACTIVE");
    let back = stage.pass(SignedDuration::from_secs(5));
    assert_eq!(back[0], "system IN_SERVICE");
    assert!(back.contains(&"1001 TALKING".to_owned()), "{back:?}");
    assert!(
        back.contains(&"1001 PUT 1 ACTIVE 2001=ACTIVE 12025550101=ACTIVE".to_owned()),
        "{back:?}"
    );
}

#[test]
fn a_call_that_begins_and_ends_inside_an_outage_is_never_told_of() {
    let mut stage = Stage::cce();
    stage.world.lose_service(None);
    let id = stage.world.ring("1002", "12025550107").unwrap();
    stage.world.switch().hang_up(id, "12025550107");
    stage.pass(SignedDuration::from_secs(5));
    stage.world.restore_service();
    let events = stage.pass(SignedDuration::from_secs(5));
    assert!(
        events.iter().all(|event| !event.contains(&id.to_string())),
        "{events:?}"
    );
}

fn data(stage: &mut Stage, variables: &[(&str, &str)], wrap_up: Option<&str>) -> Vec<String> {
    let pairs = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let body = Body {
        variables: pairs.collect(),
        wrap_up: wrap_up.map(str::to_owned),
        ..Body::default()
    };
    let action = Action::UpdateCallData;
    stage.ask(
        "1001",
        What::Dialog {
            action,
            dialog: Some(1),
            body,
        },
    )
}

#[test]
fn call_data_is_kept_refused_or_passed_over() {
    let long = "x".repeat(41);
    let invalid = "1001 refused: Invalid Input 3 named";
    let rows: [(&str, &str, &[&str]); 7] = [
        (
            "callVariable1",
            "a",
            &["1001 PUT 1 ACTIVE 2001=ACTIVE 12025550101=ACTIVE named"],
        ),
        ("callVariable1", &long, &[invalid]),
        (
            "user.demo_ecc",
            "a",
            &["1001 PUT 1 ACTIVE 2001=ACTIVE 12025550101=ACTIVE named"],
        ),
        ("user.demo_ecc[0]", "a", &[invalid]),
        ("user.demo_list", "a", &[invalid]),
        ("user.demo_list[5]", "a", &[invalid]),
        ("user.unknown", "a", &[]),
    ];
    for (name, value, expected) in rows {
        let mut stage = Stage::cce().call(1, "1001", CallState::Active);
        assert_eq!(data(&mut stage, &[(name, value)], None), expected, "{name}");
    }
    let mut stage = Stage::cce().call(1, "1001", CallState::Active);
    data(&mut stage, &[("user.unknown", "a")], Some("Sale"));
    assert_eq!(stage.world.dialogs[&1].data.wrap_up, "Sale");
    assert!(stage.world.dialogs[&1].data.variables.is_empty());
}

#[test]
fn variables_of_a_call_that_no_queue_routed_are_protected() {
    let mut stage = Stage::on(Platform::Cce);
    stage.place(DialogFile {
        id: 1,
        from: "12025550101".to_owned(),
        agent: "1001".to_owned(),
        kind: CallType::Out,
        state: CallState::Active,
        queue: None,
        behaviour: Behaviour::default(),
    });
    let events = data(&mut stage, &[("callVariable1", "a")], None);
    assert_eq!(events, ["1001 refused: Call Variable is protected 8 named"]);
    assert_eq!(data(&mut stage, &[], Some("Sale")).len(), 1);
}

#[test]
fn events_are_lost_late_doubled_and_unnamed_on_demand() {
    let event = "1001 PUT 1 ACTIVE 2001=HELD 12025550101=ACTIVE";
    let named = format!("{event} named");
    let lost = Fate {
        lost: true,
        ..Fate::default()
    };
    let late = Fate {
        late: 5_000,
        ..Fate::default()
    };
    let unnamed = Fate {
        unnamed: true,
        ..Fate::default()
    };
    let rows: [(Fate, &[&str], usize); 3] = [
        (lost, &[], 0),
        (late, &[], 2),
        (unnamed, &[event, "1001 HOLD"], 0),
    ];
    for (fate, now, later) in rows {
        let mut stage = Stage::cce().call(1, "1001", CallState::Active);
        stage.fate = fate;
        assert_eq!(stage.dialog("1001", Action::Hold, 1, ""), now, "{fate:?}");
        assert_eq!(stage.in_state(1, "2001"), "HELD", "{fate:?}");
        let events = stage.pass(SignedDuration::from_secs(10));
        assert_eq!(events.len(), later, "{events:?}");
        assert!(later == 0 || events[0] == named, "{events:?}");
    }
}
