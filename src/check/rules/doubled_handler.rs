//! # F063 duplicate-handler (error)
//!
//! ## What it checks
//!
//! Two handlers of one list have the same outcome.
//!
//! ## Why it matters
//!
//! What the second handler does for the caller never happens: only the first one runs.
//!
//! ## Example
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidState, InvalidContactId -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Fix
//!
//! None: only you know which of the two handlers is right.
//!
//! ## Related
//!
//! See F064 any-other-last, F077 unreachable-handler.

use super::{Rule, lines};
use crate::check::names::NameMap;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Catches, Handler};

pub const RULE: Rule = Rule::error(63, "duplicate-handler");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for list in &model.facts.handlers {
        doubled(model, list.handlers.iter(), found);
    }
    doubled(model, model.everywhere.iter().copied(), found);
}

/// So many names are compared each with each.
const FEW: usize = 12;

fn doubled<'a>(
    model: &Model<'a>,
    handlers: impl Iterator<Item = &'a Handler> + Clone,
    found: &mut Findings,
) {
    let names = handlers.flat_map(|handler| match &handler.catches {
        Catches::Named(names) => names.as_slice(),
        Catches::AnyOther(_) => &[],
    });
    if names.clone().nth(1).is_none() {
        return;
    }
    if names.clone().nth(FEW).is_some() {
        return doubled_of_many(model, names, found);
    }
    for (index, name) in names.clone().enumerate() {
        let text = model.slice(*name);
        let mut before = names.clone().take(index);
        if let Some(first) = before.find(|known| model.slice(**known) == text) {
            found.add(problem(model, text, *name, *first));
        }
    }
}

fn doubled_of_many<'a>(
    model: &Model<'a>,
    names: impl Iterator<Item = &'a Span>,
    found: &mut Findings,
) {
    let mut seen: NameMap<&'a str, Span> = NameMap::default();
    for name in names {
        let text = model.slice(*name);
        match seen.get(text) {
            Some(first) => found.add(problem(model, text, *name, *first)),
            None => {
                seen.insert(text, *name);
            }
        }
    }
}

/// An outcome that an earlier handler takes.
fn problem(model: &Model<'_>, name: &str, at: Span, first: Span) -> Diagnostic {
    let help = match lines::without(model.source, at) {
        Some(line) => format!("remove it here: `{line}`"),
        None => "remove this handler".to_owned(),
    };
    RULE.at(at, format!("outcome `{name}` has two handlers"))
        .label("never reached")
        .also(first, "first handler for this outcome")
        .why("what the second handler does for the caller never happens")
        .help(format!(
            "{help}; one handler can do several things in `{{ … }}`"
        ))
}
