//! # F082 unreachable (warning)
//!
//! ## What it checks
//!
//! A statement never runs.
//!
//! ## Why it matters
//!
//! A statement after `finish`, `fail`, `leave` and similar does not happen: the contact that it was
//! for stays as it is.
//!
//! ## Example
//!
//! ```flow
//! finish "done"
//! log "really"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! log "really"
//! finish "done"
//! ```
//!
//! ## Fix
//!
//! None: the statement may belong further up.
//!
//! ## Related
//!
//! See F077 unreachable-handler, F089 endless-repeat.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(82, "unreachable").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    found.add_all(model.ways().unreachable.iter().map(|at| problem(*at)));
}

/// A statement that nothing gets to.
pub fn problem(at: Span) -> Diagnostic {
    RULE.at(at, "this statement never runs")
        .label("every path has ended before it")
        .why("what it does for the caller never happens")
        .help("move it up, or remove it")
}
