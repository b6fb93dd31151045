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
//!
//! ## Fix
//!
//! None: only you know which of the two the input is.
//!
//! ## Related
//!
//! See F065 wrong-type, F070 name-conflict.

use super::Rule;
use super::a;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, own_line};
use crate::source::Span;
use crate::value::Kind;

pub const RULE: Rule = Rule::error(67, "input-of-two-types");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for clash in &model.facts.clashes {
        let input = &model.inputs[clash.input as usize];
        if input.declared.is_none() {
            let (name, first) = (input.name, input.span);
            let other = usual_name(&clash.wanted).filter(|other| *other != name);
            let line = other.and_then(|other| own_line::replaced(model.source, clash.at, other));
            found.add(
                problem(name, clash.at, &clash.wanted, first, &clash.known).help(match line {
                    Some(line) => format!("use a different input here: `{line}`"),
                    None => "use two inputs with different names".to_owned(),
                }),
            );
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
    .why("whatever its value, one of the two actions would reach the wrong contact or agent")
}

/// What an input of a type is called by most.
fn usual_name(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::ContactId => Some("ContactId"),
        Kind::AgentId => Some("AgentId"),
        Kind::SkillId => Some("SkillId"),
        Kind::PhoneNumber => Some("PhoneNumber"),
        _ => None,
    }
}
