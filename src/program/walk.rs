//! The one walk over a program's statements, wherever they stand.

use super::{Await, Block, Body, Call, Handler, Op, Program, Reaction, Signal, Stmt};
use std::sync::Arc;

/// What is inside of a statement.
enum Inside<'a> {
    Block(&'a Block),
    Handlers(&'a [Handler]),
}

impl Op {
    /// Shows the blocks and handlers of a statement to `see`, in the order of the script.
    fn each_inside<'a>(&'a self, see: &mut impl FnMut(Inside<'a>)) {
        match self {
            Self::If(branch) => {
                let blocks = branch.arms.iter().map(|(_, block)| block);
                let blocks = blocks.chain(&branch.otherwise);
                blocks.for_each(|block| see(Inside::Block(block)));
            }
            Self::ForEach(each) => see(Inside::Block(&each.body)),
            Self::Repeat(repeat) => {
                see(Inside::Block(&repeat.body));
                see(Inside::Handlers(&repeat.handlers));
            }
            Self::Try(group) => {
                see(Inside::Block(&group.body));
                see(Inside::Handlers(&group.handlers));
                let always = group.always.iter();
                always.for_each(|always| see(Inside::Block(&always.block)));
            }
            Self::Within(within) => {
                see(Inside::Block(&within.body));
                see(Inside::Handlers(&within.handlers));
            }
            Self::Call(call) => see(Inside::Handlers(&call.handlers)),
            Self::WaitUntil(wait) => see(Inside::Handlers(&wait.handlers)),
            Self::Await(wait) => see(Inside::Handlers(&wait.handlers)),
            Self::Signal(wait) => see(Inside::Handlers(&wait.handlers)),
            Self::Run(run) => see(Inside::Handlers(&run.handlers)),
            Self::Let(..) | Self::Plain(..) | Self::Emit(..) | Self::Jump(_) => {}
        }
    }

    /// The blocks in a statement, and its handlers.
    pub fn parts(&self) -> (Vec<&Block>, &[Handler]) {
        let (mut blocks, mut handlers): (_, &[Handler]) = (Vec::new(), &[]);
        self.each_inside(&mut |inside| match inside {
            Inside::Block(block) => blocks.push(block),
            Inside::Handlers(own) => handlers = own,
        });
        (blocks, handlers)
    }
}

impl Program {
    /// Shows every statement to `see`, in the order of the script.
    pub fn each_stmt<'a>(&'a self, see: &mut impl FnMut(&'a Stmt)) {
        let bodies = std::iter::once(&self.main).chain(self.steps.iter().map(|step| &step.body));
        for Body { block, .. } in bodies {
            of_block(block, see);
        }
        of_handlers(&self.everywhere, see);
    }

    /// Every action that it can perform, in the order in which the script has them.
    pub fn calls(&self) -> Vec<&Call> {
        let mut found = Vec::new();
        self.each_stmt(&mut |stmt| {
            if let Op::Call(call) = &stmt.op {
                found.push(&**call);
            }
        });
        found
    }

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
        self.each_stmt(&mut |stmt| {
            if let Op::Signal(signal) = &stmt.op {
                see(signal);
            }
        });
    }

    /// Shows every `await` of a thing to `see`.
    pub fn each_await(&self, see: &mut impl FnMut(&Await)) {
        self.each_stmt(&mut |stmt| {
            if let Op::Await(wait) = &stmt.op {
                see(wait);
            }
        });
    }
}

fn of_block<'a>(block: &'a Block, see: &mut impl FnMut(&'a Stmt)) {
    for stmt in block.stmts.iter() {
        see(stmt);
        stmt.op.each_inside(&mut |part| match part {
            Inside::Block(block) => of_block(block, see),
            Inside::Handlers(handlers) => of_handlers(handlers, see),
        });
    }
}

fn of_handlers<'a>(handlers: &'a [Handler], see: &mut impl FnMut(&'a Stmt)) {
    for handler in handlers {
        of_reaction(&handler.reaction, see);
    }
}

fn of_reaction<'a>(reaction: &'a Reaction, see: &mut impl FnMut(&'a Stmt)) {
    match reaction {
        Reaction::Block(block) => of_block(block, see),
        Reaction::Run(run) => of_handlers(&run.handlers, see),
        Reaction::Retry(retry) => retry.then.iter().for_each(|then| of_reaction(then, see)),
        Reaction::Jump(_) => {}
    }
}
