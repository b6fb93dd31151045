//! # F059 unknown-state (error)
//!
//! A state is named that the thing can never be in.
//!
//! ## Why it matters
//!
//! A wait for a state that does not exist waits until it times out, with a caller on the line.
//!
//! ## Bad
//!
//! ```flow
//! wait until contact <ContactId> is Hold, at most 30s
//! ```
//!
//! ## Good
//!
//! ```flow
//! wait until contact <ContactId> is Held, at most 30s
//! ```

use super::Rule;
use super::{Swap, listed, said};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(59, "unknown-state");

/// A state that `what` cannot be in.
pub fn problem(name: &str, at: Span, what: &str, near: Option<&str>, known: &[&str]) -> Diagnostic {
    RULE.at(at, format!("there is no state `{name}`"))
        .label(format!("not a state of {}", super::one(what)))
        .help(said(
            near,
            &format!("the states are {}", listed(known.iter().copied())),
        ))
        .swap(at, near)
}
