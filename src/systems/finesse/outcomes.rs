//! From what came back to how the action ended: data and pure functions.
//!
//! An error is told by its number or constant first, then by its type, and a generic one by what
//! Finesse offers the agent at that moment. Finesse seldom says "invalid state" in these words.

mod class;
mod codes;
mod doubt;
mod words;

pub use class::Class;
pub use codes::{by_constant, by_number};
pub use doubt::Doubt;

use super::model::{ApiError, Body, Participant, UserState};
use super::request::{ErrorRule, Facts, Request};
use crate::catalogue::Action;
use jiff::Timestamp;
use std::sync::Arc;

/// What an answer means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is done: what was asked for is in the answer.
    Done,
    /// It will be done: an event, or reading back, has to show it.
    Accepted,
    /// It ended otherwise.
    Ended(Ended),
}

/// How an action ended, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    /// One of the action's outcomes.
    pub outcome: Arc<str>,
    /// In Finesse's words where it has any.
    pub reason: String,
}

impl Ended {
    /// The same, with whose credentials the request had, where it was about another agent: Finesse's words
    /// name the other one alone.
    pub fn asked_as(mut self, user: &str, status: u16, body: Option<&Body>) -> Self {
        let errors = body.map(Body::errors).unwrap_or_default();
        if Class::of_status(status, errors.first()) == Class::OtherUser {
            self.reason.push_str(&format!(
                "; the profile signs in as user {user}: for another agent, use a profile with that agent's \
                 `user` and `password`"
            ));
        }
        self
    }
}

/// What is known of the agent when an error comes: a generic one is told by it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Now<'a> {
    /// The profile's platform: `CCE`, `CCX`.
    pub platform: Option<&'a str>,
    /// The acting agent in the dialog, as Finesse showed it last.
    pub participant: Option<&'a Participant>,
    /// The acting agent's state, as Finesse showed it last.
    pub user: Option<&'a UserState>,
    /// Since when.
    pub user_since: Option<Timestamp>,
}

/// What an answer with this status and body means for this action. A body that could not be read
/// is `None`.
pub fn synchronous(
    action: &Action,
    request: &Request,
    status: u16,
    body: Option<&Body>,
    now: Now<'_>,
) -> Verdict {
    match status {
        // A part of it (206) is not what was asked for.
        200..=205 | 207..=299 if action.reads => Verdict::Done,
        200 | 202 | 204 if is_acceptance(body) => Verdict::Accepted,
        200..=299 => Verdict::Ended(Ended {
            outcome: unknown(action).into(),
            reason: words::of_no_acceptance(status, body),
        }),
        _ => Verdict::Ended(refusal(action, request, status, body, now)),
    }
}

/// Whether it is what Finesse sends when it has accepted something: nothing, or an object of its own.
/// A page of a gateway, or a body that breaks off, says nothing of what became of the request.
fn is_acceptance(body: Option<&Body>) -> bool {
    !matches!(body, None | Some(Body::Other(_) | Body::Errors(_)))
}

/// Whether nobody can tell who answered a write so: a gateway may give up after Finesse has acted.
/// A 503 without a body may be Finesse's own: where repeating does no harm, it is taken for that, else a
/// customer could be called twice.
fn may_be_a_gateways(action: &Action, status: u16, body: Option<&Body>) -> bool {
    let finesses = match body {
        Some(Body::Errors(errors)) => !errors.is_empty(),
        Some(Body::Empty) => status == 503 && action.repeatable,
        _ => false,
    };
    match status {
        408 | 500..=599 => !finesses,
        _ => !(300..600).contains(&status),
    }
}

fn refusal(
    action: &Action,
    request: &Request,
    status: u16,
    body: Option<&Body>,
    now: Now<'_>,
) -> Ended {
    let errors = body.map(Body::errors).unwrap_or_default();
    let error = errors.first();
    let class = match !action.reads && may_be_a_gateways(action, status, body) && status != 501 {
        true => Class::Unknown,
        false => Class::of_status(status, error),
    };
    let own = error.and_then(|error| own_rule(request, error, now));
    let outcome = match own {
        Some(outcome) if (400..500).contains(&status) => outcome.into(),
        _ => outcome(action, request, class, now),
    };
    Ended {
        outcome,
        reason: words::of_answer(status, errors, class),
    }
}

