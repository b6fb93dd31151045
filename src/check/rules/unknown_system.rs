//! # F050 unknown-system (error)
//!
//! ## What it checks
//!
//! A `use` line, or a prefix such as `Desk:`, names an unknown system.
//!
//! ## Why it matters
//!
//! Nothing can be done for a contact: without its system a flow has no actions.
//!
//! ## Example
//!
//! ```flow
//! use cxon
//!
//! log "ready"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! log "ready"
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the system with the similar name. Another system is
//! another desk.
//!
//! ## Related
//!
//! See F051 unknown-action, F084 ambiguous-action, F107 use-required.

use super::Rule;
use super::{Swap, listed, said};
use crate::catalogue::nearest;
use crate::check::resolve::Found;
use crate::check::systems::MOST_SYSTEMS;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(50, "unknown-system")
    .does("no action of it could be sent: nothing would happen for the caller");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let known = model.catalogue.names();
    for line in model.uses().chain(model.uses_of_files()) {
        let name = model.slice(line.system);
        if model.catalogue.system(name).is_none() {
            let near = nearest(name, known.clone());
            found.add(problem(name, line.system, near, known.clone()));
        }
    }
    if let Some(line) = model.uses().nth(MOST_SYSTEMS)
        && model.systems.list.len() == MOST_SYSTEMS
    {
        found.add(too_many(line.span));
    }
    let known = model.systems.list.iter().map(|system| system.alias);
    for site in model.sites.iter().filter(|_| !model.systems.broken) {
        if let Found::NoSystem(span) = site.found {
            let name = model.slice(span);
            let near = nearest(name, known.clone());
            found.add(prefix(name, span, near, known.clone()));
        }
    }
}

/// A `use` line that names none.
pub fn problem<'a>(
    name: &str,
    at: Span,
    near: Option<&str>,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    RULE.at(at, format!("unknown system `{name}`"))
        .help(said(near, &format!("the systems are {}", listed(known))))
        .swap(at, name, near)
}

/// A prefix that names none of the file's systems.
pub fn prefix<'a>(
    name: &str,
    at: Span,
    near: Option<&str>,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    RULE.at(at, format!("no `use` line names `{name}`"))
        .help(said(
            near,
            &format!(
                "the file uses {}; write `as {name}` after one of them to name it so",
                listed(known)
            ),
        ))
        .swap(at, name, near)
}

/// One `use` line more than there may be.
fn too_many(at: Span) -> Diagnostic {
    RULE.at(at, format!("a flow can use at most {MOST_SYSTEMS} systems"))
        .label("one system too many")
        .help("remove the `use` lines that this flow does not need")
}
