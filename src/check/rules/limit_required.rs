//! # F106 limit-required (error)
//!
//! A policy of the team wants a statement to say its limit.
//!
//! ## Why it matters
//!
//! Everything is bounded; where a script does not say how, a default stands in. Some teams want
//! the number in the script, where a reader sees it.
//!
//! ## Settings
//!
//! ```toml
//! [[check.policy]]
//! limits = ["for each", "wait until"]
//! ```
//!
//! ## Bad
//!
//! ```flow
//! find agent states giving Agents
//! for each Agent in Agents { log "{Agent.AgentId}" }
//! ```
//!
//! ## Good
//!
//! ```flow
//! find agent states giving Agents
//! for each Agent in Agents, at most 200 { log "{Agent.AgentId}" }
//! ```

use super::Rule;
use super::breach::{by, reason};
use crate::check::policy::{Limited, Policy};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(106, "limit-required");

/// A statement without its limit.
pub fn problem(policy: &Policy, statement: Limited, at: Span) -> Diagnostic {
    let form = match statement {
        Limited::ForEach => "`, at most 200` after the items",
        Limited::Retry => "`retry 3 times every 2s`, or `, for at most 1m` after it",
        Limited::WaitUntil => "`, at most 30s` after the state",
        Limited::Await => "`, at most 5m` at its end",
    };
    let title = format!("`{}` has to say its limit here", statement.words());
    by(policy, RULE, at, title)
        .label(reason(policy))
        .help(format!("write {form}"))
}
