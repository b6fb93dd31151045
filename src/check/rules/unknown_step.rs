//! # F055 unknown-step (error)
//!
//! ## What it checks
//!
//! `run` names a step that the file does not have.
//!
//! ## Why it matters
//!
//! The step's work for the caller would not happen.
//!
//! ## Example
//!
//! ```flow
//! run Prak()
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
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the step with the similar name. It does something
//! else.
//!
//! ## Related
//!
//! See F080 unused-step, F086 duplicate-name.

use super::Rule;
use super::{Swap, said};
use crate::catalogue::nearest;
use crate::check::resolve::SUGGESTIONS;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule =
    Rule::error(55, "unknown-step").does("what the step does for the caller would not happen");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if !model.has_all_files() {
        // the missing file may have it
        return;
    }
    let runs = model.facts.runs.iter().filter(|run| run.step.is_none());
    let runs = runs.filter(|run| !(run.in_test && model.is_test_file()));
    for (number, run) in runs.enumerate() {
        let name = model.slice(run.call.name);
        if let Some(step) = model.step_named(name) {
            let (home, _) = model.source.home(model.steps[step].step.name);
            found.add(unseen(name, run.call.name, home.name()));
            continue;
        }
        let near = (number < SUGGESTIONS).then(|| nearest(name, model.step_names()));
        found.add(problem(name, run.call.name, near.flatten()));
    }
}

/// A step of a file that this one does not name.
fn unseen(name: &str, at: Span, file: &str) -> Diagnostic {
    let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
    RULE.at(at, format!("this file does not use step `{name}`"))
        .label(format!("`{name}` is a step of {file}"))
        .help(format!(
            "add `use steps from \"…{file}\"` at the top, with the path from this file"
        ))
}

/// A step that is not there.
pub fn problem(name: &str, at: Span, near: Option<&str>) -> Diagnostic {
    RULE.at(at, format!("unknown step `{name}`"))
        .help(said(
            near,
            &format!("define it in this file: `step {name}() {{ … }}`"),
        ))
        .swap(at, name, near)
}
