//! # F062 doubled-parameter (error)
//!
//! A parameter is given twice.
//!
//! ## Why it matters
//!
//! Only one of the two values can be sent, and nobody can tell which was meant.
//!
//! ## Bad
//!
//! ```flow
//! end contact <ContactId> with ContactId: <ContactId>
//!     on InvalidContactId -> ignore
//! ```
//!
//! ## Good
//!
//! ```flow
//! end contact <ContactId>
//!     on InvalidContactId -> ignore
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(62, "doubled-parameter");

/// A parameter that has a value already: in the phrase, or at `first`.
pub fn problem(name: &str, at: Span, first: Option<Span>) -> Diagnostic {
    let problem = RULE.at(at, format!("`{name}` is given twice"));
    match first {
        Some(first) => problem
            .label("given again here")
            .also(first, "given here first"),
        None => problem.label("the action's own words give it already"),
    }
    .help("leave one of the two out")
}
