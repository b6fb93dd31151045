//! # F073 missing-prerequisite (error)
//!
//! An action needs something that an earlier one gives, and on some path to it none does.
//!
//! ## Why it matters
//!
//! `hold contact` acts in an agent's session. Without one the system refuses it, and the contact
//! stays where it is. A file without a `use` line may get its session from a profile: there it is
//! a note.
//!
//! ## Bad
//!
//! ```flow
//! use cxone
//!
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```

use super::{Rule, listed};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(73, "missing-prerequisite");

/// What is known of a need that is not met.
pub struct Known<'a> {
    /// What is needed: `SessionId`.
    pub names: &'a [&'a str],
    /// What needs it: an action's words.
    pub what: &'a str,
    /// Where.
    pub span: Span,
    /// The phrases to write first.
    pub first: &'a [String],
    /// Where one is handed on, on another way.
    pub given: Option<Span>,
    /// Where that way meets one without it.
    pub lost: Option<Span>,
    /// The `run` statements on the way.
    pub through: &'a [Span],
}

/// An unmet need; `sure` where no profile can meet it.
pub fn problem(known: &Known<'_>, sure: bool) -> Diagnostic {
    let severity = if sure {
        Severity::Error
    } else {
        Severity::Note
    };
    let names = listed(known.names.iter().copied());
    let title = format!("`{}` needs {names}", known.what);
    let mut problem = Diagnostic::new(RULE.code, severity, known.span, title);
    problem = match known.given {
        Some(given) => problem
            .label("not every path to here has it")
            .also(given, "given here"),
        None if sure => problem.label(match known.names {
            [_] => "nothing before this line gives it",
            _ => "nothing before this line gives them",
        }),
        None => problem.label("the profile has to bring it"),
    };
    if let Some(lost) = known.lost {
        problem = problem.also(lost, "this path goes on without it");
    }
    for run in known.through {
        problem = problem.also(*run, "reached from here");
    }
    match known.first {
        [] => problem,
        first if known.given.is_some() => problem.help(format!(
            "leave the flow on the path without it (`fail`, `finish`), or write there: {}",
            in_order(first)
        )),
        first => problem.help(format!("write before it: {}", in_order(first))),
    }
}

fn in_order(first: &[String]) -> String {
    let phrases: Vec<String> = first.iter().map(|phrase| format!("`{phrase}`")).collect();
    phrases.join(", then ")
}
