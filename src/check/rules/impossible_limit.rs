//! # F088 impossible-limit (error)
//!
//! ## What it checks
//!
//! A limit, a pause or a number of times cannot be meant.
//!
//! ## Why it matters
//!
//! `at most 0` does nothing for any contact, and a pause of zero floods the system with requests.
//!
//! ## Example
//!
//! ```flow
//! for each X in [1, 2], at most 0 {
//!     log "{X}"
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! for each X in [1, 2], at most 10 {
//!     log "{X}"
//! }
//! ```
//!
//! ## Fix
//!
//! None: only you know the limit.
//!
//! ## Related
//!
//! See F094 no-limit, F106 limit-required.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, own_line};
use crate::program::MOST_TIMES;
use crate::source::Span;
use crate::value::Kind;
use crate::value::Value;

pub const RULE: Rule = Rule::error(88, "impossible-limit");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for limit in &model.facts.limits {
        let at = limit.expr.span;
        let fits = match model.literal(limit.expr) {
            Some(Value::Number(number)) if number > MOST_TIMES.into() => {
                found.add(too_many(limit.what, at));
                continue;
            }
            Some(Value::Number(number)) => {
                number.is_integer() && !number.is_sign_negative() && !number.is_zero()
            }
            Some(Value::Duration(time)) => time.is_positive(),
            _ => true,
        };
        if !fits {
            let form = match limit.kind {
                Kind::Duration => "<duration>",
                _ => "<n>",
            };
            let line = own_line::replaced(model.source, at, form);
            found.add(problem(
                limit.what,
                at,
                &limit.kind,
                line.as_deref().unwrap_or(form),
            ));
        }
    }
    for pace in &model.facts.back_offs {
        if let (Some(Value::Duration(first)), Some(Value::Duration(longest))) =
            (model.literal(pace.from), model.literal(pace.to))
            && first > longest
        {
            found.add(back_off(pace.from.span, pace.to.span));
        }
    }
}

/// A bound that bounds nothing.
fn problem(what: &str, at: Span, kind: &Kind, line: &str) -> Diagnostic {
    let wanted = match kind {
        Kind::Duration => "longer than 0",
        _ => "a whole number of at least 1",
    };
    RULE.at(at, format!("{what} must be {wanted}"))
        .help(format!("write `{line}`"))
}

/// A count that no machine counts to: it would have to be cut to another one.
pub fn too_many(what: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("{what} must be at most {MOST_TIMES}"))
        .help(format!("write a whole number from 1 to {MOST_TIMES}"))
}

/// A pause that is to grow and begins above its end.
pub fn back_off(from: Span, to: Span) -> Diagnostic {
    RULE.at(from, "the first pause is longer than the longest pause")
        .label("first pause")
        .also(to, "longest pause")
        .help("write the shorter pause first")
}
