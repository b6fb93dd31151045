//! # F104 forbidden-action (error)
//!
//! ## What it checks
//!
//! A policy of the team forbids an action in this folder.
//!
//! ## Why it matters
//!
//! The team decides what may be done to a caller at night, or by a flow that no person watches:
//! once, in `flow.toml`, not in each flow.
//!
//! ## Example settings
//!
//! ```toml
//! [[check.policy]]
//! reason = "no supervisor works at night"
//! forbid = ["end contact"]
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
//! tag contact <ContactId> with Tags: ["end it in the morning"]
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: the policy leaves no way to do it.
//!
//! ## Related
//!
//! See F105 handler-required, F106 limit-required, F107 use-required; `flow docs settings`.

use super::Rule;
use crate::check::policy::Policy;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(104, "forbidden-action");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for policy in &model.context.house.policies {
        for used in model.actions().filter(|_| !policy.forbid.is_empty()) {
            let words = [&*used.action.key, used.action.short()];
            let mut globs = policy.forbid.iter();
            if globs.any(|glob| words.iter().any(|words| glob.fits(words))) {
                found.add(forbidden(policy, used.action.short(), used.phrase()));
            }
        }
    }
}

/// An action that a policy forbids.
pub fn forbidden(policy: &Policy, action: &str, at: Span) -> Diagnostic {
    by(
        policy,
        RULE,
        at,
        format!("`{action}` is forbidden by policy"),
    )
    .label(reason(policy))
    .help(format!(
        "use a different action, or ask the owner of the policy{} for an exception",
        written(policy)
    ))
}

/// A finding of a policy, at the level that it has.
pub(super) fn by(policy: &Policy, rule: Rule, at: Span, title: String) -> Diagnostic {
    Diagnostic::new(rule.code, policy.level, at, title)
}

/// Where a policy is written, as help says it.
fn written(policy: &Policy) -> String {
    let place = policy.place.as_ref();
    place.map_or_else(
        || " in flow.toml".to_owned(),
        |(source, at)| format!(" (line {} of flow.toml)", source.line_of(at.start)),
    )
}

/// Why a policy asks for something.
pub(super) fn reason(policy: &Policy) -> String {
    let reason = policy.reason.as_deref();
    reason.map_or_else(String::new, |reason| format!("policy reason: {reason}"))
}
