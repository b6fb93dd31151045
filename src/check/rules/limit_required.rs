//! # F106 limit-required (error)
//!
//! ## What it checks
//!
//! A policy of the team requires an explicit limit on a statement.
//!
//! ## Why it matters
//!
//! A reviewer sees how many contacts a loop can reach, and how long a caller can wait. Without a
//! written limit a default applies.
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
//!
//! ## Fix
//!
//! None: the right number is for you to decide.
//!
//! ## Related
//!
//! See F088 impossible-limit, F094 no-limit, F104 forbidden-action; `flow docs settings`.

use super::Rule;
use super::breach::{by, reason};
use crate::check::policy::{Limited, Policy};
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, own_line};
use crate::source::{Source, Span};
use crate::syntax::tree::{Expr, Reaction, ReactionKind, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};

pub const RULE: Rule = Rule::error(106, "limit-required");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for policy in &model.context.house.policies {
        if !policy.limits.is_empty() {
            let source = model.source;
            visit::all(
                &mut Limits {
                    source,
                    policy,
                    found,
                },
                model.tree,
            );
        }
    }
}

/// Looks for statements without a limit of their own.
struct Limits<'f> {
    source: &'f Source,
    policy: &'f Policy,
    found: &'f mut Findings,
}

impl Limits<'_> {
    fn wants(&mut self, statement: Limited, has: bool, at: Span) {
        if !has && self.policy.limits.contains(&statement) {
            self.found
                .add(problem(self.source, self.policy, statement, at));
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
fn problem(source: &Source, policy: &Policy, statement: Limited, at: Span) -> Diagnostic {
    let (why, limit) = match statement {
        Limited::ForEach => ("the loop runs for up to 1000 items", ", at most <n>"),
        Limited::Retry => ("the caller waits for 3 attempts", ""),
        Limited::WaitUntil => ("the caller waits for up to 30 s", ", at most <duration>"),
        Limited::Await => ("the run waits for up to 30 s", ""),
    };
    let line = own_line::replaced(source, Span::at(at.end), limit).filter(|_| !limit.is_empty());
    let form = match (statement, line) {
        (_, Some(line)) => format!("`{line}`"),
        (Limited::Retry, None) => "`retry <n> times every <duration>`".to_owned(),
        (_, None) => "`, at most <duration>` at its end".to_owned(),
    };
    let title = format!("policy requires a limit on `{}`", statement.words());
    by(policy, RULE, at, title)
        .label(reason(policy))
        .why(format!(
            "without a written limit {why}, and no reviewer sees the number"
        ))
        .help(format!("write {form}"))
}
