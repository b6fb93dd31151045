//! Everything that a program can wait for, wherever it stands.

use super::{Await, Block, Body, Handler, Op, Program, Reaction, Signal, Stmt};
use std::sync::Arc;

impl Program {
    /// The signals that it can wait for, each once.
    pub fn signals(&self) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = Vec::new();
        self.each_signal(&mut |signal| {
            if !names.contains(&signal.name) {
                names.push(signal.name.clone());
            }
        });
        names
    }

    /// Shows every `await signal` to `see`, in the order of the script.
    pub fn each_signal(&self, see: &mut impl FnMut(&Signal)) {
        self.each_op(&mut |op| {
            if let Op::Signal(signal) = op {
                see(signal);
            }
        });
    }

    /// Shows every `await` of a thing to `see`.
    pub fn each_await(&self, see: &mut impl FnMut(&Await)) {
        self.each_op(&mut |op| {
            if let Op::Await(wait) = op {
                see(wait);
            }
        });
    }

    fn each_op(&self, see: &mut impl FnMut(&Op)) {
        self.each_stmt(&mut |stmt| see(&stmt.op));
    }

    /// Shows every statement to `see`, in the order of the script.
    pub fn each_stmt(&self, see: &mut impl FnMut(&Stmt)) {
        let bodies = std::iter::once(&self.main).chain(self.steps.iter().map(|step| &step.body));
        for Body { block, .. } in bodies {
            of_block(block, see);
        }
        of_handlers(&self.everywhere, see);
    }
}

fn of_block(block: &Block, see: &mut impl FnMut(&Stmt)) {
    for stmt in block.stmts.iter() {
        see(stmt);
        match &stmt.op {
            Op::Signal(signal) => of_handlers(&signal.handlers, see),
            Op::Call(call) => of_handlers(&call.handlers, see),
            Op::If(branch) => {
                let blocks = branch.arms.iter().map(|(_, block)| block);
                blocks
                    .chain(&branch.otherwise)
                    .for_each(|block| of_block(block, see));
            }
            Op::ForEach(each) => of_block(&each.body, see),
            Op::Repeat(repeat) => {
                of_block(&repeat.body, see);
                of_handlers(&repeat.handlers, see);
            }
            Op::Try(group) => {
                of_block(&group.body, see);
                of_handlers(&group.handlers, see);
                group
                    .always
                    .iter()
                    .for_each(|always| of_block(&always.block, see));
            }
            Op::Within(within) => {
                of_block(&within.body, see);
                of_handlers(&within.handlers, see);
            }
            Op::WaitUntil(wait) => of_handlers(&wait.handlers, see),
            Op::Await(wait) => of_handlers(&wait.handlers, see),
            Op::Run(run) => of_handlers(&run.handlers, see),
            Op::Let(..) | Op::Wait(_) | Op::Log(_) | Op::Emit(..) | Op::Jump(_) => {}
        }
    }
}

fn of_handlers(handlers: &[Handler], see: &mut impl FnMut(&Stmt)) {
    handlers
        .iter()
        .for_each(|handler| of_reaction(&handler.reaction, see));
}

fn of_reaction(reaction: &Reaction, see: &mut impl FnMut(&Stmt)) {
    match reaction {
        Reaction::Block(block) => of_block(block, see),
        Reaction::Run(run) => of_handlers(&run.handlers, see),
        Reaction::Retry(retry) => retry.then.iter().for_each(|then| of_reaction(then, see)),
        Reaction::Ignore | Reaction::Jump(_) => {}
    }
}
