//! # F082 unreachable (warning)
//!
//! Nothing ever gets to a statement.
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
    RULE.at(at, "nothing gets here")
        .label("the flow has left on every way before this")
        .help("move it up, or leave it out")
}
