//! # F080 unused-step (warning)
//!
//! ## What it checks
//!
//! A step is never run, or no step of a file that a `use steps from` line names is. In a file that
//! has only steps, for other files to use, none has to be run.
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
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` removes a `use steps from` line of which no step is run. A
//! step is left to you: a `run` may be missing.
//!
//! ## Related
//!
//! See F055 unknown-step, F081 unused-name.

use super::Rule;
use crate::check::resolve::Step;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;
use crate::syntax::tree::{Item, UseSteps};

pub const RULE: Rule = Rule::warning(80, "unused-step")
    .of_whole()
    .does("what it does for the caller never happens");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if model.any_broken {
        return;
    }
    for known in model.steps.iter().filter(|known| !known.used) {
        let at = known.step.name;
        // Of another file it is that file's business, and a file of steps has none that runs them.
        if at.start < model.source.own_end() && !only_steps(model) {
            let params = known.step.params.iter();
            let params: Vec<&str> = params.map(|param| model.slice(*param)).collect();
            found.add(problem(model.slice(at), &params, at));
        }
    }
    for line in model.steps_lines() {
        let mut links = model.source.links().iter();
        let link = links.find(|link| link.path.start == line.path.start);
        let Some(Ok(file)) = link.map(|link| &link.to) else {
            continue;
        };
        let mut steps = model.steps.iter();
        let of_file = |known: &Step<'_>| model.source.part_of(known.step.span.start) == *file;
        if !steps.any(|known| known.used && of_file(known)) {
            found.add(file_unused(model.slice(line.path), line));
        }
    }
}

/// Whether a file is there for the flows that use its steps.
fn only_steps(model: &Model<'_>) -> bool {
    let mut items = model.tree.items.iter();
    items.all(|item| !matches!(item, Item::Stmt(_) | Item::Test(_)))
}

/// A file of which no step is run.
fn file_unused(path: &str, line: &UseSteps) -> Diagnostic {
    let edit = Edit {
        span: line.span,
        text: String::new(),
    };
    RULE.at(line.span, format!("no step of {path} is run"))
        .help("remove the line, or run a step of that file")
        .fix("Remove the line", Safety::Unsafe, vec![edit])
}

/// A step that nothing runs.
pub fn problem(name: &str, params: &[&str], at: Span) -> Diagnostic {
    let params = params.join(", ");
    RULE.at(at, format!("unused step `{name}`"))
        .help(format!("run it with `run {name}({params})`, or remove it"))
}
