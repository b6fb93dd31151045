//! Statements, and what leaves the place where it stands.

use super::flow::Flow;
use super::frames::Frame;
use super::raise::{Fired, Raise};
use crate::check::graph::Ends;
use crate::check::resolve::BodyKind;
use crate::source::Span;
use crate::syntax::tree::{self, Block, Expr, ExprKind, Handler, Jump, PhrasePart, Stmt, StmtKind};
use crate::syntax::visit::Visit;

impl<'a> Flow<'_, 'a> {
    pub(super) fn walk_block(&mut self, block: &'a Block) {
        self.stmts(block.stmts.iter());
    }

    pub(super) fn stmts(&mut self, stmts: impl Iterator<Item = &'a Stmt>) {
        let mut said = self.path.dead;
        for stmt in stmts {
            if self.path.dead && !said {
                said = true;
                self.found.unreachable.push(stmt.span);
            }
            self.walk_stmt(stmt);
        }
    }

    fn walk_stmt(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Action(action) => self.action(action, stmt.span),
            StmtKind::Let { name, value } => self.let_(*name, value),
            StmtKind::If { arms, otherwise } => self.if_(arms, otherwise.as_ref(), stmt.span),
            StmtKind::ForEach(each) => self.for_each(each, stmt.span),
            StmtKind::Repeat(repeat) => self.repeat(repeat, stmt.span),
            StmtKind::Try(group) => self.try_(group, stmt.span),
            StmtKind::Within(within) => self.within(within, stmt.span),
            StmtKind::WaitUntil(wait) => self.wait_until(wait, stmt.span),
            StmtKind::Await(wait) => self.await_(wait, stmt.span),
            StmtKind::Run(run) => self.run(run),
            StmtKind::Wait(value) | StmtKind::Log(value) | StmtKind::Emit { value, .. } => {
                self.expr(value);
            }
            StmtKind::Jump(jump) => self.walk_jump(jump, stmt.span),
            StmtKind::Bad => self.broken(None, &[]),
        }
    }

    fn let_(&mut self, name: Span, value: &'a Expr) {
        self.expr(value);
        let at = name;
        let Some(name) = self.binds(name) else { return };
        self.bind(name);
        self.record_let(name, value, self.is_again(name, at));
    }

    /// After something that could not be understood: nothing that follows from it is said.
    pub(super) fn broken(&mut self, giving: Option<Span>, handlers: &'a [Handler]) {
        let mut fired = Fired::here(self.path.node);
        self.raise_anything(handlers, &mut fired);
        let giving = giving.and_then(|name| self.binds(name));
        for handler in handlers {
            let mark = self.path.mark();
            self.reaction_of(handler);
            self.path.take(mark);
        }
        for var in 0..self.provided.count() {
            self.path.bind(var);
        }
        giving.iter().for_each(|name| self.bind(*name));
    }

    /// The values of an action that nobody knows: names among them may be anything.
    pub(super) fn loose_values(&mut self, written: &'a tree::Action) {
        let in_phrase = written.phrase.parts.iter().filter_map(|part| match part {
            PhrasePart::Value(value) => Some(value),
            PhrasePart::Word(_) => None,
        });
        let values = in_phrase.chain(written.with.iter().map(|arg| &arg.value));
        self.reads(values.filter(|value| !matches!(value.kind, ExprKind::Name)));
    }

    pub(super) fn walk_jump(&mut self, jump: &'a Jump, at: Span) {
        match jump {
            Jump::Next => self.leave_to_loop(at, false),
            Jump::Leave => self.leave_to_loop(at, true),
            Jump::Restart => self.restart(at),
            Jump::Return(value) => self.return_(value.as_ref(), at),
            Jump::Finish(text) => {
                self.reads(text);
                self.exits();
                self.record_exit(Ends::Finish, at);
            }
            Jump::Fail(text) => {
                self.reads(text);
                self.exits();
                self.record_exit(Ends::Fail, at);
            }
        }
        self.path.dead = true;
    }

    fn exits(&mut self) {
        for frame in &mut self.frames {
            if let Frame::Loop(known) = frame {
                known.exits = true;
            }
        }
    }

    fn leave_to_loop(&mut self, at: Span, leave: bool) {
        let mut frames = self.frames.iter();
        if let Some(out) = frames.rposition(|frame| matches!(frame, Frame::Loop(_))) {
            self.pass_always(out, at);
        }
        for frame in self.frames.iter_mut().rev() {
            match frame {
                Frame::Loop(known) => {
                    let arm = match leave {
                        true => &mut known.leave,
                        false => &mut known.next,
                    };
                    self.path.meet(arm, known.mark);
                    known.exits |= leave;
                    return;
                }
                Frame::Always => return,
                _ => {}
            }
        }
    }

    fn restart(&mut self, at: Span) {
        for frame in self.frames.iter_mut().rev() {
            match frame {
                Frame::Restartable {
                    restarted, head, ..
                } => {
                    *restarted = true;
                    return self.path.lead_to(*head);
                }
                Frame::Group(group) if group.restartable => {
                    self.path.lead_to(group.head);
                    return self.raise_exhausted(at);
                }
                Frame::Always => return,
                _ => {}
            }
        }
    }

    /// A limit of a statement is used up.
    fn raise_exhausted(&mut self, at: Span) {
        let raise = Raise::of_statement("Exhausted", at);
        let mut fired = Fired::here(self.path.node);
        self.raise(&[], &mut fired, raise);
    }

    fn return_(&mut self, value: Option<&'a Expr>, at: Span) {
        self.reads(value);
        let BodyKind::Step(step) = self.body else {
            return;
        };
        if self
            .frames
            .iter()
            .any(|frame| matches!(frame, Frame::Always))
        {
            return;
        }
        self.exits();
        if self.path.dead {
            return;
        }
        self.steps[step].returns_nothing |= value.is_none();
        self.returned(step);
        self.record_return(at);
    }
}
