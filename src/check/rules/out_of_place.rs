//! # F078 misplaced-jump (error)
//!
//! `next`, `leave`, `restart` or `return` is used outside a loop, a `try` or a step.
//!
//! ## Why it matters
//!
//! Each of them ends a round, a loop, a group or a step; here there is none, so what should happen
//! to the contact is unclear.
//!
//! ## Bad
//!
//! ```flow
//! log "before"
//! next
//! ```
//!
//! ## Good
//!
//! ```flow
//! for each X in [1, 2] {
//!     if X = 1 { next }
//!     log "{X}"
//! }
//! ```

use super::Rule;
use super::jumps::{self, Lands};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(78, "misplaced-jump");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    jumps::each(model, |jump| {
        if matches!(jump.lands, Lands::Nowhere) {
            found.add(problem(jump.word, jump.at));
        }
    });
}

/// A jump that has nowhere to go.
pub fn problem(word: &str, at: Span) -> Diagnostic {
    let (around, help) = match word {
        "restart" => (
            "`try`",
            "write `try { … }` around the statements that it repeats",
        ),
        "return" => ("step", "write `finish` to end the run"),
        _ => (
            "loop",
            "move it into a `for each` or a `repeat`, or write `finish` to end the run",
        ),
    };
    RULE.at(at, format!("`{word}` is not inside a {around}"))
        .help(help)
}
