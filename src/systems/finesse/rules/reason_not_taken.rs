//! # F127 reason-not-accepted (warning)
//!
//! ## What it checks
//!
//! A reason code is set for a state that has none, or two reason codes for one state.
//!
//! ## Why it matters
//!
//! Reports do not show what the flow meant: Finesse accepts a reason code for not ready and for signing
//! out. With any other state it rejects the change or drops the code.
//!
//! ## Example
//!
//! ```flow
//! use finesse
//!
//! set agent state to Available with Reason: "Back from lunch"
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use finesse
//!
//! set agent state to Available
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: the state or the code may be the wrong one.
//!
//! ## Related
//!
//! See F092 unknown-choice; `flow docs finesse`.

use crate::check::rules::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(127, "reason-not-accepted");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions_of("finesse") {
        let (words, number) = (used.value("Reason"), used.value("ReasonCodeId"));
        let Some(first) = words.or(number) else {
            continue;
        };
        let state = used.choice("State");
        if let Some(state) = state.filter(|state| *state != "Unavailable") {
            found.add(with_state(state, first.span));
        } else if words.is_some() && number.is_some() {
            found.add(both(first.span));
        }
    }
}

/// A reason with a state that takes none.
pub fn with_state(state: &str, at: Span) -> Diagnostic {
    RULE.at(at, format!("`{state}` has no reason code"))
        .label("only `Unavailable` has one")
        .why("Finesse rejects the change or drops the code, and reports do not show it")
        .help("remove the reason")
}

/// The words of a reason and its number.
pub fn both(at: Span) -> Diagnostic {
    RULE.at(at, "the reason code is set twice")
        .label("`ReasonCodeId` overrides `Reason`")
        .why("reports show the code of `ReasonCodeId` only")
        .help("remove `Reason` or `ReasonCodeId`")
}
