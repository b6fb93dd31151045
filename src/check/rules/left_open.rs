//! # F093 left-open (warning)
//!
//! On some path through the flow, a contact may stay on hold, a recording masked, or a session open
//! when the run ends.
//!
//! ## Why it matters
//!
//! A caller on hold keeps hearing music until somebody hangs up; a recording that stays masked
//! lacks the rest of the conversation. A flow that only holds a contact and never resumes one gets
//! no warning: that may be its purpose.
//!
//! ## Bad
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
//! ## Good
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

use super::Rule;
use crate::check::graph::LeftOpen;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;

pub const RULE: Rule = Rule::warning(93, "left-open").of_ways();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    found.add_all(model.asked().left_open.iter().map(problem));
}

/// The most arms and handlers that are shown of a way.
const SHOWN: usize = 3;

/// Something that stays open.
fn problem(known: &LeftOpen<'_>) -> Diagnostic {
    let (what, close) = (&*known.opens.what, &*known.opens.close);
    let title = match known.closed {
        true => format!("{} is left behind on one path", super::one(what)),
        false => format!("{} is left behind", super::one(what)),
    };
    let mut problem = RULE
        .at(known.at, title)
        .label(format!("{} from here on", super::one(what)));
    let shown = known.taken.len().saturating_sub(SHOWN);
    for (span, fails) in &known.taken[shown..] {
        if !(span.start <= known.end.start && known.end.end <= span.end) {
            let text = match fails {
                true => "when this fails",
                false => "by this path",
            };
            problem = problem.also(*span, text);
        }
    }
    let end = match known.last {
        true => "the flow ends after this statement and leaves it behind",
        false => "the flow ends here and leaves it behind",
    };
    let help = match known.closed {
        true => format!("{close} on this path too, or in the `always` of a `try` around both"),
        false => format!("{close} before the flow ends, best in the `always` of a `try`"),
    };
    problem.also(known.end, end).help(help)
}
