//! # F142 wait-already-over (warning)
//!
//! ## What it checks
//!
//! A `wait until` is over immediately: on every path to it the state is already reached.
//!
//! ## Why it matters
//!
//! What the caller needs, such as the end of a payment, may not have happened: the flow does not wait.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! hold contact <ContactId>
//!     on any other -> fail
//! wait until contact <ContactId> is Held, at most 30s
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
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: only you know what the flow should wait for.
//!
//! ## Related
//!
//! See F059 unknown-state, F101 impossible-state.

use super::Rule;
use crate::check::graph::OverAtOnce;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;

pub const RULE: Rule = Rule::warning(142, "wait-already-over").of_ways();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    found.add_all(model.asked().over_at_once.iter().map(problem));
}

fn problem(known: &OverAtOnce<'_>) -> Diagnostic {
    let state = known.is.join("` or `");
    let problem = RULE
        .at(
            known.at,
            format!(
                "the wait ends immediately: the {} is already `{state}`",
                known.thing
            ),
        )
        .why(format!(
            "the next line runs before the {} changes again",
            known.thing
        ));
    let problem = match known.since {
        Some(since) => problem.also(since, format!("`{state}` since here")),
        None => problem,
    };
    problem.help("wait for the next state, or remove the wait")
}
