//! # F096 parallel-same-target (warning)
//!
//! ## What it checks
//!
//! Items that run in parallel all change the same contact, agent or dialog.
//!
//! ## Why it matters
//!
//! One item puts the contact on hold while another resumes it: the caller's final state is left to
//! chance.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! find active contacts giving Contacts
//! for each Contact in Contacts, at most 20, 5 at once {
//!     log "{Contact.ContactId}"
//!     end contact <ContactId>
//!         on InvalidContactId -> ignore
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! find active contacts giving Contacts
//! for each Contact in Contacts, at most 20, 5 at once {
//!     log "{Contact.ContactId}"
//!     end contact Contact.ContactId
//!         on InvalidContactId -> ignore
//! }
//! ```
//!
//! ## Fix
//!
//! None: the contact of the item may be meant, or a line outside the loop.
//!
//! ## Related
//!
//! See F072 lost-update, F095 parallel-agent-action.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::warning(96, "parallel-same-target").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let shared = model.loops().shared.iter();
    for known in shared.filter(|known| known.same && !known.exclusive) {
        let state = known.action.state.as_ref();
        let thing = state.map_or("thing", |state| &*state.thing);
        let action = known.action.short();
        found.add(problem(
            action,
            thing,
            known.here,
            known.head,
            known.in_step,
        ));
    }
}

/// An action that every item does to the same thing. Where a step does it, `step` is the action
/// and `at` what runs the step.
pub fn problem(action: &str, thing: &str, at: Span, loop_: Span, step: Option<Span>) -> Diagnostic {
    let title = format!("all items run `{action}` on the same {thing} in parallel");
    let problem = RULE
        .at(at, title)
        .label(format!("the same {thing} for every item"));
    super::in_step(problem, action, step)
        .also(loop_, "the items of this loop run in parallel")
        .why(format!(
            "which item comes last, and so how the {thing} is left, is chance"
        ))
        .help(format!(
            "use the {thing} of the item, or move this line out of the loop"
        ))
}
