//! # F060 unknown-thing (error)
//!
//! `wait until` or `await` names something that the system cannot watch.
//!
//! ## Why it matters
//!
//! The flow would wait for something that never comes.
//!
//! ## Bad
//!
//! ```flow
//! wait until kontact <ContactId> is Held, at most 30s
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
pub const RULE: Rule = Rule::error(60, "unknown-thing");

/// A thing that no system of the file has.
pub fn problem(name: &str, at: Span, near: Option<&str>, known: &[&str]) -> Diagnostic {
    let rest = match known {
        [] => "this file's systems have nothing that can be watched".to_owned(),
        known => format!("what can be watched: {}", listed(known.iter().copied())),
    };
    RULE.at(at, format!("there is no `{name}` to wait for"))
        .label("nothing of this name can be watched")
        .help(said(near, &rest))
        .swap(at, near)
}

/// A thing that can be watched, and does not arrive.
pub fn not_awaitable(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("the next `{name}` cannot be awaited"))
        .label("it can be watched, but none arrives")
        .help(format!("write `wait until {name} <Id> is …`"))
}
