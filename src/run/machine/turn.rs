//! One turn of a branch: the frame on top goes on.

use super::frames::{Act, Each, Frame, Group, Many, Rounds};
use super::{Role, Run, Waiting};
use crate::program::{Block, Op, Slot, Stmt};
use crate::run::effect::Completion;
use crate::run::event::{EventKind, Fault};
use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;

/// Whether a branch can go on at once, or waits for something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Turn {
    More,
    Waits,
}

pub(super) type Turned = Result<Turn, Box<Fault>>;

enum Todo {
    Stmt(Block, usize),
    Each,
    Many,
    Rounds,
    Group,
    Always,
    Limited,
    Drop,
    Back(Option<Slot>),
    Ended,
    Blocked,
}

impl Run {
    pub(super) fn turn(&mut self, branch: usize) {
        if self.end.is_some() || self.branches[branch].is_none() {
            return;
        }
        self.branch_mut(branch).queued = false;
        let turned = if self.branch(branch).leaving.is_some() {
            self.unwind(branch)
        } else {
            self.go_on(branch)
        };
        if self.has_more(branch, turned) {
            self.wake_first(branch);
        }
    }

    fn go_on(&mut self, branch: usize) -> Turned {
        match self.todo(branch) {
            Todo::Stmt(block, index) => self.statement(branch, &block.stmts[index]),
            Todo::Each => self.next_item(branch),
            Todo::Many => self.more_items(branch),
            Todo::Rounds => self.next_round(branch),
            Todo::Group => self.group_done(branch),
            Todo::Always => self.always_done(branch),
            Todo::Limited => self.within_done(branch),
            Todo::Drop => {
                self.drop_top(branch);
                Ok(Turn::More)
            }
            Todo::Back(giving) => {
                self.drop_top(branch);
                self.returned(branch, giving, Value::Nothing)
            }
            Todo::Ended => self.ended_by_itself(branch),
            Todo::Blocked => Ok(Turn::Waits),
        }
    }

    fn todo(&mut self, branch: usize) -> Todo {
        match self.top(branch) {
            None => Todo::Ended,
            Some(Frame::Block(block, next)) => match block.stmts.get(*next as usize) {
                Some(_) => {
                    *next += 1;
                    Todo::Stmt(block.clone(), *next as usize - 1)
                }
                None => Todo::Drop,
            },
            Some(Frame::Each(_)) => Todo::Each,
            Some(Frame::Many(_)) => Todo::Many,
            Some(Frame::Rounds(_)) => Todo::Rounds,
            Some(Frame::Group(_)) => Todo::Group,
            Some(Frame::Always(_)) => Todo::Always,
            Some(Frame::Limited(_)) => Todo::Limited,
            Some(Frame::Called(called)) => Todo::Back(called.run.giving),
            Some(Frame::Reacting(_)) => Todo::Drop,
            Some(Frame::Act(_) | Frame::Wait(_)) => Todo::Blocked,
        }
    }

    fn statement(&mut self, branch: usize, stmt: &Stmt) -> Turned {
        self.count_step(stmt.span)?;
        match &stmt.op {
            Op::Call(call) => self.call(branch, stmt, call),
            Op::Let(slot, value) => {
                let value = self.evaluate(branch, value)?;
                self.store(branch, *slot, value, stmt.span)?;
                Ok(Turn::More)
            }
            Op::If(condition) => self.decide(branch, condition),
            Op::ForEach(each) => self.for_each(branch, stmt, each),
            Op::Repeat(repeat) => self.repeat(branch, stmt, repeat),
            Op::Try(group) => self.begin_group(branch, stmt, group),
            Op::Within(within) => self.begin_within(branch, stmt, within),
            Op::Wait(time) => self.wait(branch, stmt, time),
            Op::WaitUntil(watch) => self.watch(branch, stmt, watch),
            Op::Await(wait) => self.await_thing(branch, stmt, wait),
            Op::Run(run) => self.run_step(branch, super::frames::Site::of(stmt), run),
            Op::Log(text) => self.log(branch, stmt.span, text),
            Op::Emit(name, value) => self.emit(branch, stmt.span, name, value),
            Op::Jump(jump) => self.jump(branch, jump, stmt.span),
        }
    }

    /// Tells the one who waited.
    pub(super) fn deliver(&mut self, waiting: Waiting, completion: Completion) {
        let branch = waiting.branch as usize;
        match waiting.role {
            Role::Answer => self.answered(branch, completion),
            Role::ActLimit => self.act_timed_out(branch),
            Role::Pause => self.pause_over(branch),
            Role::Pass => self.pass(branch),
            Role::Within => self.within_over(branch, waiting.id),
            Role::Deadline => self.deadline_over(),
            Role::Grace => self.grace_over(),
        }
    }

    /// What was told led to this.
    pub(super) fn after_delivery(&mut self, branch: usize, turned: Turned) {
        if self.has_more(branch, turned) {
            self.wake(branch);
        }
    }

    fn has_more(&mut self, branch: usize, turned: Turned) -> bool {
        let open = self.end.is_none() && self.branches[branch].is_some();
        match turned {
            Ok(turn) => open && turn == Turn::More,
            Err(fault) => open && self.fault(branch, *fault) == Turn::More,
        }
    }

    /// A pause is over.
    fn pass(&mut self, branch: usize) {
        match self.top(branch) {
            Some(Frame::Wait(_)) => {
                self.branch_mut(branch).stack.pop();
            }
            Some(Frame::Rounds(rounds)) => rounds.every = None,
            Some(Frame::Group(group)) => group.pause = None,
            _ => {}
        }
        self.wake(branch);
    }

    /// A piece of the frame on top, where it is the kind that it is known to be.
    pub(super) fn act(&mut self, branch: usize) -> Option<&mut Act> {
        match self.top(branch) {
            Some(Frame::Act(act)) => Some(act),
            _ => None,
        }
    }

    pub(super) fn each(&mut self, branch: usize) -> Option<&mut Each> {
        match self.top(branch) {
            Some(Frame::Each(each)) => Some(each),
            _ => None,
        }
    }

    pub(super) fn many(&mut self, branch: usize) -> Option<&mut Many> {
        match self.top(branch) {
            Some(Frame::Many(many)) => Some(many),
            _ => None,
        }
    }

    pub(super) fn rounds(&mut self, branch: usize) -> Option<&mut Rounds> {
        match self.top(branch) {
            Some(Frame::Rounds(rounds)) => Some(rounds),
            _ => None,
        }
    }

    pub(super) fn group(&mut self, branch: usize) -> Option<&mut Group> {
        match self.top(branch) {
            Some(Frame::Group(group)) => Some(group),
            _ => None,
        }
    }

    fn log(&mut self, branch: usize, span: Span, text: &crate::program::Expr) -> Turned {
        let text = self.text(branch, text)?;
        self.say(span, EventKind::Log(text));
        Ok(Turn::More)
    }

    fn emit(
        &mut self,
        branch: usize,
        span: Span,
        name: &Arc<str>,
        value: &crate::program::Expr,
    ) -> Turned {
        let value = self.evaluate(branch, value)?;
        self.hold(super::values::weigh(&value), span)?;
        self.results.insert(name.clone(), value.clone());
        self.say(span, EventKind::Emitted(name.clone(), value));
        Ok(Turn::More)
    }
}
