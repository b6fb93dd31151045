//! From what came back to how the action ended: data and pure functions.

use super::request::{Confirm, OutcomeRule, Request};
use super::spelling::{bare, letters};
use super::transport::{Loss, Reply};
use super::words;
use crate::catalogue::Action;
use crate::run::effect::Answer;
use serde_json::Value as Json;
use std::sync::Arc;

/// What an answer of the system means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    /// It was done.
    Done,
    /// It will be done: something else has to show it.
    Accepted,
    /// It ended otherwise.
    Ended(Answer),
}

/// What this answer means for this action.
pub(super) fn judge(action: &Action, request: &Request, reply: &Reply) -> Verdict {
    let looked_into = request.outcomes.iter().any(|rule| rule.at.is_some());
    let body = looked_into.then(|| body(reply)).flatten();
    let said = rule(request, reply, body.as_ref(), |rule| !by_status_alone(rule));
    if said == Some("Success") {
        return Verdict::Done;
    }
    if said.is_none() && reply.status.is_success() {
        return success(request, reply.status.as_u16());
    }
    let outcome = match said {
        Some(said) => said.into(),
        None => refusal(action, request, reply),
    };
    let mut answer = Answer::new(outcome, words::own(reply));
    answer.retry_after = words::retry_after(reply);
    Verdict::Ended(answer)
}

/// The outcome of the first of these rules that fits.
fn rule<'a>(
    request: &'a Request,
    reply: &Reply,
    body: Option<&Json>,
    these: impl Fn(&OutcomeRule) -> bool,
) -> Option<&'a str> {
    let mut rules = request.outcomes.iter().filter(|rule| these(rule));
    let found = rules.find(|rule| holds(rule, reply, body))?;
    Some(&found.outcome)
}

/// Whether a rule says what a status means where nothing names an outcome.
fn by_status_alone(rule: &OutcomeRule) -> bool {
    rule.text.is_none() && rule.at.is_none()
}

/// 200 says that it is done, 202 that somebody is at it.
fn success(request: &Request, status: u16) -> Verdict {
    let by_event = match &request.confirm {
        Some(Confirm::Event(event)) => !event.gives.is_empty(),
        _ => false,
    };
    let accepted = status == 202 && !request.unconfirmed;
    match accepted || by_event {
        true => Verdict::Accepted,
        false => Verdict::Done,
    }
}

fn refusal(action: &Action, request: &Request, reply: &Reply) -> Arc<str> {
    let status = reply.status.as_u16();
    let by_status = || rule(request, reply, None, by_status_alone).map(Arc::from);
    match status {
        401 => "Unauthorized".into(),
        408 | 425 | 503 => "Unavailable".into(),
        500..=599 => unknown(action),
        400..=499 => named(action, reply)
            .or_else(by_status)
            .unwrap_or_else(|| match status {
                403 => "Unauthorized".into(),
                429 => "Throttled".into(),
                _ => "Rejected".into(),
            }),
        _ => "Rejected".into(),
    }
}

/// What a request without an answer means.
pub(super) fn lost(action: &Action, loss: &Loss) -> Answer {
    match loss.left {
        true => Answer::new(unknown(action), format!("it was sent, and {}", loss.reason)),
        false => Answer::new("Unavailable", loss.reason.clone()),
    }
}

/// The outcome for what nobody can tell: a read has changed nothing.
pub(super) fn unknown(action: &Action) -> Arc<str> {
    match action.reads {
        true => "Unavailable".into(),
        false => "Unknown".into(),
    }
}

/// The documented outcome that the answer names, in whatever spelling.
fn named(action: &Action, reply: &Reply) -> Option<Arc<str>> {
    let said = words::candidates(reply);
    said.iter().find_map(|text| spelled(action, text))
}

/// Letter by letter first: `InvalidState` and `InvalidStateRequest` may both be documented.
fn spelled(action: &Action, text: &str) -> Option<Arc<str>> {
    let head = text.split([':', ';', '(', '.']).next().unwrap_or_default();
    let by = |spelling: fn(&str) -> String, text: &str| {
        let said = spelling(text);
        let mut outcomes = action
            .outcomes
            .iter()
            .filter(|known| can_be_said(&known.name));
        let known = outcomes.find(|known| !said.is_empty() && spelling(&known.name) == said);
        known.map(|known| known.name.clone())
    };
    let texts = [text, head].into_iter();
    texts
        .clone()
        .find_map(|text| by(letters, text))
        .or_else(|| {
            let mut texts = texts.clone();
            texts.find_map(|text| by(bare, text))
        })
}

/// Whether a refusal can name this outcome: what became of a request is not for its words to say.
fn can_be_said(outcome: &str) -> bool {
    !matches!(
        outcome,
        "Success" | "Unknown" | "Unavailable" | "Throttled" | "Rejected"
    )
}

/// The documented outcome for an id that is empty or malformed.
pub(super) fn invalid(action: &Action, param: &str) -> Arc<str> {
    let wanted = match param {
        "SessionId" => "InvalidAgentSession".to_owned(),
        param => format!("Invalid{param}"),
    };
    match action.outcome(&wanted) {
        Some(outcome) => outcome.name.clone(),
        None => "Rejected".into(),
    }
}

fn holds(rule: &OutcomeRule, reply: &Reply, body: Option<&Json>) -> bool {
    let success = reply.status.is_success();
    if success && rule.at.is_none() {
        return false;
    }
    let status = rule.status.is_none_or(|status| status == reply.status);
    let text = rule.text.as_deref().is_none_or(|text| {
        let wanted = letters(text);
        words::candidates(reply)
            .iter()
            .any(|said| letters(said) == wanted)
    });
    let at = rule.at.as_deref().is_none_or(|at| {
        let there = body.and_then(|body| body.pointer(at));
        there.is_some_and(|there| match (&rule.equals, &rule.differs) {
            (Some(wanted), _) => alike(there, wanted),
            (None, Some(only)) => !alike(there, only),
            (None, None) => false,
        })
    });
    status && text && at
}

/// Equal, or the one is the text of the other.
fn alike(one: &Json, other: &Json) -> bool {
    let text = |json: &Json| match json {
        Json::String(text) => text.to_ascii_lowercase(),
        other => other.to_string(),
    };
    one == other || text(one) == text(other)
}

pub(super) fn body(reply: &Reply) -> Option<Json> {
    let body = reply.body.as_ref().ok()?;
    serde_json::from_slice(body).ok()
}

#[cfg(test)]
mod tests;
