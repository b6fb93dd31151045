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
use crate::check::path::Lost;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(73, "missing-prerequisite");

/// What is known of a need that is not met.
pub(in crate::check) struct Known<'a> {
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
    pub lost: Option<Lost>,
    /// The arms and handlers on a way without it, from the start of the flow.
    pub taken: &'a [Span],
    /// The `run` statements on the way.
    pub through: &'a [Span],
}

impl Known<'_> {
    /// Whether an arm needs no label of its own: another one says the same, or it stands around
    /// what needs it.
    fn is_shown(&self, arm: Span) -> bool {
        let within =
            |inner: Span, outer: Span| outer.start <= inner.start && inner.end <= outer.end;
        within(self.span, arm)
            || self
                .lost
                .is_some_and(|lost| within(lost.at, arm) || within(arm, lost.at))
    }
}

/// An unmet need; `sure` where no profile can meet it.
pub(in crate::check) fn problem(known: &Known<'_>, sure: bool) -> Diagnostic {
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
    for span in known.taken.iter().filter(|span| !known.is_shown(**span)) {
        problem = problem.also(*span, "by this path");
    }
    if let Some(lost) = known.lost {
        problem = problem.also(lost.at, lost.label());
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
