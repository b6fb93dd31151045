//! # F067 input-of-two-types (error)
//!
//! ## What it checks
//!
//! One input is used as two different types.
//!
//! ## Why it matters
//!
//! Whatever its value, one of the two uses is wrong: an agent's id is not a contact's.
//!
//! ## Example
//!
//! ```flow
//! hold contact <Id>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! set security user <Id>
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! set security user <AgentId>
//! ```

use super::Rule;
use super::a;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Kind;

pub const RULE: Rule = Rule::error(67, "input-of-two-types");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for clash in &model.facts.clashes {
        let input = &model.inputs[clash.input as usize];
        if input.declared.is_none() {
            let (name, first) = (input.name, input.span);
            found.add(problem(name, clash.at, &clash.wanted, first, &clash.known));
        }
    }
}

/// An input that is `known` elsewhere and `wanted` as something else here.
pub fn problem(name: &str, at: Span, wanted: &Kind, first: Span, known: &Kind) -> Diagnostic {
    RULE.at(
        at,
        format!("`{name}` cannot be both {} and {}", a(known), a(wanted)),
    )
    .label(format!("{} is needed here", a(wanted)))
    .also(first, format!("{} is needed here", a(known)))
    .help("use two inputs with different names")
}
