//! # F107 use-required (error)
//!
//! A policy of the team wants a script to name a system, or to have a step and run it.
//!
//! ## Why it matters
//!
//! A `use` line says on what a script runs, whatever the profile is. A step that every script of a
//! folder runs, as one that tells the desk, is easily forgotten in the next one.
//!
//! ## Settings
//!
//! ```toml
//! [[check.policy]]
//! use = ["cxone"]
//! steps = ["TellTheDesk"]
//! ```
//!
//! ## Bad
//!
//! ```flow
//! log "hello"
//! ```
//!
//! ## Good
//!
//! ```flow
//! use cxone
//!
//! run TellTheDesk("the flow begins")
//!
//! step TellTheDesk(What) {
//!     log "for the desk: {What}"
//! }
//! ```

use super::Rule;
use super::breach::{by, reason};
use crate::check::policy::Policy;
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(107, "use-required");

/// A system that the script does not name.
pub fn system(policy: &Policy, name: &str, top: Span) -> Diagnostic {
    let edit = Edit {
        span: Span::at(0),
        text: format!("use {name}\n\n"),
    };
    by(
        policy,
        RULE,
        top,
        format!("this script has to say `use {name}`"),
    )
    .label(reason(policy))
    .help(format!("write `use {name}` at the top"))
    .fix(format!("Add `use {name}`"), Safety::Unsafe, vec![edit])
}

/// A step that is not there, or that nothing runs.
pub fn step(policy: &Policy, name: &str, at: Span, there: bool) -> Diagnostic {
    let title = match there {
        true => format!("this script has to run the step `{name}`"),
        false => format!("this script has to have a step `{name}` and run it"),
    };
    by(policy, RULE, at, title)
        .label(reason(policy))
        .help(format!("write `run {name}(…)` where it belongs"))
}
