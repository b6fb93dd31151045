//! # F051 unknown-action (error)
//!
//! No system of the file has an action with these words.
//!
//! ## Why it matters
//!
//! A misspelt action would leave a caller in the state that it was to end. Names from a vendor's
//! own tool lead to the one spelling that counts here.
//!
//! ## Bad
//!
//! ```flow
//! hold kontact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
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
use super::shortened;
use crate::catalogue::NotFound;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(51, "unknown-action");

/// A phrase that means no action; `found` is what it may have meant.
pub fn problem(phrase: &str, at: Span, found: Option<&NotFound>, systems: &[&str]) -> Diagnostic {
    let phrase = shortened(phrase);
    let title = format!("there is no action `{phrase}`");
    let help = found
        .and_then(NotFound::help)
        .unwrap_or_else(|| format!("`flow actions` lists what {} can do", systems.join(" and ")));
    RULE.at(at, title)
        .label(match found {
            Some(NotFound::VendorName { .. }) => "known by another name here",
            Some(NotFound::Foreign(_)) => "no action here",
            _ => "no action has these words and values",
        })
        .help(help)
}
