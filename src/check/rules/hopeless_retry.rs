//! # F076 hopeless-retry (warning)
//!
//! ## What it checks
//!
//! A flow retries an outcome that a retry cannot change.
//!
//! ## Why it matters
//!
//! The caller waits for attempts that all fail the same way.
//!
//! ## Example
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> retry
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```

use super::Rule;
use super::retries::{self, Verdict};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(76, "hopeless-retry");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    retries::each(model, |known, verdict| {
        if let Verdict::Hopeless(action) = verdict {
            found.add(problem(
                known.raise.name,
                action,
                known.handler.reaction.span,
            ));
        }
    });
}

/// A `retry` of an outcome that stays.
pub fn problem(name: &str, key: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("retrying `{key}` does not change `{name}`"))
        .label("every attempt ends the same way")
        .help("replace `retry` with `fail`, `finish` or a block that fixes the cause")
}
