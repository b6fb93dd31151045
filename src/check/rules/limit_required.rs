//! # F106 limit-required (error)
//!
//! ## What it checks
//!
//! A policy of the team requires an explicit limit on a statement.
//!
//! ## Why it matters
//!
//! Every loop and wait is bounded; without a written limit a default applies. The policy makes the
//! number visible to a reviewer.
//!
//! ## Example settings
//!
//! ```toml
//! [[check.policy]]
//! limits = ["for each", "wait until"]
//! ```
//!
//! ## Example
//!
//! ```flow
//! find agent states giving Agents
//! for each Agent in Agents { log "{Agent.AgentId}" }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! find agent states giving Agents
//! for each Agent in Agents, at most 200 { log "{Agent.AgentId}" }
//! ```

use super::Rule;
use super::breach::{by, reason};
use crate::check::policy::{Limited, Policy};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Expr, Reaction, ReactionKind, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};

pub const RULE: Rule = Rule::error(106, "limit-required");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for policy in &model.context.house.policies {
        if !policy.limits.is_empty() {
            visit::all(&mut Limits { policy, found }, model.tree);
        }
    }
}

/// Looks for statements without a limit of their own.
struct Limits<'f> {
    policy: &'f Policy,
    found: &'f mut Findings,
}

impl Limits<'_> {
    fn wants(&mut self, statement: Limited, has: bool, at: Span) {
        if !has && self.policy.limits.contains(&statement) {
            self.found.add(problem(self.policy, statement, at));
        }
    }
}

impl<'a> Visit<'a> for Limits<'_> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        let from = |end: Span| Span::new(stmt.span.start, end.end);
        match &stmt.kind {
            StmtKind::ForEach(each) => {
                self.wants(
                    Limited::ForEach,
                    each.at_most.is_some(),
                    from(each.items.span),
                );
            }
            StmtKind::WaitUntil(wait) => {
                self.wants(Limited::WaitUntil, wait.at_most.is_some(), from(wait.state));
            }
            StmtKind::Await(wait) => {
                self.wants(Limited::Await, wait.at_most.is_some(), from(wait.thing));
            }
            _ => {}
        }
        visit::stmt_parts(self, stmt);
    }

    fn reaction(&mut self, reaction: &'a Reaction) {
        if let ReactionKind::Retry(retry) = &reaction.kind {
            let has = retry.times.is_some() || retry.limit.is_some();
            self.wants(Limited::Retry, has, reaction.span);
        }
        visit::reaction_parts(self, reaction);
    }

    fn expr(&mut self, _: &'a Expr) {}
}

/// A statement without its limit.
pub fn problem(policy: &Policy, statement: Limited, at: Span) -> Diagnostic {
    let form = match statement {
        Limited::ForEach => "`, at most 200` after the items",
        Limited::Retry => "`retry 3 times every 2s`, or `, for at most 1m` after it",
        Limited::WaitUntil => "`, at most 30s` after the state",
        Limited::Await => "`, at most 5m` at its end",
    };
    let title = format!("policy requires a limit on `{}`", statement.words());
    by(policy, RULE, at, title)
        .label(reason(policy))
        .help(format!("write {form}"))
}
