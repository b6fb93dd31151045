//! # F094 no-limit (warning)
//!
//! ## What it checks
//!
//! An action that cannot be undone is in a loop without its own `at most` limit.
//!
//! ## Why it matters
//!
//! A broad search would end up to 1,000 contacts before a person notices. With a limit, a longer
//! list fails before the first item.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! find active contacts with State: InQueue giving Contacts
//! for each Contact in Contacts {
//!     end contact Contact.ContactId
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
//! find active contacts with State: InQueue giving Contacts
//! for each Contact in Contacts, at most 50 {
//!     end contact Contact.ContactId
//!         on InvalidContactId -> ignore
//! }
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` adds `, at most 100`. The right number is yours.
//!
//! ## Related
//!
//! See F088 impossible-limit, F096 parallel-same-target, F106 limit-required; `flow docs going-live`.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety, own_line};
use crate::source::Span;

pub const RULE: Rule = Rule::warning(94, "no-limit").of_whole();

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for known in &model.loops().unlimited {
        let line = own_line::replaced(model.source, Span::at(known.head.end), LIMIT);
        let help = match line {
            Some(line) => format!("add a limit, the number that you expect: `{line}`"),
            None => format!("add a limit after the items: `{LIMIT}`"),
        };
        found.add(problem(known.action, known.here, known.at, known.head).help(help));
    }
}

/// What the fix adds.
const LIMIT: &str = ", at most 100";

/// An action that stands at `action_at`, done at `here` (itself, or a `run` of its step) in the
/// loop that begins with `head`.
pub fn problem(action: &str, here: Span, action_at: Span, head: Span) -> Diagnostic {
    let edit = Edit {
        span: Span::at(head.end),
        text: LIMIT.to_owned(),
    };
    let title = format!("`{action}` runs for every item, without a limit");
    let problem = RULE
        .at(here, title)
        .label("for every item, up to 1000")
        .why("a search that finds too much would do this up to 1000 times, and it cannot be undone")
        .also(head, "no `at most` limit");
    let problem = match here == action_at {
        true => problem,
        false => problem.also(action_at, format!("the step runs `{action}` here")),
    };
    problem.fix("Add `at most 100`", Safety::Unsafe, vec![edit])
}
