//! # F108 analysis-limit (warning)
//!
//! ## What it checks
//!
//! A flow has more paths than the checker follows, so some findings may be missing.
//!
//! ## Why it matters
//!
//! The checker follows each held contact and each masked recording to every end of the flow, up to
//! a limit that keeps a check fast. Beyond it, a contact that stays on hold could go unreported.
//! The findings shown are right; there may be others.
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
//! run Level1()
//!
//! step Level1() { run Level2() }
//! step Level2() { run Level3() }
//! step Level3() { run Level4() }
//! step Level4() { run Level5() }
//! step Level5() { run Level6() }
//! step Level6() { run Level7() }
//! step Level7() { run Level8() }
//! step Level8() { run Level9() }
//! step Level9() { run Level10() }
//! step Level10() { run Level11() }
//! step Level11() { run Level12() }
//! step Level12() { run Level13() }
//! step Level13() { run Level14() }
//! step Level14() { run Level15() }
//! step Level15() { run Level16() }
//! step Level16() { run Level17() }
//! step Level17() {
//!     resume contact <ContactId>
//!         on any other -> fail
//! }
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
//!         on any other -> fail
//! } always {
//!     resume contact <ContactId>
//!         on any other -> fail "contact {ContactId} may still be on hold"
//! }
//! ```
//!
//! ## Fix
//!
//! None: which steps belong together is for you to decide.
//!
//! ## Related
//!
//! See F003 too-deep, F079 recursion, F093 left-on-hold.

use super::Rule;
use crate::check::graph::{DEEPEST, Why};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(108, "analysis-limit").of_ways().of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if let Some(((at, why), others)) = model.asked().unanswered.split_first() {
        found.add(problem(*at, *why, others.len()));
    }
}

/// The paths around an action, and around `others` more, that were not followed to their ends.
fn problem(at: Span, why: Why, others: usize) -> Diagnostic {
    let title = match why {
        Why::TooMany => "not every path was checked: the flow has too many".to_owned(),
        Why::TooDeep => {
            format!("not every path was checked: steps nest more than {DEEPEST} deep")
        }
    };
    let label = match others {
        0 => "paths around this action were not checked".to_owned(),
        _ => format!("paths around this action and {others} more were not checked"),
    };
    let help = match why {
        Why::TooMany => {
            "close what is opened soon after it, in the `always` of a `try`, or split the file"
        }
        Why::TooDeep => "join some of these steps into one",
    };
    RULE.at(at, title)
        .label(label)
        .why("a contact left on hold on one of them would not be reported")
        .help(help)
}
