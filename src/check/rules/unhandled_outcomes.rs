//! # F074 unhandled-outcome (warning)
//!
//! ## What it checks
//!
//! An action that changes something can end in a documented outcome that has no handler.
//!
//! ## Why it matters
//!
//! The run fails there, with the caller as before. That is safe, but it may not be the right end for
//! the caller: decide it.
//!
//! ## Example
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail "contact {ContactId} does not exist"
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` adds a handler for each of the outcomes: it ends the run
//! as failed, as it would end without one, with a message. Decide what happens then.
//!
//! ## Related
//!
//! See F052 unknown-outcome, F075 retry-of-unknown, F105 handler-required; `flow docs outcomes`.

use super::{Rule, lines, listed};
use crate::catalogue::Action;
use crate::check::ways::Unhandled;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;

pub const RULE: Rule = Rule::warning(74, "unhandled-outcome");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    each(model, |known| {
        if known.policy.is_none() {
            found.add(problem(known.action, &known.outcomes, known.at, known.end));
        }
    });
}

/// The outcomes of one action that nothing handles.
pub(super) struct Group<'m> {
    pub action: &'m Action,
    /// Their names, and whether trying again may help.
    pub outcomes: Vec<&'m str>,
    /// The action in the text.
    pub at: Span,
    /// Where new handlers go.
    pub end: u32,
    /// The policy that wants one of them handled, by its number.
    pub policy: Option<usize>,
}

/// Tells of every action with outcomes that nothing handles.
pub(super) fn each(model: &Model<'_>, mut tell: impl FnMut(&Group<'_>)) {
    let mut all: Vec<&Unhandled<'_>> = model.ways().unhandled.iter().collect();
    all.sort_by_key(|known| known.origin);
    for group in all.chunk_by(|a, b| a.origin == b.origin) {
        let mut outcomes: Vec<&str> = Vec::new();
        for known in group {
            if !outcomes.contains(&known.name) {
                outcomes.push(known.name);
            }
        }
        let first = group[0];
        tell(&Group {
            action: first.action,
            outcomes,
            at: first.origin,
            end: first.end,
            policy: group.iter().find_map(|known| known.policy),
        });
    }
}

/// What such an end does to people: the run fails, and the person that it is for is left as they are, or in
/// a state that only the system knows.
pub(super) fn why(action: &Action, outcomes: &[&str]) -> String {
    let (key, whose) = (action.short(), lines::whose(action));
    match outcomes.contains(&"Unknown") {
        true => format!(
            "the run fails here, and `{key}` may have taken effect: a second run could do it to {whose} twice"
        ),
        false => {
            format!("the run fails here: neither `{key}` nor the lines after it happen for {whose}")
        }
    }
}

/// Outcomes of the action at `at` without a handler; new handlers go to `end`.
pub fn problem(action: &Action, outcomes: &[&str], at: Span, end: u32) -> Diagnostic {
    let key = action.short();
    let names = listed(outcomes.iter().copied());
    let mut lines = String::new();
    for name in outcomes {
        lines.push_str(&format!(
            "\n    on {name} -> fail \"{key} ended in {name}\""
        ));
    }
    let edit = Edit {
        span: Span::at(end),
        text: lines.clone(),
    };
    let title = format!("`{key}` may end in {names}");
    let why = why(action, outcomes);
    RULE.at(at, title)
        .label("no handler decides what happens then")
        .why(why)
        .help(format!("decide what happens then, for example:{lines}"))
        .fix("Add the missing handlers", Safety::Unsafe, vec![edit])
}
