//! # F092 unknown-choice (error)
//!
//! A name is not on the closed list of what can be said here.
//!
//! ## Why it matters
//!
//! The system would refuse it, or take it for something else.
//!
//! ## Bad
//!
//! ```flow
//! set agent state to Availabel
//!     on InvalidState -> retry
//!     on InvalidStateRequest -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! set agent state to Available
//!     on InvalidState -> retry
//!     on InvalidStateRequest -> fail
//! ```

use crate::check::{Findings, Model};
use crate::check::model::Form;
use crate::value::Kind;
use super::Rule;
use super::{Swap, listed, said};
use crate::catalogue::nearest;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(92, "unknown-choice");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for typed in &model.facts.typed {
        let (Form::Choice, Kind::OneOf(names)) = (&typed.form, &typed.wanted) else {
            continue;
        };
        let name = model.slice(typed.expr.span);
        if !names.iter().any(|known| **known == *name) {
            let known: Vec<&str> = names.iter().map(|known| &**known).collect();
            found.add(problem(name, typed.expr.span, &typed.role.text(), &known));
        }
    }
}

/// A name that is not on the list of `what`.
pub fn problem(name: &str, at: Span, what: &str, known: &[&str]) -> Diagnostic {
    let near = nearest(name, known.iter().copied());
    RULE.at(at, format!("{what} cannot be `{name}`"))
        .label("not on the list")
        .help(said(
            near,
            &format!("it is one of {}", listed(known.iter().copied())),
        ))
        .swap(at, near)
}
