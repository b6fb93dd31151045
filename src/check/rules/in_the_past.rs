//! # F139 in-the-past (error)
//!
//! A time that must be in the future is in the past.
//!
//! ## Why it matters
//!
//! The system rejects the booking, and the customer waits for a call that never comes.
//!
//! ## Bad
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
//! ## Good
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! schedule callback to <PhoneNumber> at now + 2h
//!     with FirstName: <FirstName>, LastName: <LastName>, SkillId: 4021
//!     on any other -> fail
//! ```

use super::Rule;
use crate::check::literal::constant;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Operator};
use crate::value::Value;
use jiff::Timestamp;

pub const RULE: Rule = Rule::error(139, "in-the-past");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions() {
        for (param, value) in used.args().filter(|(param, _)| param.future) {
            if is_past(model, value) {
                found.add(problem(used.action.short(), &param.name, value.span));
            }
        }
    }
}

/// Whether a value is a time that is over, whenever the flow runs from now on.
fn is_past(model: &Model<'_>, value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Group(inner) => is_past(model, inner),
        ExprKind::Binary(a, operator, b) => {
            let before = matches!(a.kind, ExprKind::Now) || is_past(model, a);
            let back = match (operator, constant(model.source, b)) {
                (Operator::Subtract, Some(Value::Duration(time))) => time.is_positive(),
                (Operator::Add, Some(Value::Duration(time))) => time.is_negative(),
                _ => false,
            };
            before && back
        }
        _ => match model.literal(value) {
            Some(Value::Time(time)) => time.timestamp() <= Timestamp::now(),
            Some(Value::Date(date)) => {
                // A day is over when it is over everywhere.
                let last = date
                    .tomorrow()
                    .ok()
                    .and_then(|next| next.in_tz("Etc/GMT+12").ok());
                last.is_some_and(|last| last.timestamp() <= Timestamp::now())
            }
            _ => false,
        },
    }
}

fn problem(action: &str, param: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("`{param}` of `{action}` is in the past"))
        .why("the customer is not called at the time that the flow names")
        .help(
            "write a time in the future, like `now + 2h` or `tomorrow at 09:00 in \"Europe/Rome\"`",
        )
}
