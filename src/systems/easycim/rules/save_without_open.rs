//! # F133 save-without-open (warning)
//!
//! ## What it checks
//!
//! An easyCIM script is saved that nothing in the file opens.
//!
//! ## Why it matters
//!
//! Opening reserves a script for its agent. Saving without it may overwrite another agent's work,
//! or save the script of another contact.
//!
//! ## Example
//!
//! ```flow
//! use easycim
//! save script for <ContactId> with OutcomeResult: "DONE", OfflineEnd: true
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use easycim
//! open script for <ContactId> with Ecid: <Ecid>
//!     on any other -> fail
//! save script for <ContactId> with OutcomeResult: "DONE", OfflineEnd: true
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: whether the toolbar opens the script itself is not known from the flow.
//!
//! ## Related
//!
//! See F134 never-saved, F132 offline-end-twice; `flow docs easycim`.

use super::toolbar;
use crate::check::rules::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(133, "save-without-open").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if model.any_broken || !toolbar::is_used(model) {
        return;
    }
    let scripts = toolbar::scripts(model);
    for (subject, at) in &scripts.saved {
        if scripts.opened.iter().all(|(opened, _)| opened != subject) {
            found.add(problem(*at));
        }
    }
}

/// The save at `at`.
pub fn problem(at: Span) -> Diagnostic {
    RULE.at(at, "the easyCIM script is saved but never opened")
        .label("not reserved for an agent")
        .why("it may overwrite another agent's work, or save another contact's script")
        .help("open it first: `open script for <ContactId> with Ecid: <Ecid>`; if the toolbar opens it itself, write `# flow: allow F133 <reason>`")
}
