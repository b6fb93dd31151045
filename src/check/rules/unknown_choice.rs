//! # F092 unknown-choice (error)
//!
//! ## What it checks
//!
//! A name is not in the closed list of values.
//!
//! ## Why it matters
//!
//! The system would reject it, or read it as something else, such as a different state of the
//! agent.
//!
//! ## Example
//!
//! ```flow
//! set agent state to Availabel
//!     on InvalidState -> retry
//!     on InvalidStateRequest -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! set agent state to Available
//!     on InvalidState -> retry
//!     on InvalidStateRequest -> fail
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the value with the similar name. Another state is
//! another state of the agent or the contact.
//!
//! ## Related
//!
//! See F059 unknown-state, F066 impossible-literal, F098 unknown-tenant-value.

use super::Rule;
use super::{Swap, listed, said};
use crate::catalogue::nearest;
use crate::check::resolve::Form;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Kind;

pub const RULE: Rule =
    Rule::error(92, "unknown-choice").does("the request would be rejected in every run");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for typed in &model.facts.typed {
        let (Form::Choice, Kind::OneOf(names)) = (&typed.form, &typed.wanted) else {
            continue;
        };
        let name = model.slice(typed.expr.span);
        if !names.iter().any(|known| **known == *name) {
            let known: Vec<&str> = names.iter().map(|known| &**known).collect();
            let meant = synonym(model, name, &known);
            let problem = problem(name, typed.expr.span, &typed.role.text(), meant, &known);
            let help = meant.map_or_else(|| desk_help(model, name), |_| None);
            found.add(match help {
                Some(help) => problem.help(help),
                None => problem,
            });
        }
    }
}

/// What a vendor or the desk calls one of the names: `NotReady` is `Unavailable`.
pub(super) fn synonym<'a>(model: &Model<'_>, name: &str, known: &[&'a str]) -> Option<&'a str> {
    let is_known = |state: &str| known.iter().copied().find(|known| *known == state);
    let things = || model.catalogue.systems().flat_map(|entry| &entry.things);
    let mut states = things().filter_map(|thing| thing.vendor_state(name));
    if let Some(state) = states.find_map(|state| is_known(&state.name)) {
        return Some(state);
    }
    let letters = name.chars().filter(|c| c.is_ascii_alphanumeric());
    let plain: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    let mut desk = DESK.iter().filter(|(word, _)| *word == plain);
    desk.find_map(|(_, state)| is_known(state))
}

/// What desks say of an agent, and the state that it is.
const DESK: [(&str, &str); 8] = [
    ("ready", "Available"),
    ("notready", "Unavailable"),
    ("notready", "Paused"),
    ("away", "Unavailable"),
    ("onbreak", "Paused"),
    ("pause", "Unavailable"),
    ("offline", "LoggedOut"),
    ("signedout", "LoggedOut"),
];

/// What the systems in scope say of a word of the desk that is no value here: `ACW`.
pub(super) fn desk_help(model: &Model<'_>, name: &str) -> Option<String> {
    let mut systems = model.systems.list.iter();
    systems.find_map(|system| system.entry.foreign_name(name)?.help())
}

/// A name that is not on the list of `what`; `meant` is the one that a vendor calls so.
fn problem(name: &str, at: Span, what: &str, meant: Option<&str>, known: &[&str]) -> Diagnostic {
    let near = meant.or_else(|| nearest(name, known.iter().copied()));
    RULE.at(at, format!("{what} cannot be `{name}`"))
        .help(said(
            near,
            &format!("write one of {}", listed(known.iter().copied())),
        ))
        .swap(at, name, near)
}
