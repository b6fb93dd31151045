//! # F078 misplaced-jump (error)
//!
//! ## What it checks
//!
//! `next`, `leave`, `restart` or `return` is used outside a loop, a `try` or a step, or
//! `.Field` is used without `where` or `by` before it.
//!
//! ## Why it matters
//!
//! Each of them ends a round, a loop, a group or a step; here there is none, so what should happen
//! to the contact is unclear.
//!
//! ## Example
//!
//! ```flow
//! for each X in [1, 2] {
//!     log "{X}"
//! }
//! next
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! for each X in [1, 2] {
//!     if X = 1 { next }
//!     log "{X}"
//! }
//! ```
//!
//! ## Fix
//!
//! None: the loop or the `try` around it is missing, or the word is wrong.
//!
//! ## Related
//!
//! See F091 always-left.

use super::Rule;
use super::jumps::Lands;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(78, "misplaced-jump");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for jump in model.jumps() {
        if matches!(jump.lands, Lands::Nowhere) {
            found.add(problem(jump.word, jump.at));
        }
    }
    for at in &model.facts.stray_items {
        found.add(stray_item(model.slice(*at), *at));
    }
    for at in &model.facts.nested_wheres {
        found.add(nested(*at));
    }
}

/// A field of an item where there is none.
fn stray_item(text: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("`{text}` needs `where` or `by` before it"))
        .label("the name before the dot is missing")
        .help(format!(
            "write `<Name>{text}`; after `where` and `by`, `{text}` is a field of the item"
        ))
}

/// A `where` whose condition has another one.
fn nested(at: Span) -> Diagnostic {
    RULE.at(at, "`where` cannot be inside another `where`")
        .label("a field here could belong to either list")
        .help("set a variable to this list with `let` first, and use it here")
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
