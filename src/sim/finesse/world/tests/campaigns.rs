//! Outbound campaigns: offers, callbacks, classification.

use super::{Body, Stage, What};
use crate::sim::finesse::world::call::{CallState, CallType};
use crate::sim::finesse::world::file::{DialogFile, Platform};
use crate::sim::finesse::world::order::Action;
use jiff::SignedDuration;

fn campaign(kind: CallType, state: CallState) -> Stage {
    let mut stage = Stage::on(Platform::Cce);
    stage.place(DialogFile {
        id: 1,
        from: "12025550101".to_owned(),
        agent: "1002".to_owned(),
        kind,
        state,
        queue: None,
        behaviour: Default::default(),
    });
    stage
}

#[test]
fn a_preview_that_is_written_as_active_is_offered() {
    let mut stage = campaign(CallType::OutboundPreview, CallState::Active);
    assert_eq!(stage.user("1002"), "RESERVED_OUTBOUND_PREVIEW");
    assert_eq!(stage.actions(1, "2002"), "ACCEPT CLOSE REJECT");
    let events = stage.dialog("1002", Action::Accept, 1, "");
    assert_eq!(events[1], "1002 DELETE 1 ACCEPTED 2002=DROPPED");
}

fn with(stage: &mut Stage, action: Action, params: &[(&str, &str)]) -> Vec<String> {
    let pairs = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let body = Body {
        own: "2002".to_owned(),
        params: pairs.collect(),
        ..Body::default()
    };
    let dialog = Some(1);
    stage.ask(
        "1002",
        What::Dialog {
            action,
            dialog,
            body,
        },
    )
}

#[test]
fn an_offer_is_accepted_and_the_customer_is_dialled() {
    let mut stage = campaign(CallType::OutboundPreview, CallState::Alerting);
    assert_eq!(stage.user("1002"), "RESERVED_OUTBOUND_PREVIEW");
    assert_eq!(stage.actions(1, "2002"), "ACCEPT CLOSE REJECT");
    let events = stage.dialog("1002", Action::Accept, 1, "");
    let call = stage.newest();
    assert_eq!(events[0], "1002 PUT 1 ACCEPTED 2002=ACCEPTED named");
    assert_eq!(events[1], "1002 DELETE 1 ACCEPTED 2002=DROPPED");
    assert_eq!(
        events[2],
        format!("1002 POST {call} INITIATING 2002=INITIATING named")
    );
    stage.pass(SignedDuration::from_secs(2));
    assert_eq!(stage.in_state(call, "12025550101"), "ACTIVE");
    assert_eq!(stage.world.dialogs[&call].kind, CallType::Outbound);
}

#[test]
fn an_offer_is_turned_down() {
    for action in [Action::Reject, Action::Close] {
        let mut stage = campaign(CallType::OutboundPreview, CallState::Alerting);
        stage.dialog("1002", action, 1, "");
        assert!(stage.world.dialogs[&1].is_over, "{action:?}");
        assert_eq!(stage.user("1002"), "READY");
    }
}

#[test]
fn nothing_else_is_done_with_an_offer() {
    let others = [
        Action::Answer,
        Action::Retrieve,
        Action::ConsultCall,
        Action::TransferSst,
        Action::Drop,
    ];
    for action in others {
        let mut stage = campaign(CallType::OutboundPreview, CallState::Alerting);
        let events = stage.dialog("1002", action, 1, "2001");
        assert_eq!(
            events,
            ["1002 refused: Generic Error 22 named"],
            "{action:?}"
        );
    }
}

#[test]
fn a_callback_is_agreed_changed_and_taken_back() {
    let mut stage = campaign(CallType::Outbound, CallState::Active);
    let none = with(&mut stage, Action::CancelScheduledCallback, &[]);
    assert_eq!(none, ["1002 refused: Generic Error 22 named"]);
    let params = [
        ("callbackTime", "2030-12-01T09:00"),
        ("callbackNumber", "12025550109"),
    ];
    let events = with(&mut stage, Action::UpdateScheduledCallback, &params);
    assert_eq!(events.len(), 1, "{events:?}");
    with(
        &mut stage,
        Action::UpdateScheduledCallback,
        &[("callbackTime", "2030-12-02T10:00")],
    );
    let expected = ("2030-12-02T10:00".to_owned(), "12025550109".to_owned());
    assert_eq!(stage.world.dialogs[&1].data.callback, Some(expected));
    assert!(
        stage
            .actions(1, "2002")
            .contains("CANCEL_SCHEDULED_CALLBACK")
    );
    with(&mut stage, Action::CancelScheduledCallback, &[]);
    assert_eq!(stage.world.dialogs[&1].data.callback, None);
}

#[test]
fn a_classification_shows_in_the_variable_alone() {
    let mut stage = campaign(CallType::Outbound, CallState::Active);
    with(
        &mut stage,
        Action::Reclassify,
        &[("outboundClassification", "BUSY")],
    );
    let variables = &stage.world.dialogs[&1].data.variables;
    assert_eq!(
        variables[..],
        [("BAResponse".to_owned(), "BUSY".to_owned())]
    );
    let mut stage = campaign(CallType::PrerouteAcdIn, CallState::Active);
    let events = with(
        &mut stage,
        Action::Reclassify,
        &[("outboundClassification", "BUSY")],
    );
    assert_eq!(events, ["1002 refused: Generic error 22 named"]);
}
