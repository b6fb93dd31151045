//! # F072 lost-update (error)
//!
//! ## What it checks
//!
//! A variable from outside a loop is changed inside it, while its items run in parallel.
//!
//! ## Why it matters
//!
//! A report shows a total that stays at zero: each item works on its own copy, which is dropped when
//! the item ends.
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
//!
//! ## Fix
//!
//! None: whether the items need to run in parallel is for you to decide.
//!
//! ## Related
//!
//! See F095 parallel-agent-action, F096 parallel-same-target, F150 emitted-twice; `flow docs language`.

use super::{Rule, lines};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(72, "lost-update");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for again in &model.facts.reassigned {
        if let Some(around) = again.together {
            let name = model.name(again.name);
            let help = match lines::one_by_one(model.source, around) {
                Some(line) => format!(
                    "let the items run one after another: `{line}`; or `emit` a variable of the item"
                ),
                None => "`emit` a variable of the item, or remove `at once`".to_owned(),
            };
            found.add(problem(name.text, again.at, name.span, around).help(help));
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
    .why("after the loop the variable lacks what the items found")
}
