//! Statements.

use super::Lowerer;
use crate::program::{Block, Jump, Op, Run, Stmt};
use crate::syntax::tree::{self, StmtKind, Takes};
use crate::value::Kind;
use std::fmt::Write;
use std::sync::Arc;

impl<'a> Lowerer<'_, 'a> {
    /// A block under its part of the path.
    pub(super) fn block(&mut self, part: &str, block: &'a tree::Block) -> Block {
        self.within(part, |lowerer| lowerer.stmts(&block.stmts))
    }

    pub(super) fn stmts(&mut self, stmts: impl IntoIterator<Item = &'a tree::Stmt>) -> Block {
        let mut lowered = Vec::new();
        for (index, stmt) in stmts.into_iter().enumerate() {
            lowered.extend(self.stmt(index + 1, stmt));
        }
        Block {
            stmts: lowered.into(),
        }
    }

    fn stmt(&mut self, number: usize, stmt: &'a tree::Stmt) -> Option<Stmt> {
        let before = self.path.len();
        let _ = write!(self.path, "{number}");
        let path: Arc<str> = self.path.as_str().into();
        self.path.push('.');
        let op = self.op(stmt);
        self.path.truncate(before);
        Some(Stmt {
            span: stmt.span,
            path,
            op: op?,
        })
    }

    /// Nothing where the statement did not parse: such a tree has errors, and its program is
    /// never run.
    fn op(&mut self, stmt: &'a tree::Stmt) -> Option<Op> {
        Some(match &stmt.kind {
            StmtKind::Action(action) => Op::Call(self.call(action)?),
            StmtKind::Let { name, value } => {
                let value = self.expr(value);
                Op::Let(self.slot_at(*name), value)
            }
            StmtKind::If { arms, otherwise } => self.if_(arms, otherwise.as_ref()),
            StmtKind::ForEach(each) => self.for_each(each),
            StmtKind::Repeat(repeat) => self.repeat(repeat),
            StmtKind::Try(group) => self.try_(group),
            StmtKind::Within(within) => self.within_limit(within),
            StmtKind::WaitUntil(wait) => self.wait_until(wait)?,
            StmtKind::Await(wait) => self.await_(wait)?,
            StmtKind::Run(run) => Op::Run(self.run(run)?),
            StmtKind::Plain(plain, value) => Op::Plain(
                *plain,
                match plain.takes() {
                    Takes::Text => self.expr(value),
                    Takes::Duration(_) => self.value(value, &Kind::Duration),
                },
            ),
            StmtKind::Emit { name, value } => Op::Emit(self.slice(*name).into(), self.expr(value)),
            StmtKind::Jump(jump) => Op::Jump(self.jump(jump)),
            StmtKind::Bad => return None,
        })
    }

    pub(super) fn jump(&mut self, jump: &'a tree::Jump) -> Jump {
        jump.with(|value| self.expr(value))
    }

    fn run(&mut self, run: &'a tree::Run) -> Option<Arc<Run>> {
        let mut lowered = self.run_step(&run.call)?;
        lowered.giving = run.giving.map(|name| self.slot_at(name));
        lowered.handlers = self.handlers(&run.handlers);
        Some(Arc::new(lowered))
    }

    pub(super) fn run_step(&mut self, call: &'a tree::RunStep) -> Option<Run> {
        let step = self.model.step_named(self.slice(call.name))? as u32;
        Some(Run {
            span: call.span,
            step,
            args: call.args.iter().map(|arg| self.expr(arg)).collect(),
            giving: None,
            handlers: Vec::new(),
        })
    }
}
