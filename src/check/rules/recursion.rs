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
use crate::check::resolve::Ring;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;

pub const RULE: Rule = Rule::error(79, "recursion");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for ring in &model.facts.rings {
        let steps = ring.steps.iter().chain(ring.steps.first());
        let names: Vec<&str> = steps
            .map(|step| model.slice(model.steps[*step].step.name))
            .collect();
        found.add(problem(&names, model.slice(ring.at), ring));
    }
}

/// So many steps of a ring are shown in the text.
const SHOWN: usize = 4;

/// A ring of steps.
fn problem(names: &[&str], run: &str, ring: &Ring) -> Diagnostic {
    let problem = match names {
        [one, _] => RULE.at(ring.at, format!("step `{one}` runs itself without end")),
        names => {
            let path = names.join(" -> ");
            let title = format!("steps run each other without end: {path}");
            let again = names.last().map_or("", |name| name);
            RULE.at(ring.at, title)
                .label(format!("runs `{again}` again"))
        }
    };
    let through = ring.through.iter().zip(names.iter().skip(1)).take(SHOWN);
    through
        .fold(problem, |problem, (at, next)| problem.also(*at, format!("runs `{next}`")))
        .why("the run would never end, and the caller would wait in it")
        .help(format!(
            "remove `run {run}`, and repeat the step's lines with a limit: `repeat at most <n> times {{ … }}`"
        ))
}
