//! # F069 needless-brackets (error)
//!
//! ## What it checks
//!
//! `<Name>` is used in a place where the name has no brackets.
//!
//! ## Why it matters
//!
//! A reviewer would take the variable for an input. `<Name>` is an input; a variable has no brackets,
//! and neither has an input in a condition, in a text, or in the arguments of `run`.
//!
//! ## Example
//!
//! ```flow
//! await contact giving Caller
//! end contact <Caller>
//!     on InvalidContactId -> ignore
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! await contact giving Caller
//! end contact Caller.ContactId
//!     on InvalidContactId -> ignore
//! ```
//!
//! ## Fix
//!
//! Safe or unsafe: it is safe for an input, and unsafe for a variable: an input may be meant.
//!
//! ## Related
//!
//! See F054 unknown-name, F068 missing-brackets, F070 name-conflict.

use super::Rule;
use crate::check::resolve::Brackets;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;

pub const RULE: Rule = Rule::error(69, "needless-brackets")
    .does("the run would ask for an input of this name, which may be another contact");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for brackets in &model.facts.brackets {
        match brackets {
            Brackets::Variable(name, at) => {
                let name = model.name(*name);
                found.add(variable(name.text, *at, name.span));
            }
            Brackets::NotHere(name, at) => found.add(not_here(model.slice(*name), *at)),
            Brackets::Missing(_) => {}
        }
    }
}

/// Brackets around a variable.
pub fn variable(name: &str, at: Span, given: Span) -> Diagnostic {
    RULE.at(
        at,
        format!("variable `{name}` does not take angle brackets"),
    )
    .label("`<…>` is for inputs")
    .also(given, "set here")
    .help(format!(
        "write `{name}`, or rename the variable if you mean an input"
    ))
    .fix(format!("Write `{name}`"), Safety::Unsafe, bare(name, at))
}

/// Brackets in a condition, a text or the arguments of `run`.
pub fn not_here(name: &str, at: Span) -> Diagnostic {
    RULE.at(
        at,
        format!("input `{name}` does not take angle brackets here"),
    )
    .label("conditions, texts and `run` use the bare name")
    .help(format!("write `{name}`"))
    .fix(format!("Write `{name}`"), Safety::Safe, bare(name, at))
}

fn bare(name: &str, at: Span) -> Vec<Edit> {
    vec![Edit {
        span: at,
        text: name.to_owned(),
    }]
}
