//! # F091 always-left (error)
//!
//! ## What it checks
//!
//! `always` is left by `next`, `leave`, `return`, `restart` or `finish`.
//!
//! ## Why it matters
//!
//! A report would show success where the run failed: the failure that led there would be lost.
//!
//! ## Example
//!
//! ```flow
//! try {
//!     log "work"
//! } always {
//!     finish "done"
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! try {
//!     log "work"
//! } always {
//!     log "done"
//! }
//! ```
//!
//! ## Fix
//!
//! None: what should happen after the block is for you to decide.
//!
//! ## Related
//!
//! See F078 misplaced-jump, F093 left-on-hold.

use super::Rule;
use super::jumps::Lands;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(91, "always-left");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for jump in model.jumps() {
        if let Lands::OutOfAlways(always) = jump.lands {
            found.add(problem(jump.word, jump.at, always));
        }
    }
}

/// A jump out of the block at `always`.
pub fn problem(word: &str, at: Span, always: Span) -> Diagnostic {
    let start = Span::new(always.start, (always.start + 1).min(always.end));
    RULE.at(at, format!("`{word}` cannot leave an `always` block"))
        .label("the group's real outcome would be hidden")
        .also(start, "the `always` block")
        .help("remove it, and write what comes next after the block")
}
