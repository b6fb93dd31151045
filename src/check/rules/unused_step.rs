//! # F080 unused-step (warning)
//!
//! A step is never run.
//!
//! ## Why it matters
//!
//! What it was written for does not happen.
//!
//! ## Bad
//!
//! ```flow
//! log "ready"
//!
//! step Park() {
//!     log "parked"
//! }
//! ```
//!
//! ## Good
//!
//! ```flow
//! run Park()
//!
//! step Park() {
//!     log "parked"
//! }
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::warning(80, "unused-step");

/// A step that nothing runs.
pub fn problem(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("the step `{name}` is never run"))
        .label("nothing runs it")
        .help(format!(
            "write `run {name}(…)` where it is meant, or leave the step out"
        ))
}
