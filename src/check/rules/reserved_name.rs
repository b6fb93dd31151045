//! # F136 reserved-name (error)
//!
//! ## What it checks
//!
//! An input, a variable, a parameter or a loop's item has the name `Outcome` or `Reason`.
//!
//! ## Why it matters
//!
//! A customer's disposition in such a variable would be saved as `Success`, or as the name of an error:
//! in handlers and in `always` these names hold how the action ended.
//!
//! ## Example
//!
//! ```flow
//! let Outcome = "sold"
//! log "{Outcome}"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! let Result = "sold"
//! log "{Result}"
//! ```
//!
//! ## Fix
//!
//! None: every use of the name has to change too.
//!
//! ## Related
//!
//! See F070 name-conflict, F086 duplicate-name.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::words::OUTCOME_NAMES;

pub const RULE: Rule = Rule::error(136, "reserved-name");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let bound = model.references().iter().filter(|known| known.binds);
    let inputs = model.inputs.iter().filter(|input| input.declared.is_none());
    let places = bound.map(|known| known.span);
    for at in places.chain(inputs.map(|input| input.span)) {
        let name = model.slice(at);
        if OUTCOME_NAMES.contains(&name) {
            found.add(problem(name, at));
        }
    }
}

fn problem(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("name `{name}` is reserved"))
        .label("handlers and `always` set it to how an action ended")
        .why("what you store in it is replaced as soon as an action ends")
        .help("use a different name")
}
