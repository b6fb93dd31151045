//! # F133 save-without-open (warning)
//!
//! An easyCIM script is saved that nothing in the file opens.
//!
//! ## Why it matters
//!
//! Opening reserves a script for its agent. Saving without it may overwrite another agent's work,
//! or save the script of another contact.
//!
//! ## Bad
//!
//! ```flow
//! use easycim
//! save script for <ContactId> with OutcomeResult: "DONE", OfflineEnd: true
//!     on any other -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! use easycim
//! open script for <ContactId> with Ecid: <Ecid>
//!     on any other -> fail
//! save script for <ContactId> with OutcomeResult: "DONE", OfflineEnd: true
//!     on any other -> fail
//! ```

use super::Rule;
use super::toolbar;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(133, "save-without-open");

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
    RULE.at(at, "this script is saved, and nothing here opens it")
        .label("nobody has reserved it")
        .help(
            "open it before; where the toolbar opens it by itself, say so: \
             `# flow: allow F133 the toolbar opens it`",
        )
}
