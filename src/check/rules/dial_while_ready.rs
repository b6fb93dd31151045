//! # F126 dial-while-ready (warning)
//!
//! ## What it checks
//!
//! On CCX, an agent dials while ready for contacts.
//!
//! ## Why it matters
//!
//! CCX rejects the phone call: a contact could arrive at the same phone. CCE 12.5 and later makes
//! the agent not ready first.
//!
//! ## Example settings
//!
//! ```toml
//! [profile.simulator]
//! system = "finesse"
//! platform = "CCX"
//! ```
//!
//! ## Example
//!
//! ```flow
//! use finesse
//!
//! set agent state to Available
//!     on any other -> fail
//! dial phone "2002"
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use finesse
//!
//! set agent state to Unavailable
//!     on any other -> fail
//! dial phone "2002"
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: the agent's state is for you to decide.
//!
//! ## Related
//!
//! See F101 impossible-state, F097 not-on-platform; `flow docs finesse`.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(126, "dial-while-ready").of_ways().of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for known in &model.asked().made_ready {
        if let Some(used) = model.action_of(known.site) {
            let platform = used.platform().unwrap_or_default();
            found.add(problem(platform, known.ready, used.phrase(), known.other));
        }
    }
}

/// A call at `at` by an agent who was made ready at `ready`; `other` says that there are ways here
/// on which the agent was not.
fn problem(platform: &str, ready: Span, at: Span, other: bool) -> Diagnostic {
    let label = match other {
        true => "ready for contacts on one path to here",
        false => "the agent is ready for contacts",
    };
    let title = format!("{platform} rejects this phone call: the agent is ready");
    RULE.at(at, title)
        .label(label)
        .also(ready, "made ready here")
        .why("the phone call is not made")
        .help("make the agent not ready before it: `set agent state to Unavailable`")
}
