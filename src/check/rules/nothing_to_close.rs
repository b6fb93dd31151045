//! # F100 not-on-hold (warning)
//!
//! ## What it checks
//!
//! An action reverses something that no path to it has done: it resumes a contact that this flow
//! did not put on hold.
//!
//! ## Why it matters
//!
//! The system rejects it with `InvalidState`, and the caller stays as before. If the agent put the
//! contact on hold at the desktop, `wait until` that state documents it and checks that it is true.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! resume contact <ContactId>
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
//! wait until contact <ContactId> is Held, at most 2s
//!     on any other -> finish "the contact is not on hold"
//! resume contact <ContactId>
//!     on InvalidState -> retry
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: whether the contact is on hold is not known from the flow.
//!
//! ## Related
//!
//! See F093 left-on-hold, F101 impossible-state.

use super::{Rule, one};
use crate::catalogue::words_of_open;
use crate::check::graph::Impossible;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;

pub const RULE: Rule = Rule::warning(100, "not-on-hold").of_ways().of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for known in &model.asked().impossible {
        found.add_all(known.unopened.map(|what| problem(known, what)));
    }
}

/// Nothing has been opened that could be closed.
fn problem(known: &Impossible<'_>, what: &str) -> Diagnostic {
    let (thing, is) = words_of_open(what);
    let title = format!("`{}` needs {} that is {is}", known.action, one(thing));
    let state = known.allowed.first().map_or("", |state| &**state);
    let subject = known.subject.as_deref().unwrap_or("…");
    let seen = format!(
        "wait until {} {subject} is {state}, at most 30s",
        known.thing
    );
    RULE.at(known.at, title)
        .label("no line before it does that")
        .why("the request is rejected, and the caller stays as before")
        .help(format!(
            "if an agent or another flow does that, wait for it first: `{seen}`"
        ))
}
