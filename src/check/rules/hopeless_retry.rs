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
//!
//! ## Fix
//!
//! None: what should happen instead of the retry is for you to decide.
//!
//! ## Related
//!
//! See F075 retry-of-unknown, F090 nothing-to-retry; `flow docs outcomes`.

use super::Rule;
use super::retries::{self, Verdict};
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, own_line};
use crate::source::Span;
use crate::syntax::tree::Catches;

pub const RULE: Rule = Rule::warning(76, "hopeless-retry");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    retries::each(model, |known, verdict| {
        if let Verdict::Hopeless(action) = verdict {
            let (name, at) = (known.raise.name, known.handler.reaction.span);
            let alone = matches!(&known.handler.catches, Catches::Named(names) if names.len() == 1);
            let line = own_line::replaced(model.source, at, "fail").filter(|_| alone);
            let line = line.unwrap_or_else(|| format!("on {name} -> fail"));
            found.add(problem(name, action, at, &line, alone));
        }
    });
}

/// A `retry` of an outcome that stays.
fn problem(name: &str, key: &str, at: Span, line: &str, alone: bool) -> Diagnostic {
    let begun = match alone {
        true => "stop there instead",
        false => "write its own handler for it",
    };
    RULE.at(at, format!("retrying `{key}` does not change `{name}`"))
        .label("every attempt ends the same way")
        .why("the caller waits for attempts that all fail the same way")
        .help(format!(
            "{begun}: `{line}`; or write a block that fixes the cause"
        ))
}
