//! # F070 name-conflict (error)
//!
//! ## What it checks
//!
//! A variable has the name of an input.
//!
//! ## Why it matters
//!
//! One name for two values is misread sooner or later: the wrong contact is ended.
//!
//! ## Example
//!
//! ```flow
//! end contact <ContactId>
//!     on InvalidContactId -> ignore
//! let ContactId = "1002"
//! log ContactId
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! end contact <ContactId>
//!     on InvalidContactId -> ignore
//! let Next = "1002"
//! log Next
//! ```
//!
//! ## Fix
//!
//! None: only you know which of the two values each line means.
//!
//! ## Related
//!
//! See F067 input-of-two-types, F086 duplicate-name.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(70, "name-conflict");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for known in &model.facts.shadowed {
        let input = &model.inputs[known.input as usize];
        found.add(problem(input.name, known.at, input.span));
    }
}

/// A variable with the name of the input at `first`.
pub fn problem(name: &str, at: Span, first: Span) -> Diagnostic {
    RULE.at(at, format!("`{name}` is already an input"))
        .also(first, "the input")
        .why("a reader could take one of the two for the other")
        .help("rename the variable")
}
