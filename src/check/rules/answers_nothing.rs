//! # F130 answers-nothing (warning)
//!
//! A handler is for an outcome that easyCIM's toolbar never returns.
//!
//! ## Why it matters
//!
//! The toolbar's Hold returns no result, so the handler never runs, and a failed hold goes
//! unnoticed. Hold is also a toggle: sent again, it resumes the caller.
//!
//! ## Bad
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
//! ## Good
//!
//! ```flow
//! use easycim
//! hold contact <ContactId>
//!     on AlreadyHeld -> ignore
//!     on InvalidContactId -> fail
//! resume contact <ContactId>
//!     on InvalidContactId, NotHeld -> fail
//! ```

use super::Rule;
use crate::catalogue::Action;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{self, Block, Catches, Expr, Handler, ReactionKind, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};

pub const RULE: Rule = Rule::warning(130, "answers-nothing");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if !model.any_broken {
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
        let action = used.action;
        for (at, retries) in named(&written.handlers) {
            let name = self.model.slice(at);
            if action.never_ends_in(name) {
                let toggle = retries && action.request.get("toggle").is_some();
                self.found.add(problem(action.short(), name, at, toggle));
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
            let used = actions.filter_map(|action| {
                let used = self.model.action_at(action.phrase.span.start)?;
                Some(&**used.action)
            });
            let used: Vec<&Action> = used.collect();
            let silent = used.iter().rev().find(|action| action.never_ends_in(name));
            let told = used
                .iter()
                .any(|action| !action.never_ends_in(name) && action.outcome(name).is_some());
            if let Some(action) = silent.filter(|_| !told) {
                self.found.add(problem(action.short(), name, at, retries));
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

/// A handler that nothing can reach; `retries` where it would do a toggle again.
pub fn problem(action: &str, outcome: &str, at: Span, retries: bool) -> Diagnostic {
    let help = match retries {
        true => {
            "leave the handler out: the toolbar's Hold is a toggle, and a second one would take the \
             contact off hold again"
        }
        false => {
            "leave the handler out; `wait until contact … is …` tells what events say of its state"
        }
    };
    RULE.at(
        at,
        format!("`{action}` never ends in `{outcome}` on easyCIM"),
    )
    .label("never reached: the toolbar gives no answer to it")
    .help(help)
}
