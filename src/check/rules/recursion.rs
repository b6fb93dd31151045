//! # F079 recursion (error)
//!
//! ## What it checks
//!
//! A step runs itself, directly or through other steps.
//!
//! ## Why it matters
//!
//! The caller would wait in a loop without a limit. A run must end.
//!
//! ## Example
//!
//! ```flow
//! run Again()
//!
//! step Again() {
//!     run Again()
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! run Again()
//!
//! step Again() {
//!     repeat at most 3 times { leave }
//! }
//! ```
//!
//! ## Fix
//!
//! None: the loop needs a limit, and you know which.
//!
//! ## Related
//!
//! See F003 too-deep, F089 endless-repeat.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(79, "recursion");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for ring in &model.facts.rings {
        let steps = ring.steps.iter().chain(ring.steps.first());
        let names: Vec<&str> = steps
            .map(|step| model.slice(model.steps[*step].step.name))
            .collect();
        found.add(problem(&names, model.slice(ring.at), ring.at));
    }
}

/// A ring of steps.
pub fn problem(ring: &[&str], run: &str, at: Span) -> Diagnostic {
    let title = match ring {
        [one, _] => format!("step `{one}` runs itself without end"),
        ring => format!("steps run each other without end: {}", ring.join(" -> ")),
    };
    RULE.at(at, title)
        .why("the run would never end, and the caller would wait in it")
        .help(format!(
            "remove `run {run}`, and repeat the step's lines with a limit: `repeat at most <n> times {{ … }}`"
        ))
}
