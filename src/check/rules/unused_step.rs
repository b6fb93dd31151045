//! # F080 unused-step (warning)
//!
//! ## What it checks
//!
//! A step is never run.
//!
//! ## Why it matters
//!
//! Its work for the caller does not happen.
//!
//! ## Example
//!
//! ```flow
//! log "ready"
//!
//! step Park() {
//!     log "parked"
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! run Park()
//!
//! step Park() {
//!     log "parked"
//! }
//! ```

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(80, "unused-step").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if model.any_broken {
        return;
    }
    for known in model.steps.iter().filter(|known| !known.used) {
        let at = known.step.name;
        found.add(problem(model.slice(at), at));
    }
}

/// A step that nothing runs.
pub fn problem(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("unused step `{name}`"))
        .help(format!("run it with `run {name}(…)`, or remove it"))
}
