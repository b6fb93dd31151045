//! # F064 any-other-last (error)
//!
//! ## What it checks
//!
//! `any other` is not the last handler of its list.
//!
//! ## Why it matters
//!
//! `any other` handles every outcome that no other handler names. A reader expects it last.
//!
//! ## Example
//!
//! ```flow
//! hold contact <ContactId>
//!     on any other -> fail
//!     on InvalidState -> retry
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on any other -> fail
//! ```

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Catches, Handler};

pub const RULE: Rule = Rule::error(64, "any-other-last");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for list in &model.facts.handlers {
        for pair in list.handlers.windows(2) {
            followed(&pair[0], &pair[1], found);
        }
    }
    for pair in model.everywhere.windows(2) {
        followed(pair[0], pair[1], found);
    }
}

fn followed(handler: &Handler, next: &Handler, found: &mut Findings) {
    if let Catches::AnyOther(at) = handler.catches {
        found.add(problem(at, next.span));
    }
}

/// An `any other` with a handler after it.
pub fn problem(at: Span, next: Span) -> Diagnostic {
    RULE.at(at, "`any other` must come last")
        .label("handles every outcome that no handler names")
        .also(next, "never reached")
        .help("move `any other` to the end of the handlers")
}
