//! What is there at one place of a script: for completion.

use super::Of;
use super::build::Builder;
use crate::source::Span;
use crate::syntax::tree::{Item, Stmt, StmtKind, Tree};
use std::sync::Arc;

/// What is there at a place.
#[derive(Clone, Debug, Default)]
pub struct Here {
    /// The names that can be read, by their places in the index.
    pub names: Vec<usize>,
    /// What earlier actions have handed on: the system's alias and the output's name.
    pub provided: Vec<(Arc<str>, Arc<str>)>,
    /// The statement that a clause at this place belongs to.
    pub owner: Option<Owner>,
    /// Whether it is in the body of a loop.
    pub in_loop: bool,
    /// Whether it is in a step.
    pub in_step: bool,
    /// Whether it is in a `try`.
    pub in_try: bool,
    /// Whether it is at the top of the file, outside of every block.
    pub at_top: bool,
}

/// A statement that clauses belong to.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The statement.
    pub span: Span,
    /// Its first word, where it is one of the language; empty for an action.
    pub word: &'static str,
    /// Where its outcomes come from.
    pub of: Option<Of>,
}

impl<'a> Builder<'a> {
    /// Before a statement: whether the place that was asked for lies before it.
    pub(super) fn pass(&mut self, start: u32, before: Option<&'a Stmt>) {
        if self.cursor.is_some_and(|at| start >= at) {
            self.arrive(before);
        }
    }

    /// At the end of a block: the place lies in it, behind its last statement.
    pub(super) fn pass_end(&mut self, span: Span, last: Option<&'a Stmt>) {
        if self
            .cursor
            .is_some_and(|at| span.start < at && at < span.end)
        {
            self.arrive(last);
        }
    }

    /// At the end of a body without braces.
    pub(super) fn pass_all(&mut self, last: Option<&'a Stmt>) {
        if self.cursor.is_some() {
            self.arrive(last);
        }
    }

    fn arrive(&mut self, owner: Option<&'a Stmt>) {
        self.cursor = None;
        let mut names: Vec<usize> = self.env.visible();
        names.extend(self.inputs.values());
        names.sort_unstable();
        names.dedup();
        self.index.here = Some(Here {
            names,
            provided: self.provided.clone(),
            owner: owner.and_then(|stmt| self.owner(stmt)),
            in_loop: self.loops > 0,
            in_step: self.body > 0,
            in_try: self.tries > 0,
            at_top: self.depth == 0 && self.body == 0,
        });
    }

    fn owner(&self, stmt: &Stmt) -> Option<Owner> {
        let (word, of) = match &stmt.kind {
            StmtKind::Action(action) => {
                let found = self.action_of(action.system, &action.phrase);
                ("", found.map(|(_, action)| Of::Action(action.clone())))
            }
            StmtKind::WaitUntil(wait) => ("wait until", self.of_thing(wait.system, wait.thing)),
            StmtKind::Await(wait) => ("await", self.of_thing(wait.system, wait.thing)),
            StmtKind::Try(group) => ("try", Some(Of::Inside(group.body.span))),
            StmtKind::Within(within) => ("within", Some(Of::Inside(within.body.span))),
            StmtKind::Repeat(_) => ("repeat", None),
            StmtKind::If { .. } => ("if", None),
            StmtKind::Run(run) => {
                let step = self.steps.get(self.source.slice(run.call.name));
                ("run", step.map(|(_, body)| Of::Inside(*body)))
            }
            _ => return None,
        };
        Some(Owner {
            span: stmt.span,
            word,
            of,
        })
    }

    fn of_thing(&self, prefix: Option<Span>, thing: Span) -> Option<Of> {
        let (_, thing) = self.thing_of(prefix, thing)?;
        Some(Of::Thing(thing.clone()))
    }

    /// Whether the place lies in `everywhere`, which owns handlers without being a statement.
    pub(super) fn pass_everywhere(&mut self, tree: &'a Tree, place: u32) {
        let Some(here) = self.index.here.as_mut() else {
            return;
        };
        let before = tree.items.iter().rev().find_map(|item| match item {
            Item::Everywhere(known) if known.span.start < place => Some((known.span, true)),
            Item::Stmt(stmt) if stmt.span.start < place => Some((stmt.span, false)),
            _ => None,
        });
        if let (true, Some((span, true))) = (here.at_top, before) {
            here.owner = Some(Owner {
                span,
                word: "everywhere",
                of: Some(Of::Anywhere),
            });
        }
    }

    /// Remembers an output that later actions take by default.
    pub(super) fn provide(&mut self, alias: &Arc<str>, name: &Arc<str>) {
        let known = (alias.clone(), name.clone());
        if !self.provided.contains(&known) {
            self.provided.push(known);
        }
    }
}
