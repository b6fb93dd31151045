//! # F085 argument-count (error)
//!
//! ## What it checks
//!
//! A step or a function has too many arguments, or too few.
//!
//! ## Why it matters
//!
//! A missing argument leaves a contact or a number without a value; an extra one is ignored.
//!
//! ## Example
//!
//! ```flow
//! run Say()
//!
//! step Say(Words) {
//!     log Words
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! run Say("hello")
//!
//! step Say(Words) {
//!     log Words
//! }
//! ```
//!
//! ## Fix
//!
//! None: only you know the value.
//!
//! ## Related
//!
//! See F055 unknown-step, F057 unknown-function, F061 missing-parameter.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::{Function, Kind};

pub const RULE: Rule =
    Rule::error(85, "argument-count").does("the actions of the step would get the wrong values");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for run in &model.facts.runs {
        let Some(known) = run.step.and_then(|number| model.steps.get(number)) else {
            continue;
        };
        let params = &known.step.params;
        if params.len() != run.call.args.len() {
            let params: Vec<&str> = params.iter().map(|param| model.slice(*param)).collect();
            let name = model.slice(run.call.name);
            found.add(step(name, &params, run.call.args.len(), run.call.span));
        }
    }
    for call in &model.facts.functions {
        if let Some(known) = call.function
            && known.takes.len() != call.args.len()
        {
            found.add(function(known, call.args.len(), call.span));
        }
    }
}

/// A step's arguments that do not match its parameters.
pub fn step(name: &str, params: &[&str], given: usize, at: Span) -> Diagnostic {
    let form = format!("{name}({})", params.join(", "));
    RULE.at(
        at,
        format!(
            "`{name}` needs {} but got {}",
            count(params.len()),
            got(given)
        ),
    )
    .label(format!("defined as `{form}`"))
    .help(format!("write `run {form}` with one value for each"))
}

/// A function's arguments that do not match what it takes.
pub fn function(function: &Function, given: usize, at: Span) -> Diagnostic {
    let name = function.name;
    let takes: Vec<String> = function.takes.iter().map(Kind::to_string).collect();
    let form = format!("{name}({})", takes.join(", "));
    let title = format!(
        "`{name}` needs {} but got {}",
        count(takes.len()),
        got(given)
    );
    RULE.at(at, title)
        .label(format!("defined as `{form}`"))
        .help(match takes.len() {
            0 => format!("write `{form}`"),
            _ => "write one value for each, with commas between them".to_owned(),
        })
}

fn count(count: usize) -> String {
    match count {
        0 => "no arguments".into(),
        1 => "1 argument".into(),
        more => format!("{more} arguments"),
    }
}

fn got(count: usize) -> String {
    match count {
        0 => "none".into(),
        more => more.to_string(),
    }
}
