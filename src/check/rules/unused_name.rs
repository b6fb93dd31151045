//! # F081 unused-name (warning)
//!
//! ## What it checks
//!
//! A variable is set and never used.
//!
//! ## Why it matters
//!
//! It is about readability, and often shows a misspelt name.
//!
//! ## Example
//!
//! ```flow
//! let Greeting = "hello"
//! log "hallo"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! let Greeting = "hello"
//! log Greeting
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` removes an `input` line. A variable is left to you: a line
//! that uses it may be missing.
//!
//! ## Related
//!
//! See F054 unknown-name, F080 unused-step.

use super::Rule;
use crate::check::resolve::Sort;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;

pub const RULE: Rule = Rule::warning(81, "unused-name").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if model.any_broken {
        return;
    }
    for name in model.names.iter().filter(|name| !name.read) {
        match name.sort {
            Sort::Variable => found.add(variable(name.text, name.span)),
            Sort::Param => found.add(param(name.text, name.span)),
            Sort::Output | Sort::Item | Sort::Reason => {}
        }
    }
    for known in model.inputs.iter().filter(|known| !known.used) {
        let line = known.declared.map(|line| line.span);
        found.add(input(known.name, known.span, line));
    }
}

/// A variable that nothing reads.
pub fn variable(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("unused variable `{name}`"))
        .help("use it, or remove it")
}

/// A step's parameter that the step does not read.
pub fn param(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("unused parameter `{name}`"))
        .help("use it, or remove it here and from every `run` of the step")
}

/// An input that is declared and not read.
pub fn input(name: &str, at: Span, line: Option<Span>) -> Diagnostic {
    let problem = RULE
        .at(at, format!("unused input `{name}`"))
        .label("every run must still set it")
        .help("use it, or remove the line");
    match line {
        Some(span) => {
            let edit = Edit {
                span,
                text: String::new(),
            };
            problem.fix("Remove the line", Safety::Unsafe, vec![edit])
        }
        None => problem,
    }
}
