//! # F058 unknown-type (error)
//!
//! ## What it checks
//!
//! An `input` line has an unknown type.
//!
//! ## Why it matters
//!
//! The type finds a wrong value before anything runs, and so before the wrong contact is touched.
//!
//! ## Example
//!
//! ```flow
//! input Phone: phone numbre
//! log "{Phone}"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! input Phone: phone number
//! log "{Phone}"
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the type with the similar name.
//!
//! ## Related
//!
//! See F065 wrong-type, F067 input-of-two-types.

use super::Rule;
use super::{Swap, said};
use crate::catalogue::nearest;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Item;
use crate::value::Kind;

pub const RULE: Rule = Rule::error(58, "unknown-type")
    .does("a wrong value would start the run, and would reach a contact or an agent");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for item in &model.tree.items {
        if let Item::Input(line) = item {
            let words = model.slice(line.kind.span);
            if Kind::parse(words).is_err() {
                found.add(problem(words, line.kind.span));
            }
        }
    }
}

/// A kind that is not there.
pub fn problem(words: &str, at: Span) -> Diagnostic {
    let known = || Kind::NAMED.iter().map(|(name, _)| *name);
    let near = Kind::meant(words).or_else(|| nearest(words, known()));
    let names: Vec<&str> = known().collect();
    let rest = format!(
        "the types are {}, list of …, one of \"A\", \"B\"",
        names.join(", ")
    );
    RULE.at(at, format!("unknown type `{words}`"))
        .help(said(near, &rest))
        .swap(at, words, near)
}
