//! # F077 never-fires (warning)
//!
//! A handler names an outcome that nothing under it can end in.
//!
//! ## Why it matters
//!
//! Somebody relies on a handler that is never reached.
//!
//! ## Bad
//!
//! ```flow
//! try {
//!     set security user <AgentId>
//! } on InvalidState -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! try {
//!     set security user <AgentId>
//! } on Unauthorized -> fail
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::warning(77, "never-fires");

/// A handler that nothing reaches.
pub fn problem(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("nothing here can end in `{name}`"))
        .label("never reached")
        .help("leave it out, or move it to the action that it is for; an inner handler of the same outcome comes first")
}

/// An outcome of an action whose system gives no result.
pub fn no_result(name: &str, action: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("`{action}` can never end in `{name}`"))
        .label("never reached: the system does not say how it went")
        .help("leave it out; read afterwards what has become of it, where that matters")
}

/// `Success` away from the action.
pub fn success(at: Span) -> Diagnostic {
    RULE.at(at, "`Success` is handled at the action itself")
        .label("never reached here")
        .help("after success the flow just goes on: write what comes next as the next statement")
}
