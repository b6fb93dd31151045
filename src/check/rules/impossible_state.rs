//! # F101 impossible-state (warning)
//!
//! An action is tried in a state of its contact, agent or dialog in which it cannot succeed.
//!
//! ## Why it matters
//!
//! The system refuses it with `InvalidState`, however often it is tried.
//!
//! ## Bad
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! join agent session
//! end contact <ContactId>
//!     on InvalidContactId -> finish
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on any other -> fail
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
//!     on any other -> fail
//! end contact <ContactId>
//!     on InvalidContactId -> finish
//! ```

use super::Rule;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use std::sync::Arc;

/// The rule itself.
pub const RULE: Rule = Rule::warning(101, "impossible-state");

/// What is known of an action that cannot succeed.
pub struct Known<'a> {
    /// Its words.
    pub action: &'a str,
    /// What kind of thing it changes: `contact`.
    pub thing: &'a str,
    /// Where.
    pub at: Span,
    /// The states in which it can succeed.
    pub allowed: &'a [Arc<str>],
    /// The states that the thing can be in.
    pub is: Vec<&'a str>,
    /// Where one of those comes from.
    pub since: Option<Span>,
    /// The thing as the script writes it.
    pub subject: Option<String>,
}

/// An action that the state cannot allow.
pub fn problem(known: &Known<'_>) -> Diagnostic {
    let thing = known.thing;
    let is = either(known.is.iter().copied());
    let allowed = either(known.allowed.iter().map(|state| &**state));
    let title = format!(
        "`{}` cannot succeed: the {thing} is {is} here",
        known.action
    );
    let problem = RULE
        .at(known.at, title)
        .label(format!("this needs a {thing} that is {allowed}"));
    let problem = match known.since {
        Some(since) => problem.also(since, format!("{is} since this")),
        None => problem,
    };
    problem.help("leave it out, or move it to where the state allows it")
}

fn either<'a>(states: impl Iterator<Item = &'a str>) -> String {
    let states: Vec<&str> = states.collect();
    match states.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
