//! # F101 impossible-state (warning)
//!
//! ## What it checks
//!
//! An action runs on a contact, an agent or a dialog in a state in which it cannot succeed.
//!
//! ## Why it matters
//!
//! The system rejects it with `InvalidState`, however often it is retried, and the caller stays as
//! before.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! end contact <ContactId>
//!     on InvalidContactId -> finish
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on any other -> fail
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
//!     on any other -> fail
//! end contact <ContactId>
//!     on InvalidContactId -> finish
//! ```
//!
//! ## Fix
//!
//! None: the order of the lines is the flow's meaning.
//!
//! ## Related
//!
//! See F059 unknown-state, F100 not-on-hold, F142 wait-already-over.

use super::Rule;
use crate::check::graph::Impossible;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;

pub const RULE: Rule = Rule::warning(101, "impossible-state").of_ways().of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let impossible = model.asked().impossible.iter();
    let impossible = impossible.filter(|known| known.unopened.is_none());
    found.add_all(impossible.map(problem));
}

/// An action that the state cannot allow.
fn problem(known: &Impossible<'_>) -> Diagnostic {
    let thing = known.thing;
    let is = either(known.is.iter().copied());
    let allowed = either(known.allowed.iter().map(|state| &**state));
    let title = format!("`{}` always fails here: the {thing} is {is}", known.action);
    let problem = RULE
        .at(known.at, title)
        .label(format!("needs a {thing} that is {allowed}"));
    let problem = match known.since {
        Some(since) => problem.also(since, format!("{is} since here")),
        None => problem,
    };
    problem
        .why("the request is rejected in every run, however often it is retried")
        .help(format!(
            "remove this line, or move it to where the {thing} is {allowed}"
        ))
}

fn either<'a>(states: impl Iterator<Item = &'a str>) -> String {
    let states: Vec<&str> = states.collect();
    match states.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