/// What the errors of an event mean for the action whose request they answer.
pub fn asynchronous(
    action: &Action,
    request: &Request,
    errors: &[ApiError],
    now: Now<'_>,
) -> Ended {
    let error = errors.first();
    let class = error.map_or(Class::Generic, Class::of_event);
    let own = error.and_then(|error| own_rule(request, error, now));
    let outcome = match own {
        Some(outcome) => outcome.into(),
        None => outcome(action, request, class, now),
    };
    Ended {
        outcome,
        reason: words::of_event(request, errors, now),
    }
}

/// What a refusal says, in Finesse's words and ours.
pub fn said(status: u16, errors: &[ApiError]) -> String {
    words::of_answer(status, errors, Class::of_status(status, errors.first()))
}

/// What a request without an answer means: it may have left, or not.
pub fn lost(action: &Action, left: bool, reason: &str) -> Ended {
    let (outcome, reason) = match left {
        true => (
            unknown(action),
            format!("the request was sent, but {reason}"),
        ),
        false => ("Unavailable", reason.to_owned()),
    };
    Ended {
        outcome: outcome.into(),
        reason,
    }
}

/// How it ends where a fact that it needs is not known: nothing is sent then.
pub fn unmet(action: &Action, request: &Request, facts: &Facts) -> Option<Ended> {
    let (name, wanted) = request.unmet(facts)?;
    let mut wanted = wanted.iter();
    let outcome = wanted.find_map(|name| action.outcome(name));
    Some(Ended {
        outcome: outcome.map_or("Rejected".into(), |outcome| outcome.name.clone()),
        reason: format!("not sent: {}", Facts::missing(name)),
    })
}

/// The outcome for what nobody can tell: a read has changed nothing.
pub fn unknown(action: &Action) -> &'static str {
    match action.reads {
        true => "Unavailable",
        false => "Unknown",
    }
}

/// The first of the request's own rules that fits an error.
fn own_rule<'a>(request: &'a Request, error: &ApiError, now: Now<'_>) -> Option<&'a str> {
    let mut rules = request.errors.iter();
    let rule = rules.find(|rule| fits(rule, error, now))?;
    Some(&rule.outcome)
}

fn fits(rule: &ErrorRule, error: &ApiError, now: Now<'_>) -> bool {
    let same = |wanted: &Option<String>, said: Option<&str>| {
        wanted.as_deref().is_none_or(|wanted| {
            let said = said.unwrap_or_default();
            wanted.eq_ignore_ascii_case(said)
        })
    };
    let number = rule.number.is_none_or(|it| error.number() == Some(it));
    number
        && same(&rule.kind, Some(&error.kind))
        && same(&rule.platform, now.platform)
        && same(&rule.user, now.user.map(UserState::vendor))
}

/// The outcome for a class of errors: what the action's table says, else the usual one, else
/// `Rejected` with Finesse's own words.
fn outcome(action: &Action, request: &Request, class: Class, now: Now<'_>) -> Arc<str> {
    let class = match class {
        Class::Generic if not_offered(request, now) => Class::State,
        class => class,
    };
    if class == Class::Unknown {
        return unknown(action).into();
    }
    let own = request.outcomes.get(&class).map(String::as_str);
    let mut wanted = own.into_iter().chain(class.usual().iter().copied());
    let found = wanted.find_map(|name| action.outcome(name));
    found.map_or("Rejected".into(), |outcome| outcome.name.clone())
}

/// Whether Finesse shows the agent in the dialog, and does not offer the action: what the server
/// offers is the truth about what a state allows.
fn not_offered(request: &Request, now: Now<'_>) -> bool {
    let Some(wanted) = request.requested_action() else {
        return false;
    };
    let participant = now.participant;
    participant.is_some_and(|participant| !participant.may(wanted))
}

#[cfg(test)]
mod tests;
