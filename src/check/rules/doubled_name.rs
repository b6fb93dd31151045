//! # F086 doubled-name (error)
//!
//! Two steps, inputs, parameters, systems or tests have one name.
//!
//! ## Why it matters
//!
//! Nobody can tell which of the two is meant.
//!
//! ## Bad
//!
//! ```flow
//! run Park()
//!
//! step Park() {
//!     log "a"
//! }
//! step Park() {
//!     log "b"
//! }
//! ```
//!
//! ## Good
//!
//! ```flow
//! run Park()
//!
//! step Park() {
//!     log "a"
//! }
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(86, "doubled-name");

/// A second `what` of one name.
pub fn problem(what: &str, name: &str, at: Span, first: Span) -> Diagnostic {
    let name = name.trim_matches('"');
    RULE.at(at, format!("there are two {what}s called `{name}`"))
        .label("the second one")
        .also(first, "the first one")
        .help(if what == "system" {
            "give one of them a name of its own: `use cxone as Desk`"
        } else {
            "rename one of them, or leave one out"
        })
}
