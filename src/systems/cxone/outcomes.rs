//! From what came back to how the action ended: data and pure functions.

use super::request::{OutcomeRule, Request};
use super::spelling::{bare, letters, synonyms};
use super::text;
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
    /// It will be done: something else has to show it. Where the answer is not what is documented,
    /// what came instead.
    Accepted(Option<String>),
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
    if said.is_none() && (reply.status.is_success() || has_nothing_new(action, request, reply)) {
        return success(action, request, reply);
    }
    let outcome = match said {
        Some(said) => said.into(),
        None => refusal(action, request, reply),
    };
    let mut answer = Answer::new(outcome, words::own(reply));
    answer.retry_after = words::retry_after(reply);
    Verdict::Ended(answer)
}

/// Whether a read was answered with the status that its own page documents for nothing new.
fn has_nothing_new(action: &Action, request: &Request, reply: &Reply) -> bool {
    action.reads && reply.status == NOT_MODIFIED && request.ok.contains(&NOT_MODIFIED)
}

/// 304
const NOT_MODIFIED: u16 = 304;

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

/// 200 says that it is done, 202 that somebody is at it; what nobody documents says neither, and
/// nor does an answer that speaks of an error or comes from something in between.
fn success(action: &Action, request: &Request, reply: &Reply) -> Verdict {
    let status = reply.status.as_u16();
    if action.reads {
        // What a read gives is looked for in its answer; one that gives nothing of it has none.
        let gives = super::outputs::reads_body(request);
        return match doubt(reply).filter(|_| !gives) {
            Some(doubt) => Verdict::Ended(Answer::new("Unavailable", doubt)),
            None => Verdict::Done,
        };
    }
    let documented = status == 200 || request.ok.contains(&status);
    let doubt = doubt(reply).or_else(|| {
        let what = words::status(reply.status);
        (!documented).then(|| format!("CXone does not document the answer {what} for this request"))
    });
    let by_event = request.confirm.as_ref();
    let by_event = by_event.is_some_and(|event| !event.gives.is_empty());
    match (status, &doubt) {
        (200, None) if !by_event => Verdict::Done,
        _ => Verdict::Accepted(doubt),
    }
}

/// What about the answer to a request that was accepted is not as it should be, in plain words.
fn doubt(reply: &Reply) -> Option<String> {
    let status = words::status(reply.status);
    let body = match &reply.body {
        Err(why) => return Some(format!("{status}, but {why}")),
        Ok(body) if body.trim_ascii().is_empty() => return None,
        Ok(_) => body(reply),
    };
    let Some(body) = body else {
        let why = words::unreadable(reply).unwrap_or_default();
        return Some(format!("{status}, but {why}"));
    };
    let odd = match &body {
        Json::Null | Json::Bool(true) => false,
        Json::String(text) => !matches!(&*letters(text), "ok" | "success" | "accepted"),
        Json::Object(_) => speaks_of_an_error(&body, 2),
        _ => true,
    };
    odd.then(|| {
        format!(
            "{status}, but the answer is {}",
            words::clean(&body.to_string())
        )
    })
}

/// Whether a body says in any of the usual ways that something went wrong.
fn speaks_of_an_error(body: &Json, depth: u8) -> bool {
    let Json::Object(fields) = body else {
        return false;
    };
    fields.iter().any(|(name, value)| {
        let name = letters(name);
        let empty = matches!(value, Json::Null | Json::Bool(false))
            || value.as_str().is_some_and(|text| text.trim().is_empty())
            || value.as_array().is_some_and(Vec::is_empty)
            || value.as_object().is_some_and(|inner| inner.is_empty())
            || value.as_f64() == Some(0.0);
        let text = value.as_str().map(letters).unwrap_or_default();
        match &*name {
            "error" | "errors" | "errordescription" | "errormessage" | "errorcode" | "fault"
            | "exception" => !empty,
            "success" | "succeeded" | "issuccess" | "ok" => {
                matches!(value, Json::Bool(false)) || text == "false"
            }
            "status" | "result" | "outcome" => matches!(
                &*text,
                "ko" | "error" | "failed" | "failure" | "rejected" | "denied" | "refused"
            ),
            _ => depth > 0 && speaks_of_an_error(value, depth - 1),
        }
    })
}

fn refusal(action: &Action, request: &Request, reply: &Reply) -> Arc<str> {
    let status = reply.status.as_u16();
    let by_status = || rule(request, reply, None, by_status_alone).map(Arc::from);
    match status {
        401 => "Unauthorized".into(),
        425 => "Unavailable".into(),
        408 | 500..=599 if action.reads || was_not_begun(reply) => "Unavailable".into(),
        408 | 500..=599 => unknown(action),
        // Both say that it is to be sent again elsewhere: here nothing was done.
        307 | 308 => "Rejected".into(),
        400..=499 => named(action, reply)
            .or_else(by_status)
            .unwrap_or_else(|| match status {
                403 => "Unauthorized".into(),
                429 => "Throttled".into(),
                _ => "Rejected".into(),
            }),
        300..=399 if action.reads => "Rejected".into(),
        _ => unknown(action),
    }
}

/// Whether CXone itself says that it did not begin with it. What stands before it (a gateway, a
/// proxy) gives up with the same statuses after CXone has acted, and names no error as CXone does.
fn was_not_begun(reply: &Reply) -> bool {
    let described = body(reply);
    let described = described
        .as_ref()
        .and_then(|body| body.get("error_description"));
    let described = described.and_then(Json::as_str);
    let said = reply
        .header("icstatusdescription")
        .into_iter()
        .chain(described);
    said.map(letters)
        .any(|text| text.contains("unavailable") || text.contains("overload"))
}

/// Whether an answer says that the session's id is not known: with the name of that, or as an
/// address that leads nowhere, which the id is a part of.
pub(super) fn is_stale_session(action: &Action, reply: &Reply) -> bool {
    let named = named(action, reply);
    match reply.status.as_u16() {
        404 => named.is_none_or(|name| &*name == "InvalidAgentSession"),
        400..=499 => named.is_some_and(|name| &*name == "InvalidAgentSession"),
        _ => false,
    }
}

/// Whether an answer says that nobody can tell what came of it.
pub(super) fn is_unknown(answer: &Answer) -> bool {
    &*answer.outcome == "Unknown"
}

/// What a request without an answer means.
pub(super) fn lost(action: &Action, loss: &Loss) -> Answer {
    match loss.left {
        true => Answer::new(
            unknown(action),
            format!("the request was sent, but {}", loss.reason),
        ),
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
        .or_else(|| {
            let said = synonyms(&letters(text));
            said.iter().find_map(|said| by(bare, said))
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
    reply.body.as_ref().ok().and_then(|body| text::json(body))
}

#[cfg(test)]
mod tests;
