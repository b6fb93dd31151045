//! Signing in and out, being ready or not, and what a call makes of it.

use super::{Stage, What};
use crate::sim::finesse::world::agent::UserState;
use crate::sim::finesse::world::call::CallState;
use crate::sim::finesse::world::file::{Platform, PresenceBy, WhenGone};
use crate::sim::finesse::world::order::Action;
use jiff::SignedDuration;

fn sign_in(stage: &mut Stage, user: &str, extension: &str, mobile: bool) -> Vec<String> {
    let extension = extension.to_owned();
    stage.ask(user, What::SignIn { extension, mobile })
}

fn be(stage: &mut Stage, user: &str, state: UserState, reason: Option<u32>) -> Vec<String> {
    stage.ask(user, What::State { state, reason })
}

#[test]
fn somebody_signs_in_becomes_ready_and_leaves() {
    let mut stage = Stage::cce();
    assert_eq!(
        sign_in(&mut stage, "1003", "2003", false),
        ["1003 NOT_READY"]
    );
    assert_eq!(
        be(&mut stage, "1003", UserState::Ready, None),
        ["1003 READY"]
    );
    // On CCE who is ready cannot leave.
    let invalid = ["1003 refused: Invalid State 22 named"];
    assert_eq!(be(&mut stage, "1003", UserState::Logout, None), invalid);
    assert_eq!(
        be(&mut stage, "1003", UserState::NotReady, Some(16)),
        ["1003 NOT_READY"]
    );
    assert_eq!(
        be(&mut stage, "1003", UserState::Logout, Some(21)),
        ["1003 LOGOUT"]
    );
    assert_eq!(be(&mut stage, "1003", UserState::Ready, None), invalid);
}

#[test]
fn on_ccx_who_is_ready_can_leave() {
    let mut stage = Stage::on(Platform::Ccx);
    assert_eq!(
        be(&mut stage, "1002", UserState::Logout, None),
        ["1002 LOGOUT"]
    );
}

#[test]
fn a_repeated_sign_in_keeps_the_state() {
    let mut stage = Stage::cce();
    assert_eq!(sign_in(&mut stage, "1002", "2002", false), ["1002 READY"]);
}

#[test]
fn sign_ins_that_cannot_be() {
    let mut stage = Stage::cce();
    let rows = [
        (
            "1003",
            "2999",
            false,
            "1003 refused: Invalid Device 260 named",
        ),
        ("1003", "2001", false, "1003 refused: Device Busy 283 named"),
        (
            "1001",
            "2003",
            false,
            "1001 refused: Invalid State 22 named",
        ),
        (
            "1001",
            "2001",
            true,
            "1001 refused: Mode Not Allowed 265 named",
        ),
    ];
    for (user, extension, mobile, refusal) in rows {
        assert_eq!(
            sign_in(&mut stage, user, extension, mobile),
            [refusal],
            "{user} {extension}"
        );
    }
    assert_eq!(
        sign_in(&mut stage, "1003", "2003", true),
        ["1003 NOT_READY"]
    );
}

#[test]
fn what_is_asked_during_a_call_comes_after_it() {
    let mut stage = Stage::cce().call(1, "1002", CallState::Active);
    assert_eq!(
        be(&mut stage, "1002", UserState::NotReady, Some(16)),
        ["1002 TALKING NOT_READY"]
    );
    let events = stage.dialog("1002", Action::Drop, 1, "");
    assert!(events.contains(&"1002 NOT_READY".to_owned()), "{events:?}");
    assert_eq!(stage.world.users["1002"].reason, Some(16));
}

#[test]
fn on_ccx_a_second_reason_for_later_is_refused() {
    let mut stage = Stage::on(Platform::Ccx).call(1, "1002", CallState::Active);
    be(&mut stage, "1002", UserState::NotReady, Some(16));
    let events = be(&mut stage, "1002", UserState::NotReady, Some(17));
    assert_eq!(events, ["1002 refused: Invalid State 265 named"]);
}

#[test]
fn on_ccx_a_held_call_is_talking_and_an_own_one_nothing() {
    let mut stage = Stage::on(Platform::Ccx).call(1, "1002", CallState::Active);
    stage.dialog("1002", Action::Hold, 1, "");
    assert_eq!(stage.user("1002"), "TALKING");
    let mut stage = Stage::on(Platform::Ccx);
    stage.dialog("1001", Action::MakeCall, 0, "12025550107");
    stage.pass(SignedDuration::from_secs(2));
    assert_eq!(stage.user("1001"), "NOT_READY");
}

#[test]
fn who_is_ready_and_calls_is_not_ready_afterwards() {
    let mut stage = Stage::cce();
    stage.dialog("1002", Action::MakeCall, 0, "12025550107");
    let user = &stage.world.users["1002"];
    assert_eq!(
        (user.state.name(), user.reason),
        ("NOT_READY", Some(50_006))
    );
}

#[test]
fn whose_client_goes_is_signed_out_in_time() {
    for (lost, seconds) in [(false, 60), (true, 120)] {
        let mut stage = Stage::cce();
        stage.world.agents().client("1001", "1001@a/x", true, false);
        stage.world.agents().client("1001", "1001@a/x", false, lost);
        assert_eq!(
            stage.pass(SignedDuration::from_secs(seconds - 1)),
            [""; 0],
            "{lost}"
        );
        assert_eq!(
            stage.pass(SignedDuration::from_secs(2)),
            ["1001 LOGOUT"],
            "{lost}"
        );
        assert_eq!(stage.world.users["1001"].reason, Some(255));
    }
}

#[test]
fn whose_client_comes_back_stays() {
    let mut stage = Stage::cce();
    stage.world.agents().client("1001", "1001@a/x", true, false);
    stage.world.agents().client("1001", "1001@a/x", false, true);
    stage.pass(SignedDuration::from_secs(100));
    stage.world.agents().client("1001", "1001@a/x", true, false);
    stage.pass(SignedDuration::from_secs(1000));
    assert_eq!(stage.user("1001"), "NOT_READY");
}

/// Documents leave open what Finesse tells programs apart by: in the unkind case the end of any one is
/// the agent's end.
#[test]
fn whoever_loses_any_program_is_taken_for_gone_where_addresses_count() {
    for (presence, state) in [
        (PresenceBy::Bare, "NOT_READY"),
        (PresenceBy::Full, "LOGOUT"),
    ] {
        let mut stage = Stage::cce();
        stage.world.settings.presence = presence;
        stage.world.agents().open_desktop("1001", "1001@a/desktop");
        stage.world.agents().client("1001", "1001@a/x", true, false);
        stage
            .world
            .agents()
            .client("1001", "1001@a/x", false, false);
        stage.pass(SignedDuration::from_secs(61));
        assert_eq!(stage.user("1001"), state);
        let harm = usize::from(presence == PresenceBy::Full);
        assert_eq!(stage.world.record.harm.len(), harm);
    }
}

#[test]
fn cce_makes_an_agent_not_ready_instead() {
    let mut stage = Stage::cce();
    stage.world.settings.when_gone = WhenGone::NotReady;
    stage.world.agents().client("1002", "1002@a/x", true, false);
    stage
        .world
        .agents()
        .client("1002", "1002@a/x", false, false);
    stage.pass(SignedDuration::from_secs(61));
    let user = &stage.world.users["1002"];
    assert_eq!(
        (user.state.name(), user.reason),
        ("NOT_READY", Some(50_002))
    );
}
