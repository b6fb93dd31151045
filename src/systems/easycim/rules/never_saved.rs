//! # F134 never-saved (warning)
//!
//! ## What it checks
//!
//! A flow opens an easyCIM script, and nothing in the file saves one.
//!
//! ## Why it matters
//!
//! An open script is reserved for its agent: no other agent can work on it until it is saved, and
//! the agent stays in wrap-up (easyCIM: offline time).
//!
//! ## Example
//!
//! ```flow
//! use easycim
//! open script for <ContactId> with Ecid: <Ecid>
//!     on any other -> fail
//! get contact info <ContactId> giving Info
//!     on any other -> fail
//! log "customer {Info.Name}"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use easycim
//! open script for <ContactId> with Ecid: <Ecid>
//!     on any other -> fail
//! try {
//!     get contact info <ContactId> giving Info
//!         on any other -> fail
//!     log "customer {Info.Name}"
//! } always {
//!     save script for <ContactId> with OutcomeResult: "DONE", OfflineEnd: true
//!         on any other -> fail
//! }
//! ```
//!
//! ## Fix
//!
//! None: the disposition is yours to choose.
//!
//! ## Related
//!
//! See F093 left-on-hold, F133 save-without-open; `flow docs easycim`.

use super::toolbar;
use crate::check::rules::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(134, "never-saved").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if model.any_broken || !toolbar::is_used(model) {
        return;
    }
    // Where a file saves some, the ways on which it does not are followed for every action alike.
    let scripts = toolbar::scripts(model);
    if scripts.saved.is_empty() {
        found.add_all(scripts.opened.iter().map(|(_, at)| problem(*at)));
    }
}

/// The script that is opened at `at`.
pub fn problem(at: Span) -> Diagnostic {
    RULE.at(at, "the easyCIM script is opened but never saved")
        .why("it stays reserved for its agent, who stays in the offline time")
        .help("save it on every way out, in the `always` of a `try`: `save script for <ContactId> with OutcomeResult: <disposition>, OfflineEnd: <true or false>`")
}
