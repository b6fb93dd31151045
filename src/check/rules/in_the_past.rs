//! # F139 in-the-past (error)
//!
//! ## What it checks
//!
//! A time that must be in the future is in the past.
//!
//! ## Why it matters
//!
//! The system rejects the booking, and the customer waits for a phone call that never comes.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! schedule callback to <PhoneNumber> at now - 2h
//!     with FirstName: <FirstName>, LastName: <LastName>, SkillId: 4021
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! schedule callback to <PhoneNumber> at now + 2h
//!     with FirstName: <FirstName>, LastName: <LastName>, SkillId: 4021
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: only you know the right time.
//!
//! ## Related
//!
//! See F066 impossible-literal, F137 unknown-zone; `flow docs language`.

use super::Rule;
use crate::check::given::{DEPTH, Given};
use crate::check::literal::constant;
use crate::check::{Findings, Model};
use crate::clock;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Operator};
use crate::value::{Kind, Value};
use jiff::SignedDuration;
use std::cell::Cell;

pub const RULE: Rule = Rule::error(139, "in-the-past");

/// Whatever the hour, and also where clocks go back, today's time less this is over.
const WHOLE_DAY: SignedDuration = SignedDuration::from_hours(25);

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    // Most flows give no time to an action: only one that does is walked for its variables.
    let mut given = None;
    for used in model.actions() {
        for (param, value) in used.args().filter(|(param, _)| param.future) {
            let given = given.get_or_insert_with(|| Given::of(model));
            if is_past(given, value, DEPTH) {
                found.add(problem(used.action.short(), &param.name, value.span));
            }
        }
    }
}

/// Whether a value is a time that is over, whenever the flow runs from now on.
fn is_past(given: &Given<'_, '_>, value: &Expr, depth: u8) -> bool {
    given.all(value, depth, &|value, depth| match &value.kind {
        ExprKind::Binary(a, operator, b) => {
            let Some(time) = duration(given, b, depth) else {
                return false;
            };
            let back = match operator {
                Operator::Subtract => time,
                Operator::Add => -time,
                _ => return false,
            };
            let before = is_now(given, a, depth) || is_past(given, a, depth);
            (before && back.is_positive()) || (is_today(given, a, depth) && back >= WHOLE_DAY)
        }
        _ => is_over(given.model, value),
    })
}

fn is_now(given: &Given<'_, '_>, value: &Expr, depth: u8) -> bool {
    given.all(value, depth, &|value, _| {
        matches!(value.kind, ExprKind::Now)
    })
}

fn is_today(given: &Given<'_, '_>, value: &Expr, depth: u8) -> bool {
    given.all(
        value,
        depth,
        &|value, _| matches!(value.kind, ExprKind::DayAt { tomorrow, .. } if !tomorrow),
    )
}

/// A duration that is known before the run, and always the same.
fn duration(given: &Given<'_, '_>, value: &Expr, depth: u8) -> Option<SignedDuration> {
    let only = Cell::new(None);
    let known = given.all(value, depth, &|value, _| {
        let Some(Value::Duration(time)) = constant(given.model.source, value) else {
            return false;
        };
        only.replace(Some(time)).is_none_or(|other| other == time)
    });
    only.get().filter(|_| known)
}

/// Whether a time or a day that is written out is over.
fn is_over(model: &Model<'_>, value: &Expr) -> bool {
    let written = match model.literal(value) {
        Some(Value::Text(text)) => {
            let kinds = [Kind::Time, Kind::Date].into_iter();
            kinds.filter_map(|kind| kind.read(&text.text).ok()).next()
        }
        other => other,
    };
    match written {
        Some(Value::Time(time)) => time.timestamp() <= clock::now(),
        Some(Value::Date(date)) => {
            // A day is over when it is over everywhere.
            let last = date
                .tomorrow()
                .ok()
                .and_then(|next| next.in_tz("Etc/GMT+12").ok());
            last.is_some_and(|last| last.timestamp() <= clock::now())
        }
        _ => false,
    }
}

fn problem(action: &str, param: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("`{param}` of `{action}` is in the past"))
        .why("the customer is not called at the time in the flow")
        .help("write a time in the future: `now + <duration>`, or `tomorrow at <hh:mm>`")
}
