//! # F071 unbound-name (error)
//!
//! ## What it checks
//!
//! A variable may have no value here: some path to its use does not set it.
//!
//! ## Why it matters
//!
//! An action that failed returned nothing. A flow that continues after it must not use what it
//! would have returned, such as the id of a new contact.
//!
//! ## Example
//!
//! ```flow
//! find active contacts giving Contacts
//!     on Unavailable -> ignore
//! emit Found: count(Contacts)
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! find active contacts giving Contacts
//!     on Unavailable -> finish "nothing to see"
//! emit Found: count(Contacts)
//! ```

use super::Rule;
use crate::check::ways::Lost;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(71, "unbound-name");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for known in &model.ways().unbound {
        let name = model.name(known.name);
        found.add(problem(name.text, known.at, name.span, known.lost));
    }
}

/// A name that may have no value; `lost` is the way on which it has none.
fn problem(name: &str, at: Span, given: Span, lost: Option<Lost>) -> Diagnostic {
    let label = match lost {
        Some(_) => "not every path to here sets it",
        None => "nothing sets it on the path to here",
    };
    let problem = RULE
        .at(at, format!("variable `{name}` may be unset here"))
        .label(label)
        .also(given, "set here");
    match lost {
        Some(lost) if lost.at != given => problem.also(lost.at, lost.label()),
        _ => problem,
    }
    .help(format!(
        "set `{name}` on that path with `let`, or end the path with `finish`, `fail`, `return` or `next`"
    ))
}
