//! Every action of a program, wherever it stands.

use super::{Block, Body, Call, Handler, Op, Program, Reaction};

impl Program {
    /// Every action that it can perform, in the order in which the script has them.
    pub fn calls(&self) -> Vec<&Call> {
        let mut found = Vec::new();
        let bodies = std::iter::once(&self.main).chain(self.steps.iter().map(|step| &step.body));
        for Body { block, .. } in bodies {
            of_block(block, &mut found);
        }
        of_handlers(&self.everywhere, &mut found);
        found
    }
}

fn of_block<'a>(block: &'a Block, found: &mut Vec<&'a Call>) {
    for stmt in block.stmts.iter() {
        match &stmt.op {
            Op::Call(call) => {
                found.push(call);
                of_handlers(&call.handlers, found);
            }
            Op::If(branch) => {
                let blocks = branch.arms.iter().map(|(_, block)| block);
                for block in blocks.chain(&branch.otherwise) {
                    of_block(block, found);
                }
            }
            Op::ForEach(each) => of_block(&each.body, found),
            Op::Repeat(repeat) => {
                of_block(&repeat.body, found);
                of_handlers(&repeat.handlers, found);
            }
            Op::Try(group) => {
                of_block(&group.body, found);
                of_handlers(&group.handlers, found);
                if let Some(always) = &group.always {
                    of_block(&always.block, found);
                }
            }
            Op::Within(within) => {
                of_block(&within.body, found);
                of_handlers(&within.handlers, found);
            }
            Op::WaitUntil(wait) => of_handlers(&wait.handlers, found),
            Op::Await(wait) => of_handlers(&wait.handlers, found),
            Op::Signal(wait) => of_handlers(&wait.handlers, found),
            Op::Run(run) => of_handlers(&run.handlers, found),
            Op::Let(..) | Op::Wait(_) | Op::Log(_) | Op::Emit(..) | Op::Jump(_) => {}
        }
    }
}

fn of_handlers<'a>(handlers: &'a [Handler], found: &mut Vec<&'a Call>) {
    for handler in handlers {
        of_reaction(&handler.reaction, found);
    }
}

fn of_reaction<'a>(reaction: &'a Reaction, found: &mut Vec<&'a Call>) {
    match reaction {
        Reaction::Block(block) => of_block(block, found),
        Reaction::Run(run) => of_handlers(&run.handlers, found),
        Reaction::Retry(retry) => {
            if let Some(then) = &retry.then {
                of_reaction(then, found);
            }
        }
        Reaction::Ignore | Reaction::Jump(_) => {}
    }
}
