//! # F062 duplicate-parameter (error)
//!
//! ## What it checks
//!
//! A parameter is set twice.
//!
//! ## Why it matters
//!
//! Only one of the two values can be sent, and it may be the wrong skill, agent or number.
//!
//! ## Example
//!
//! ```flow
//! end contact <ContactId> with ContactId: <ContactId>
//!     on InvalidContactId -> ignore
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! end contact <ContactId>
//!     on InvalidContactId -> ignore
//! ```
//!
//! ## Fix
//!
//! None: only you know which of the two values is right.
//!
//! ## Related
//!
//! See F061 missing-parameter, F063 duplicate-handler, F086 duplicate-name.

use super::{Rule, lines};
use crate::catalogue::PhrasePart;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(62, "duplicate-parameter");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions() {
        for (at, arg) in used.with().iter().enumerate() {
            let name = model.slice(arg.name);
            let Some(param) = used
                .action
                .params
                .iter()
                .position(|known| *known.name == *name)
            else {
                continue;
            };
            let in_phrase = used.action.phrase.contains(&PhrasePart::Value(param));
            let mut before = used.with()[..at].iter();
            let first = before.find(|known| model.slice(known.name) == name);
            if in_phrase || first.is_some() {
                let first = first.map(|known| known.name);
                let whole = arg.name.to(arg.value.span);
                let line = lines::without(model.source, whole);
                found.add(problem(name, arg.name, first, line));
            }
        }
    }
}

/// A parameter that has a value already: in the phrase, or at `first`.
fn problem(name: &str, at: Span, first: Option<Span>, line: Option<String>) -> Diagnostic {
    let problem = RULE.at(at, format!("`{name}` is set twice"));
    match first {
        Some(first) => problem
            .label("set again here")
            .also(first, "first set here"),
        None => problem.label("the action's own words set it already"),
    }
    .why("only one of the two values can be sent, and it may be the wrong one")
    .help(match line {
        Some(line) => format!("remove one of the two, such as this one: `{line}`"),
        None => "remove one of the two".to_owned(),
    })
}
