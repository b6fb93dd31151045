//! # F082 unreachable (warning)
//!
//! A statement is never reached.
//!
//! ## Why it matters
//!
//! What stands after `finish`, `fail`, `leave` and the like does not happen.
//!
//! ## Bad
//!
//! ```flow
//! finish "done"
//! log "really"
//! ```
//!
//! ## Good
//!
//! ```flow
//! log "really"
//! finish "done"
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::warning(82, "unreachable");

/// A statement that nothing gets to.
pub fn problem(at: Span) -> Diagnostic {
    RULE.at(at, "this statement is never reached")
        .label("every path has ended or left before it")
        .help("move it up, or leave it out")
}
