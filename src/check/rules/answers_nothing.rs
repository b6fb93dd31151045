//! # F130 outcome-never-reported (warning)
//!
//! ## What it checks
//!
//! A handler is for an outcome that easyCIM's toolbar never returns.
//!
//! ## Why it matters
//!
//! A caller who is not put on hold goes unnoticed: the toolbar's Hold returns no result, so the handler
//! never runs. Hold is also a toggle: sent again, it resumes the caller.
//!
//! ## Example
//!
//! ```flow
//! use easycim
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId, AlreadyHeld -> fail
//! resume contact <ContactId>
//!     on InvalidContactId, NotHeld -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use easycim
//! hold contact <ContactId>
//!     on InvalidContactId, AlreadyHeld -> fail
//! resume contact <ContactId>
//!     on InvalidContactId, NotHeld -> fail
//! ```
//!
//! ## Fix
//!
//! None: the plan for that outcome may belong to another action.
//!
//! ## Related
//!
//! See F077 unreachable-handler, F052 unknown-outcome; `flow docs easycim`.

use super::Rule;
use crate::check::resolve::ActionUse;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{self, Block, Catches, Expr, Handler, ReactionKind, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};

pub const RULE: Rule = Rule::warning(130, "outcome-never-reported");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let sites = 0..model.sites.len() as u32;
    let mut used = sites.filter_map(|site| model.action_of(site));
    if !model.any_broken && used.any(|used| !used.action.never.is_empty()) {
        visit::all(&mut Look { model, found }, model.tree);
    }
}

/// Looks at handlers of outcomes that a system has no way to tell.
struct Look<'m, 'a> {
    model: &'m Model<'a>,
    found: &'m mut Findings,
}

impl<'a> Visit<'a> for Look<'_, 'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => self.action(action),
            StmtKind::Repeat(repeat) => self.group(&repeat.body, &repeat.handlers),
            StmtKind::Try(group) => self.group(&group.body, &group.handlers),
            StmtKind::Within(within) => self.group(&within.body, &within.handlers),
            _ => {}
        }
        visit::stmt_parts(self, stmt);
    }

    fn expr(&mut self, _: &'a Expr) {}
}

impl<'a> Look<'_, 'a> {
    fn action(&mut self, written: &'a tree::Action) {
        let Some(used) = self.model.action_at(written.phrase.span.start) else {
            return;
        };
        for (at, retries) in named(&written.handlers) {
            let name = self.model.slice(at);
            if used.action.never_ends_in(name) {
                self.found.add(problem(&used, name, at, retries));
            }
        }
    }

    /// The same of handlers that several actions share: none of them can tell it.
    fn group(&mut self, body: &'a Block, handlers: &'a [Handler]) {
        for (at, retries) in named(handlers) {
            let name = self.model.slice(at);
            let mut actions = Actions(Vec::new());
            visit::block_parts(&mut actions, body);
            let actions = actions.0.iter();
            let used = actions.filter_map(|action| self.model.action_at(action.phrase.span.start));
            let used: Vec<ActionUse<'_, '_>> = used.collect();
            let never = |used: &&ActionUse<'_, '_>| used.action.never_ends_in(name);
            let silent = used.iter().rev().find(never);
            let told = used
                .iter()
                .any(|used| !never(&used) && used.action.outcome(name).is_some());
            if let Some(used) = silent.filter(|_| !told) {
                self.found.add(problem(used, name, at, retries));
            }
        }
    }
}

/// The actions of a block; what its handlers do is none of its doing.
struct Actions<'a>(Vec<&'a tree::Action>);

impl<'a> Visit<'a> for Actions<'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        if let StmtKind::Action(action) = &stmt.kind {
            self.0.push(action);
        }
        visit::stmt_parts(self, stmt);
    }

    fn handlers(&mut self, _: &'a [Handler]) {}

    fn expr(&mut self, _: &'a Expr) {}
}

/// The outcomes that handlers name, and whether the handler retries.
fn named(handlers: &[Handler]) -> impl Iterator<Item = (Span, bool)> {
    handlers.iter().flat_map(|handler| {
        let names: &[Span] = match &handler.catches {
            Catches::Named(names) => names,
            Catches::AnyOther(_) => &[],
        };
        let retries = matches!(handler.reaction.kind, ReactionKind::Retry(_));
        names.iter().map(move |name| (*name, retries))
    })
}

/// A handler that nothing can reach; `retries` where it would do the action again.
fn problem(used: &ActionUse<'_, '_>, outcome: &str, at: Span, retries: bool) -> Diagnostic {
    let action = used.action.short();
    let help = match retries && !used.action.repeatable {
        true => format!(
            "remove the handler: `{action}` is not safe to repeat, a second one could undo the first"
        ),
        false => "remove the handler; `wait until … is …` waits for a state that events report"
            .to_owned(),
    };
    let system = &used.entry().title;
    RULE.at(
        at,
        format!("`{action}` never ends in `{outcome}` in {system}"),
    )
    .label("never reached: the answer does not report it")
    .why("the failure that the handler is for goes unnoticed")
    .help(help)
}
