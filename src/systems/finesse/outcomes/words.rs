//! Why it ended so: Finesse's words, and what we can add to them.

use super::super::model::{ApiError, Body};
use super::super::request::Request;
use super::{Class, Now};

/// `HTTP 401: Authorization Failure: UNAUTHORIZED (jsmith)`
pub(super) fn of_answer(status: u16, errors: &[ApiError], class: Class) -> String {
    let said = match said(errors) {
        words if words.is_empty() => format!("HTTP {status}"),
        words => format!("HTTP {status}: {words}"),
    };
    match ours(status, class) {
        Some(more) => format!("{said}; {more}"),
        None => said,
    }
}

/// `HTTP 200 came with the page of another program`
pub(super) fn of_no_acceptance(status: u16, body: Option<&Body>) -> String {
    let with = match body {
        Some(Body::Errors(errors)) if !errors.is_empty() => said(errors),
        Some(Body::Other(name)) => format!("<{name}>, which is not an answer of Finesse"),
        _ => "something that is not an answer of Finesse".to_owned(),
    };
    format!("HTTP {status} came with {with}; nothing shows whether the action was carried out")
}

fn ours(status: u16, class: Class) -> Option<&'static str> {
    match (status, class) {
        (300..=399, _) => Some("Finesse redirects to another address; redirects are not followed"),
        (405, _) => {
            Some("the address does not accept this request: check `address` in the profile")
        }
        (_, Class::Unsupported) => Some("this platform does not offer the action"),
        (_, Class::Unknown) => Some("nothing shows whether the action was carried out"),
        (503, _) => Some("Finesse is out of service; a later try is likely to succeed"),
        (_, Class::Denied) => Some("the connected user has no permission for it"),
        (_, Class::Supervisor) => Some("the agent is not on the supervisor's team"),
        _ => None,
    }
}

/// What an event says, and what the agent may do instead.
pub(super) fn of_event(request: &Request, errors: &[ApiError], now: Now<'_>) -> String {
    let mut reason = match said(errors) {
        words if words.is_empty() => "Finesse rejected the request without a reason".to_owned(),
        words => words,
    };
    let wanted = request.requested_action();
    if let (Some(participant), Some(wanted)) = (now.participant, wanted)
        && !participant.may(wanted)
    {
        let state = participant.state.as_ref().map_or("", |state| state.name());
        let offered = match participant.actions.join(", ") {
            none if none.is_empty() => "nothing".to_owned(),
            some => some,
        };
        reason.push_str(&format!(
            "; the agent is {state} in the contact, and Finesse offers {offered}"
        ));
    }
    reason
}

fn said(errors: &[ApiError]) -> String {
    let said: Vec<String> = errors.iter().map(ApiError::to_string).collect();
    said.join("; ")
}
