//! # F073 missing-prerequisite (error)
//!
//! ## What it checks
//!
//! An action needs a value that an earlier action returns, and some path has no such action.
//!
//! ## Why it matters
//!
//! `hold contact` acts in an agent's session. Without one the system rejects it, and the contact
//! stays as it is. If the file has no `use` line, a profile may provide the session: then this is a
//! note.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Fix
//!
//! None: which agent acts is for you to decide.
//!
//! ## Related
//!
//! See F071 unbound-name, F100 not-on-hold.

use super::{Rule, listed};
use crate::check::ways::Missing;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

pub const RULE: Rule = Rule::error(73, "missing-prerequisite");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    // Without a profile and a `use` line, a profile may bring it.
    let sure = model.systems.explicit || model.context.profile.is_some();
    let missing = model.ways().missing.iter();
    found.add_all(missing.map(|known| problem(known, sure)));
}

/// Whether an arm needs no label of its own: another one says the same, or it stands around what
/// needs it.
fn is_shown(known: &Missing<'_>, arm: Span) -> bool {
    let within = |inner: Span, outer: Span| outer.start <= inner.start && inner.end <= outer.end;
    within(known.span, arm)
        || known
            .lost
            .is_some_and(|lost| within(lost.at, arm) || within(arm, lost.at))
}

/// An unmet need; `sure` where no profile can meet it.
fn problem(known: &Missing<'_>, sure: bool) -> Diagnostic {
    let severity = if sure {
        Severity::Error
    } else {
        Severity::Note
    };
    let names = listed(known.names.iter().copied());
    let title = format!("`{}` needs {names}", known.what);
    let mut problem = Diagnostic::new(RULE.code, severity, known.span, title);
    problem = match known.given {
        Some(given) => problem
            .label("not every path to here sets it")
            .also(given, "set here"),
        None if sure => problem.label(match known.names.as_slice() {
            [_] => "no earlier line sets it",
            _ => "no earlier line sets them",
        }),
        None => problem.label("the profile must provide it"),
    };
    for span in known.taken.iter().filter(|span| !is_shown(known, **span)) {
        problem = problem.also(*span, "on this path");
    }
    if let Some(lost) = known.lost {
        problem = problem.also(lost.at, lost.label());
    }
    for run in &known.through {
        problem = problem.also(*run, "run from here");
    }
    if sure {
        problem =
            problem.why("the request would be rejected, and nothing would happen for the caller");
    }
    match known.first.as_slice() {
        [] => problem,
        first if known.given.is_some() => problem.help(format!(
            "end the run on the path without it (`fail`, `finish`), or write there: {}",
            in_order(first)
        )),
        first => problem.help(format!("write before it: {}", in_order(first))),
    }
}

fn in_order(first: &[String]) -> String {
    let phrases: Vec<String> = first.iter().map(|phrase| format!("`{phrase}`")).collect();
    phrases.join(", then ")
}
