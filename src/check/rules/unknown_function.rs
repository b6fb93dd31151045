//! # F057 unknown-function (error)
//!
//! ## What it checks
//!
//! An unknown function is used.
//!
//! ## Why it matters
//!
//! The list of functions is closed, so that a flow can be checked completely before it meets a
//! caller.
//!
//! ## Example
//!
//! ```flow
//! let Name = uper("ada")
//! log Name
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! let Name = upper("ada")
//! log Name
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the function with the similar name. It returns
//! another value.
//!
//! ## Related
//!
//! See F085 argument-count.

use super::Rule;
use super::{Swap, listed, said};
use crate::catalogue::nearest;
use crate::check::resolve::words;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Function;

pub const RULE: Rule =
    Rule::error(57, "unknown-function").does("the run would stop here with its work half done");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for call in model
        .facts
        .functions
        .iter()
        .filter(|call| call.function.is_none())
    {
        let words = words(model.slice(call.name));
        let known = Function::all().iter().map(|function| function.name);
        found.add(problem(&words, call.name, nearest(&words, known)));
    }
}

/// A function that is not there.
pub fn problem(words: &str, at: Span, near: Option<&str>) -> Diagnostic {
    let known = Function::all().iter().map(|function| function.name);
    RULE.at(at, format!("unknown function `{words}`"))
        .help(said(near, &format!("the functions are {}", listed(known))))
        .swap(at, words, near)
}
