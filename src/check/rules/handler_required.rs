//! # F105 handler-required (error)
//!
//! ## What it checks
//!
//! A policy of the team requires a handler for an outcome, and one path has none.
//!
//! ## Why it matters
//!
//! Without a handler the run fails there, which is safe; the team requires a decision for the caller
//! each time.
//!
//! ## Example settings
//!
//! ```toml
//! [[check.policy]]
//! handle = ["Unknown"]
//! ```
//!
//! ## Example
//!
//! ```flow
//! set security user <AgentId>
//! end contact <ContactId>
//!     on InvalidContactId -> ignore
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! set security user <AgentId>
//! end contact <ContactId>
//!     on InvalidContactId -> ignore
//!     on Unknown -> fail "check whether contact {ContactId} has ended"
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` adds a handler for each of the outcomes, which ends the
//! run as failed with a message. Decide what happens then.
//!
//! ## Related
//!
//! See F074 unhandled-outcome, F104 forbidden-action; `flow docs unknown-result`.

use super::breach::{by, reason};
use super::unhandled_outcomes;
use super::{Rule, listed};
use crate::catalogue::Action;
use crate::check::policy::Policy;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;

pub const RULE: Rule = Rule::error(105, "handler-required");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    unhandled_outcomes::each(model, |known| {
        let policies = &model.context.house.policies;
        if let Some(policy) = known.policy.and_then(|number| policies.get(number)) {
            found.add(problem(
                policy,
                known.action,
                &known.outcomes,
                known.at,
                known.end,
            ));
        }
    });
}

/// Outcomes that nothing handles; new handlers go to `end`.
pub fn problem(
    policy: &Policy,
    action: &Action,
    outcomes: &[&str],
    at: Span,
    end: u32,
) -> Diagnostic {
    let why = unhandled_outcomes::why(action, outcomes);
    let action = action.short();
    let names = listed(outcomes.iter().copied());
    let lines = outcomes
        .iter()
        .map(|name| format!("\n    on {name} -> fail \"{action} ended in {name}\""));
    let lines: String = lines.collect();
    let edit = Edit {
        span: Span::at(end),
        text: lines.clone(),
    };
    by(
        policy,
        RULE,
        at,
        format!("policy requires `{action}` to handle {names}"),
    )
    .label(reason(policy))
    .why(why)
    .help(format!("decide what happens then, for example:{lines}"))
    .fix("Add the missing handlers", Safety::Unsafe, vec![edit])
}
