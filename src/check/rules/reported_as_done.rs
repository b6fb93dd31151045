//! # F156 reported-as-done (warning)
//!
//! ## What it checks
//!
//! A handler of a failed action emits, collects or logs the failure, or ignores an unknown result, and the flow
//! then continues behind the action, where it reports the same thing as done.
//!
//! ## Why it matters
//!
//! The report lists a contact as ended, or a callback as booked, that was not: the caller may still be
//! waiting, and the colleague who reads the report does not look.
//!
//! The rule warns only if nothing in between can distinguish the two: an `if` that tests what the handler
//! sets, another action, or a handler that ends with `next`, `return`, `finish` or `fail` does.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! find active contacts with State: InQueue giving Waiting
//! for each Contact in Waiting, at most 500 {
//!     end contact Contact.ContactId
//!         on InvalidContactId -> next
//!         on any other -> {
//!             emit NotEnded: Contact.ContactId
//!         }
//!     emit Ended: Contact.ContactId
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! find active contacts with State: InQueue giving Waiting
//! for each Contact in Waiting, at most 500 {
//!     end contact Contact.ContactId
//!         on InvalidContactId -> next
//!         on any other -> {
//!             emit NotEnded: Contact.ContactId
//!             next
//!         }
//!     emit Ended: Contact.ContactId
//! }
//! ```
//!
//! Outside of a loop, set a variable in the handler and test it:
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! let Ended = true
//! end contact <ContactId>
//!     on any other -> {
//!         log "contact {ContactId} was not ended: {Reason}"
//!         let Ended = false
//!     }
//! if Ended {
//!     emit EndedContact: ContactId
//! }
//! ```
//!
//! ## Fix
//!
//! None: whether the flow should continue after the failure is for you to decide.
//!
//! ## Related
//!
//! See F074 unhandled-outcome, F099 callback-not-confirmed, F150 emitted-twice; `flow docs unknown-result`.

use super::Rule;
use crate::check::fall_through::{self, FallThrough, Report, Source, Told};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;

/// The rule itself.
pub const RULE: Rule = Rule::warning(156, "reported-as-done").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let all = fall_through::find(model);
    found.add_all(all.iter().map(problem));
}

fn problem(known: &FallThrough<'_>) -> Diagnostic {
    let failed = match known.source {
        Source::Group => format!("an action in the `{}` block", known.failed),
        _ => format!("`{}`", known.failed),
    };
    let failed = match known.told {
        Told::Ignored => format!("the result of {failed} is unknown"),
        _ => format!("{failed} fails"),
    };
    let title = match (known.report, known.name) {
        (Report::Emitted, Some(name)) => format!("`{name}` is emitted even if {failed}"),
        (Report::Collected | Report::Counted, Some(name)) => {
            format!("`{name}` grows even if {failed}")
        }
        (Report::Logged, _) => format!("the flow logs success even if {failed}"),
        _ => format!("the step reports success even if {failed}"),
    };
    let problem = RULE
        .at(known.at, title)
        .label("also reached after the failure")
        .also(known.handler, "this handler continues after the action");
    let problem = match known.run {
        Some(run) => problem.also(run, "the step returns as after a success"),
        None => problem,
    };
    problem
        .why("the report says that it was done, and no colleague looks again")
        .help(help(known))
}

/// What to write, so that only a success comes to the report.
fn help(known: &FallThrough<'_>) -> String {
    let test = "set a variable in the handler, and test it with `if` before this line";
    match (known.run, known.source) {
        (Some(_), _) => {
            "let the step return `true` or `false`, and test that with `if` before this line"
                .to_owned()
        }
        (None, _) if known.in_loop && known.told == Told::Ignored => {
            format!(
                "use `next` instead of `ignore`. If the rest of the loop matters after a failure too, {test}"
            )
        }
        (None, _) if known.in_loop => format!(
            "end the handler with `next`: `{{ … next }}`. If the rest of the loop matters after a failure too, {test}"
        ),
        (None, Source::Group) => format!("move this line to the end of the block, or {test}"),
        (None, _) => format!("end the handler with `finish` or `fail`, or {test}"),
    }
}
