//! # F063 doubled-handler (error)
//!
//! Two handlers of one list take the same outcome.
//!
//! ## Why it matters
//!
//! Only the first would ever be reached.
//!
//! ## Bad
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidState, InvalidContactId -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(63, "doubled-handler");

/// An outcome that an earlier handler takes.
pub fn problem(name: &str, at: Span, first: Span) -> Diagnostic {
    RULE.at(at, format!("`{name}` is handled twice"))
        .label("never reached")
        .also(first, "this handler takes it")
        .help("leave one of the two out; to do two things, write one handler with `{ … }`")
}
