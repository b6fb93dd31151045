//! # F072 lost-update (error)
//!
//! ## What it checks
//!
//! A variable from outside a loop is changed inside it, while its items run in parallel.
//!
//! ## Why it matters
//!
//! Each item works on its own copy, which is dropped when the item ends: a total that is counted
//! this way stays at zero.
//!
//! ## Example
//!
//! ```flow
//! let Total = 0
//! for each X in [1, 2, 3], at most 3, 2 at once {
//!     let Total = Total + X
//! }
//! log "{Total}"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! let Total = 0
//! for each X in [1, 2, 3], at most 3 {
//!     let Total = Total + X
//! }
//! log "{Total}"
//! ```

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(72, "lost-update");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for again in &model.facts.reassigned {
        if let Some(around) = again.together {
            let name = model.name(again.name);
            found.add(problem(name.text, again.at, name.span, around));
        }
    }
}

/// A replacement of the name from `first` inside the loop at `around`.
pub fn problem(name: &str, at: Span, first: Span, around: Span) -> Diagnostic {
    let word = Span::new(around.start, (around.start + 8).min(around.end));
    RULE.at(
        at,
        format!("`{name}` cannot be changed by items that run in parallel"),
    )
    .label("changes a copy that is lost")
    .also(first, "the variable outside the loop")
    .also(word, "each item has its own copy")
    .help("use a variable of the item and `emit` it, or remove `at once`")
}
