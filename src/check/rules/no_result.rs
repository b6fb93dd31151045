//! # F087 nothing-returned (error)
//!
//! ## What it checks
//!
//! `giving` is used with an action that returns nothing.
//!
//! ## Why it matters
//!
//! Readability: the name would have no value, and a reader would expect one.
//!
//! ## Example
//!
//! ```flow
//! hold contact <ContactId> giving Answer
//!     on InvalidContactId -> fail
//!     on InvalidState -> retry
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidContactId -> fail
//!     on InvalidState -> retry
//! ```
//!
//! ## Fix
//!
//! None: lines below may use the name.
//!
//! ## Related
//!
//! See F056 unknown-field, F081 unused-name.

use super::Rule;
use crate::check::resolve::{Found, Written};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(87, "nothing-returned")
    .does("the variable would have no value, and the run would stop at its first use");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for run in &model.facts.runs {
        let (Some(number), Some(giving)) = (run.step, run.giving) else {
            continue;
        };
        let known = &model.steps[number];
        let name = model.slice(run.call.name);
        let sometimes = known.returns.is_some();
        let never = !sometimes || model.ways().returns_nothing[number];
        if never && !known.anything {
            found.add(step(name, giving, sometimes));
        }
    }
    for used in model
        .actions()
        .filter(|used| used.action.outputs.is_empty())
    {
        if let Some(giving) = used.giving() {
            found.add(action(used.action.short(), giving));
        }
    }
    for site in &model.sites {
        if let (Written::Await(wait), Found::Thing(_, thing)) = (site.written, &site.found)
            && let (Some(giving), true) = (wait.giving, thing.outputs.is_empty())
        {
            found.add(action(&thing.name, giving));
        }
    }
}

/// A step that returns no value, or only `sometimes`.
pub fn step(name: &str, at: Span, sometimes: bool) -> Diagnostic {
    let (title, help) = if sometimes {
        (
            "does not return a value on every path",
            "end every path through the step with `return` and a value",
        )
    } else {
        (
            "returns no value",
            "write `return` and a value in the step, or remove `giving`",
        )
    };
    RULE.at(at, format!("step `{name}` {title}"))
        .label(match sometimes {
            true => "may be unset",
            false => "would be unset",
        })
        .help(help)
}

/// An action without outputs.
pub fn action(what: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("`{what}` returns nothing"))
        .help("remove `giving`")
}
