//! # F093 left-on-hold (warning)
//!
//! ## What it checks
//!
//! On some path through the flow, a contact may stay on hold, a recording masked, or a session open
//! when the run ends.
//!
//! ## Why it matters
//!
//! A caller on hold keeps hearing music until the contact is resumed or the caller hangs up; a recording that stays masked
//! lacks the rest of the conversation. A flow that only holds a contact and never resumes one gets
//! no warning: that may be its purpose.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on any other -> fail
//! tag contact <ContactId> with Tags: ["vip"]
//!     on any other -> fail
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
//! try {
//!     hold contact <ContactId>
//!         on InvalidState -> retry
//!         on any other -> fail
//!     tag contact <ContactId> with Tags: ["vip"]
//!         on any other -> fail
//! } always {
//!     resume contact <ContactId>
//!         on InvalidState -> retry
//!         on any other -> fail "contact {ContactId} may still be on hold"
//! }
//! ```
//!
//! ## Fix
//!
//! None: the `try` has to go around every line that may fail, and only you know which may.
//!
//! ## Related
//!
//! See F091 always-left, F100 not-on-hold, F108 analysis-limit; `flow docs going-live`.

use super::Rule;
use crate::check::graph::LeftOpen;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;

pub const RULE: Rule = Rule::warning(93, "left-on-hold").of_ways().of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let left_open = model.asked().left_open.iter();
    found.add_all(left_open.map(|known| problem(model, known)));
}

/// The most arms and handlers that are shown of a way.
const SHOWN: usize = 3;

/// Something that stays open.
fn problem(model: &Model<'_>, known: &LeftOpen<'_>) -> Diagnostic {
    let (what, state) = in_words(&known.opens.what);
    let close = &known.opens.close;
    let title = match known.closed {
        true => format!("{what} may still be {state} when the run ends"),
        false => format!("{what} is still {state} when the run ends"),
    };
    let mut problem = RULE.at(known.at, title).label(format!("{state} from here"));
    let shown = known.taken.len().saturating_sub(SHOWN);
    for (span, fails) in &known.taken[shown..] {
        if !(span.start <= known.end.start && known.end.end <= span.end) {
            let text = match fails {
                true => "if this fails",
                false => "on this path",
            };
            problem = problem.also(*span, text);
        }
    }
    let end = match known.last {
        true => "the run ends after this statement",
        false => "the run ends here",
    };
    let help = match own_close(model, known) {
        Some(line) => format!(
            "{close} on every way out: move `{line}` into the `always` of a `try` around both:\n    \
             }} always {{\n        {line}\n            on any other -> fail \"{what} may still be {state}\"\n    }}"
        ),
        None => format!("{close} before the run ends, best in the `always` of a `try`"),
    };
    let problem = problem.also(known.end, end).help(help);
    match &known.opens.left {
        Some(left) => problem.why(&**left),
        None => problem,
    }
}

/// The reader's own line that closes it on some other way, where there is one line alone that does.
fn own_close<'m>(model: &'m Model<'_>, known: &LeftOpen<'_>) -> Option<&'m str> {
    let closes = model.actions().filter(|used| {
        let mut closes = used.action.closes.iter();
        known.closed && closes.any(|what| *what == known.opens.what)
    });
    let mut lines: Vec<&str> = closes.map(|used| model.slice(used.phrase())).collect();
    lines.dedup();
    match lines.as_slice() {
        [line] if !line.contains(['\n', '`']) => Some(line),
        _ => None,
    }
}

/// `held contact` is a contact on hold; what is in no state is open.
pub(super) fn in_words(what: &str) -> (&str, &str) {
    match what.split_once(' ') {
        Some(("held", what)) => (what, "on hold"),
        Some((state @ ("masked" | "monitored" | "muted" | "open"), what)) => (what, state),
        _ => (what, "open"),
    }
}
