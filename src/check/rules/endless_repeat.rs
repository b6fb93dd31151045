//! # F089 endless-repeat (warning)
//!
//! ## What it checks
//!
//! A `repeat` has no `leave`: every run of it uses all its rounds.
//!
//! ## Why it matters
//!
//! A `repeat` that uses up its rounds ends in `Exhausted`, and the run fails there, with the caller
//! in whatever state was reached.
//!
//! ## Example
//!
//! ```flow
//! repeat at most 3 times every 5s {
//!     log "still waiting"
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! repeat at most 3 times every 5s {
//!     log "still waiting"
//! } on Exhausted -> ignore
//! ```
//!
//! ## Fix
//!
//! None: only you know when the goal is reached.
//!
//! ## Related
//!
//! See F079 recursion, F082 unreachable.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(89, "endless-repeat").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    found.add_all(model.ways().endless.iter().map(|at| problem(*at)));
}

/// A `repeat` without a way out.
pub fn problem(at: Span) -> Diagnostic {
    RULE.at(at, "`repeat` always ends in `Exhausted`")
        .label("no `leave` inside")
        .why("every run fails here after the last round")
        .help("leave it once the goal is reached: `if <condition> { leave }`; or handle `Exhausted` after its `}`")
}
