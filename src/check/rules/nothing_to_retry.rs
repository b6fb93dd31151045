//! # F090 nothing-to-retry (error)
//!
//! ## What it checks
//!
//! `retry` is used in a handler that no action belongs to.
//!
//! ## Why it matters
//!
//! A retry of the whole group could do its first actions to the caller twice. `retry` repeats the one
//! action that failed; a time limit, or a loop that used up its rounds, is not an action.
//!
//! ## Example
//!
//! ```flow
//! within 30s {
//!     wait 10s
//! } on TimedOut -> retry
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! within 30s {
//!     wait 10s
//! } on TimedOut -> fail
//! ```
//!
//! ## Fix
//!
//! None: whether the whole group may run again is for you to decide.
//!
//! ## Related
//!
//! See F075 retry-of-unknown, F076 hopeless-retry; `flow docs outcomes`.

use super::Rule;
use super::retries::{self, Verdict};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule =
    Rule::error(90, "nothing-to-retry").does("nothing would be tried again for the caller");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    retries::each(model, |known, verdict| {
        if matches!(verdict, Verdict::Nothing) {
            let (raise, at) = (&known.raise, known.handler.reaction.span);
            found.add(problem(raise.name, at, raise.origin));
        }
    });
    for at in &model.facts.second_retries {
        found.add(twice(*at));
    }
}

/// A `retry` of an outcome that comes from no action.
pub fn problem(name: &str, at: Span, origin: Span) -> Diagnostic {
    let word = Span::new(origin.start, (origin.start + 6).min(origin.end));
    RULE.at(
        at,
        format!("`{name}` comes from no action that `retry` could repeat"),
    )
    .label("`retry` repeats one action")
    .also(word, "comes from here")
    .help("write `try { … }` around the group, and `restart` in its handler")
}

/// `retry … then retry`.
pub fn twice(at: Span) -> Diagnostic {
    RULE.at(at, "`retry` cannot follow another `retry`")
        .label("the retries are used up here")
        .help("write one `retry` with more attempts, or another handler action")
}
