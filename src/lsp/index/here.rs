//! What is there at one place of a script: for completion.

use super::build::Builder;
use super::types::{Here, Of, Owner};
use crate::check::resolve::{BodyKind, Found, Resolved};
use crate::source::Span;
use crate::syntax::tree::{Block, Catches, Expr, Handler, Item, Stmt, StmtKind};
use crate::syntax::visit::{self, Visit};
use std::sync::Arc;

/// What is there at a byte.
pub(super) fn here(builder: &Builder<'_, '_>, at: u32) -> Here {
    let model = builder.model;
    let mut seek = Seek {
        at,
        loops: 0,
        tries: 0,
        always: false,
        block: None,
    };
    visit::all(&mut seek, model.tree);
    let names = model.visible_at(at).into_iter().map(|name| name as usize);
    let inputs = (0..model.inputs.len()).map(|input| builder.inputs + input);
    let mut names: Vec<usize> = names.chain(inputs).collect();
    names.sort_unstable();
    let body = model.body_at(at).map(|body| model.bodies[body].kind);
    let here = Here {
        names,
        provided: provided(model, at),
        in_step: matches!(body, Some(BodyKind::Step(_))),
        ..Here::default()
    };
    match seek.block {
        Some(inner) => Here {
            owner: before(&inner.block.stmts, at).and_then(|stmt| owner(model, stmt)),
            in_loop: inner.in_loop,
            in_try: inner.in_try,
            in_always: inner.in_always,
            in_step: here.in_step && !inner.in_always,
            ..here
        },
        None => Here {
            owner: owner_at_top(model, at),
            at_top: true,
            ..here
        },
    }
}

/// What a profile and the actions before a place have handed on.
fn provided(model: &Resolved<'_>, at: u32) -> Vec<(Arc<str>, Arc<str>)> {
    let systems: Vec<_> = model.scope().collect();
    let before = model.handed_on_at(at).into_iter();
    let before = before.filter_map(|(system, name)| {
        let (alias, _) = systems.get(usize::from(system))?;
        Some((alias.clone(), Arc::from(name)))
    });
    let mut all: Vec<(Arc<str>, Arc<str>)> = before.collect();
    for profile in model.context.profiles() {
        for (alias, entry) in &systems {
            if entry.name == profile.system {
                let given = profile.provided.iter();
                all.extend(given.map(|name| (alias.clone(), name.clone())));
            }
        }
    }
    all
}

/// The last statement that begins before a place.
fn before(stmts: &[Stmt], at: u32) -> Option<&Stmt> {
    stmts.iter().rev().find(|stmt| stmt.span.start < at)
}

/// At the top of the file, a clause belongs to the statement right above, or to `everywhere`.
fn owner_at_top(model: &Resolved<'_>, at: u32) -> Option<Owner> {
    let start = |item: &Item| match item {
        Item::Use(known) => known.span.start,
        Item::UseSteps(known) => known.span.start,
        Item::Input(known) => known.span.start,
        Item::Everywhere(known) => known.span.start,
        Item::Every(known) => known.span.start,
        Item::When(known) => known.span.start,
        Item::Step(known) => known.span.start,
        Item::Test(known) => known.span.start,
        Item::Stmt(known) => known.span.start,
    };
    let items = model.tree.items.iter().rev();
    let mut items = items.filter(|item| start(item) < at);
    match items.next()? {
        Item::Stmt(stmt) => owner(model, stmt),
        Item::When(known) => Some(Owner {
            span: known.span,
            word: "when",
            of: model.arriving(known).cloned().map(Of::Thing),
            handled: false,
        }),
        Item::Everywhere(known) => Some(Owner {
            span: known.span,
            word: "everywhere",
            of: Some(Of::Anywhere),
            handled: all_handled(&known.handlers),
        }),
        _ => None,
    }
}

fn owner(model: &Resolved<'_>, stmt: &Stmt) -> Option<Owner> {
    let (word, of) = match &stmt.kind {
        StmtKind::Action(action) => ("", of_site(model, action.phrase.span)),
        StmtKind::WaitUntil(wait) => ("wait until", of_site(model, wait.thing)),
        StmtKind::Await(wait) => ("await", of_site(model, wait.thing)),
        StmtKind::Try(group) => ("try", Some(Of::Inside(group.body.span))),
        StmtKind::Within(within) => ("within", Some(Of::Inside(within.body.span))),
        StmtKind::Repeat(_) => ("repeat", None),
        StmtKind::If { .. } => ("if", None),
        StmtKind::Run(run) => ("run", model.body_of_step(run.call.name).map(Of::Inside)),
        _ => return None,
    };
    Some(Owner {
        span: stmt.span,
        word,
        of,
        handled: handlers(stmt).is_some_and(all_handled),
    })
}

/// The handlers of a statement's own.
fn handlers(stmt: &Stmt) -> Option<&[Handler]> {
    Some(match &stmt.kind {
        StmtKind::Action(action) => &action.handlers,
        StmtKind::WaitUntil(wait) => &wait.handlers,
        StmtKind::Await(wait) => &wait.handlers,
        StmtKind::Try(group) => &group.handlers,
        StmtKind::Within(within) => &within.handlers,
        StmtKind::Repeat(repeat) => &repeat.handlers,
        StmtKind::Run(run) => &run.handlers,
        _ => return None,
    })
}

fn all_handled(handlers: &[Handler]) -> bool {
    let mut handlers = handlers.iter();
    handlers.any(|handler| matches!(handler.catches, Catches::AnyOther(_)))
}

fn of_site(model: &Resolved<'_>, at: Span) -> Option<Of> {
    match &model.site_at(at.start)?.found {
        Found::Action(_, action) => Some(Of::Action((*action).clone())),
        Found::Thing(_, thing) => Some(Of::Thing((*thing).clone())),
        _ => None,
    }
}

/// Looks for the innermost block around a place.
struct Seek<'a> {
    at: u32,
    loops: usize,
    tries: usize,
    always: bool,
    block: Option<Inner<'a>>,
}

struct Inner<'a> {
    block: &'a Block,
    in_loop: bool,
    in_try: bool,
    in_always: bool,
}

impl<'a> Visit<'a> for Seek<'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        if self.at <= stmt.span.start || stmt.span.end < self.at {
            return;
        }
        match &stmt.kind {
            StmtKind::ForEach(each) => self.in_loop(&each.body),
            StmtKind::Repeat(repeat) => {
                self.in_loop(&repeat.body);
                self.handlers(&repeat.handlers);
            }
            StmtKind::Try(group) => {
                self.tries += 1;
                self.block(&group.body);
                self.handlers(&group.handlers);
                self.tries -= 1;
                group.always.iter().for_each(|block| self.always(block));
            }
            _ => visit::stmt_parts(self, stmt),
        }
    }

    fn block(&mut self, block: &'a Block) {
        if block.span.start < self.at && self.at < block.span.end {
            self.block = Some(Inner {
                block,
                in_loop: self.loops > 0,
                in_try: self.tries > 0,
                in_always: self.always,
            });
            visit::block_parts(self, block);
        }
    }

    fn expr(&mut self, _: &'a Expr) {}
}

impl<'a> Seek<'a> {
    /// No jump in it lands outside of it.
    fn always(&mut self, block: &'a Block) {
        let outside = (self.loops, self.tries, self.always);
        (self.loops, self.tries, self.always) = (0, 0, true);
        self.block(block);
        (self.loops, self.tries, self.always) = outside;
    }

    fn in_loop(&mut self, body: &'a Block) {
        self.loops += 1;
        self.block(body);
        self.loops -= 1;
    }
}
