//! # F064 any-other-last (error)
//!
//! ## What it checks
//!
//! `any other` is not the last handler of its list.
//!
//! ## Why it matters
//!
//! What the handlers after it do for the caller never happens: `any other` handles every outcome that
//! no other handler names.
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
//!
//! ## Fix
//!
//! None: the order may be wrong, or the outcome of a handler.
//!
//! ## Related
//!
//! See F063 duplicate-handler, F077 unreachable-handler.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Catches, Handler};

pub const RULE: Rule = Rule::error(64, "any-other-last");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for list in &model.facts.handlers {
        for pair in list.handlers.windows(2) {
            followed(model, &pair[0], &pair[1], found);
        }
    }
    for pair in model.everywhere.windows(2) {
        followed(model, pair[0], pair[1], found);
    }
}

fn followed(model: &Model<'_>, handler: &Handler, next: &Handler, found: &mut Findings) {
    if let Catches::AnyOther(at) = handler.catches {
        let text = model.slice(handler.span);
        let text = match text.contains(['\n', '`']) {
            true => "the handler of `any other`".to_owned(),
            false => format!("`{text}`"),
        };
        found.add(problem(&text, at, next.span));
    }
}

/// An `any other` with a handler after it.
pub fn problem(handler: &str, at: Span, next: Span) -> Diagnostic {
    RULE.at(at, "`any other` must come last")
        .label("handles every outcome that no handler names")
        .also(next, "never reached")
        .why("what the handlers after it do for the caller never happens")
        .help(format!("move {handler} below the other handlers"))
}
