//! # F077 unreachable-handler (warning)
//!
//! ## What it checks
//!
//! A handler is for an outcome that cannot occur there.
//!
//! ## Why it matters
//!
//! What the handler does for the caller never happens.
//!
//! ## Example
//!
//! ```flow
//! try {
//!     set security user <AgentId>
//! } on InvalidState -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! try {
//!     set security user <AgentId>
//! } on Unauthorized -> fail
//! ```
//!
//! ## Fix
//!
//! None: the handler may belong to another action.
//!
//! ## Related
//!
//! See F052 unknown-outcome, F063 duplicate-handler, F130 outcome-never-reported; `flow docs outcomes`.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Catches;

pub const RULE: Rule = Rule::warning(77, "unreachable-handler")
    .does("what it does for the caller in this case never happens");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for at in model.ways().silent.iter().filter(|_| !model.systems.broken) {
        match model.slice(*at) {
            "Success" => found.add(success(*at)),
            name if model.all_outcomes().contains(&name) => found.add(problem(name, *at)),
            _ => {}
        }
    }
    for used in model.actions().filter(|used| used.action.no_result) {
        let named = used
            .handlers()
            .iter()
            .flat_map(|handler| match &handler.catches {
                Catches::Named(names) => names.as_slice(),
                Catches::AnyOther(_) => &[],
            });
        for at in named {
            let name = model.slice(*at);
            let known = used.action.outcome(name);
            if known.is_some_and(|known| !known.transport && name != "Success") {
                found.add(no_result(name, used.action.short(), *at));
            }
        }
    }
}

/// A handler that nothing reaches.
pub fn problem(name: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("outcome `{name}` cannot occur here"))
        .label("never reached")
        .help("remove it, or move it to the action that can end so; an inner handler of the same outcome comes first")
}

/// An outcome of an action whose system gives no result.
pub fn no_result(name: &str, action: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("`{action}` can never end in `{name}`"))
        .label("never reached: the system does not report the result")
        .help("remove it; if the result matters, read the state afterwards")
}

/// `Success` away from the action.
pub fn success(at: Span) -> Diagnostic {
    RULE.at(at, "`Success` is handled at the action itself")
        .label("never reached here")
        .help("write what comes after success as the next statement")
}
