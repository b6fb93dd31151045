//! Statements, and what leaves the place where it stands.

use super::flow::Flow;
use super::frames::Frame;
use super::raise::{Fired, Raise};
use crate::check::graph::Ends;
use crate::check::resolve::BodyKind;
use crate::source::Span;
use crate::syntax::tree::{
    self, Block, Does, Expr, ExprKind, Handler, Jump, Leaves, PhrasePart, Stmt, StmtKind,
};
use crate::syntax::visit::Visit;

impl<'a> Flow<'_, 'a> {
    pub(super) fn walk_block(&mut self, block: &'a Block) {
        self.stmts(block.stmts.iter());
    }

    pub(super) fn stmts(&mut self, stmts: impl Iterator<Item = &'a Stmt>) {
        let mut said = self.path.dead;
        for stmt in stmts {
            if self.model.context.stop.is_stopped() {
                return;
            }
            if self.path.dead && !said {
                said = true;
                self.found.unreachable.push(stmt.span);
            }
            walk_stmt(self, stmt);
        }
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
        self.reads(jump.value());
        match jump.leaves() {
            Leaves::Handler => return,
            Leaves::Round => leave_to_loop(self, at, false),
            Leaves::Loop => leave_to_loop(self, at, true),
            Leaves::Try => restart(self, at),
            Leaves::Step => return_(self, jump.value().is_some(), at),
            Leaves::Finished => self.ends(Ends::Finish, at),
            Leaves::Failed => self.ends(Ends::Fail, at),
        }
        self.path.dead = true;
    }

    fn ends(&mut self, how: Ends, at: Span) {
        exits(self);
        self.record_exit(how, at);
    }
}

fn walk_stmt<'a>(flow: &mut Flow<'_, 'a>, stmt: &'a Stmt) {
    flow.zone = None;
    match &stmt.kind {
        StmtKind::Action(action) => flow.action(action, stmt.span),
        StmtKind::Let { name, value } => let_(flow, *name, value),
        StmtKind::If { arms, otherwise } => flow.if_(arms, otherwise.as_ref(), stmt.span),
        StmtKind::ForEach(each) => flow.for_each(each, stmt.span),
        StmtKind::Repeat(repeat) => flow.repeat(repeat, stmt.span),
        StmtKind::Try(group) => flow.try_(group, stmt.span),
        StmtKind::Within(within) => flow.within(within, stmt.span),
        StmtKind::WaitUntil(wait) => flow.wait_until(wait, stmt.span),
        StmtKind::Await(wait) => flow.await_(wait, stmt.span),
        StmtKind::Run(run) => flow.run(run),
        StmtKind::Plain(plain, value) => {
            flow.expr(value);
            if plain.does() == Does::Pauses {
                flow.record_pause(stmt.span);
            }
        }
        StmtKind::Emit { value, .. } => flow.expr(value),
        StmtKind::Jump(jump) => flow.walk_jump(jump, stmt.span),
        StmtKind::Bad => flow.broken(None, &[]),
    }
}

fn let_<'a>(flow: &mut Flow<'_, 'a>, name: Span, value: &'a Expr) {
    flow.expr(value);
    let at = name;
    let Some(name) = flow.binds(name) else { return };
    // Where `everywhere` goes on after an unknown zone, the variable has got no value.
    let mut fired = Fired::here(flow.path.node);
    flow.raise_zone(&[], &mut fired);
    flow.after(&[], fired, at, |flow| {
        flow.bind(name);
        flow.record_let(name, value, flow.is_again(name, at));
    });
}

fn exits<'a>(flow: &mut Flow<'_, 'a>) {
    for frame in &mut flow.frames {
        if let Frame::Loop(known) = frame {
            known.exits = true;
        }
    }
}

fn leave_to_loop<'a>(flow: &mut Flow<'_, 'a>, at: Span, leave: bool) {
    let mut frames = flow.frames.iter();
    if let Some(out) = frames.rposition(|frame| matches!(frame, Frame::Loop(_))) {
        flow.pass_always(out, at);
    }
    for frame in flow.frames.iter_mut().rev() {
        match frame {
            Frame::Loop(known) => {
                let arm = match leave {
                    true => &mut known.leave,
                    false => &mut known.next,
                };
                flow.path.meet(arm, known.mark);
                known.exits |= leave;
                return;
            }
            Frame::Always => return,
            _ => {}
        }
    }
}

fn restart<'a>(flow: &mut Flow<'_, 'a>, at: Span) {
    for frame in flow.frames.iter_mut().rev() {
        match frame {
            Frame::Restartable {
                restarted, head, ..
            } => {
                *restarted = true;
                return flow.path.lead_to(*head);
            }
            Frame::Group(group) if group.restartable => {
                flow.path.lead_to(group.head);
                return raise_exhausted(flow, at);
            }
            Frame::Always => return,
            _ => {}
        }
    }
}

/// A limit of a statement is used up.
fn raise_exhausted<'a>(flow: &mut Flow<'_, 'a>, at: Span) {
    let raise = Raise::of_statement("Exhausted", at);
    let mut fired = Fired::here(flow.path.node);
    flow.raise(&[], &mut fired, raise);
}

fn return_(flow: &mut Flow<'_, '_>, with_value: bool, at: Span) {
    let BodyKind::Step(step) = flow.body else {
        return;
    };
    if flow
        .frames
        .iter()
        .any(|frame| matches!(frame, Frame::Always))
    {
        return;
    }
    exits(flow);
    if flow.path.dead {
        return;
    }
    flow.steps[step].returns_nothing |= !with_value;
    flow.returned(step);
    flow.record_return(at);
}
