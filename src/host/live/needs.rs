//! Whether a program needs what the profiles of its systems bring.

use crate::program::{ArgValue, Handler, Op, Program, Reaction, Stmt};
use std::sync::Arc;

/// The systems whose profiles have to be asked: something is taken from them that no earlier
/// action, which is sure to have run, has given.
pub(in crate::host) fn profile_needs(program: &Program) -> Vec<Arc<str>> {
    if program.provided.is_empty() {
        return Vec::new();
    }
    let mut needs = Needs {
        given: vec![false; program.provided.len()],
        needed: vec![false; program.provided.len()],
        seen: vec![false; program.steps.len()],
    };
    needs.walk(program);
    let mut systems: Vec<Arc<str>> = Vec::new();
    for (provided, needed) in program.provided.iter().zip(&needs.needed) {
        let name = program
            .systems
            .get(provided.system as usize)
            .filter(|_| *needed);
        if let Some(name) = name.filter(|name| !systems.contains(name)) {
            systems.push(name.clone());
        }
    }
    systems
}

struct Needs {
    given: Vec<bool>,
    needed: Vec<bool>,
    /// Steps that have been looked at.
    seen: Vec<bool>,
}

/// What is still to be looked at, in the order of the script.
#[derive(Clone, Copy)]
enum Look<'a> {
    /// Statements; whether they are sure to have run when what comes after them does.
    Stmts(&'a [Stmt], bool),
    Handlers(&'a [Handler]),
}

impl Needs {
    fn walk(&mut self, program: &Program) {
        let everywhere = Look::Handlers(&program.everywhere);
        let mut todo = vec![everywhere, Look::Stmts(&program.main.block.stmts, true)];
        while let Some(look) = todo.pop() {
            match look {
                Look::Stmts([first, rest @ ..], sure) => {
                    todo.push(Look::Stmts(rest, sure));
                    self.stmt(program, &first.op, sure, &mut todo);
                }
                Look::Stmts([], _) => {}
                Look::Handlers(handlers) => {
                    let reactions = handlers.iter().map(|handler| &handler.reaction);
                    reactions.for_each(|reaction| self.react(program, reaction, &mut todo));
                }
            }
        }
    }

    fn stmt<'a>(&mut self, program: &'a Program, op: &'a Op, sure: bool, todo: &mut Vec<Look<'a>>) {
        self.reads(op);
        match op {
            Op::Call(call) => {
                todo.push(Look::Handlers(&call.handlers));
                let gives = call.provides.iter().filter(|_| sure);
                gives.for_each(|(_, index)| self.give(*index));
            }
            Op::If(condition) => {
                let blocks = condition.arms.iter().map(|(_, block)| block);
                let blocks = blocks.chain(&condition.otherwise);
                todo.extend(blocks.map(|block| Look::Stmts(&block.stmts, false)));
            }
            Op::ForEach(each) => todo.push(Look::Stmts(&each.body.stmts, false)),
            Op::Repeat(repeat) => {
                todo.push(Look::Handlers(&repeat.handlers));
                todo.push(Look::Stmts(&repeat.body.stmts, false));
            }
            Op::Try(group) => {
                let always = group.always.iter();
                todo.extend(always.map(|always| Look::Stmts(&always.block.stmts, sure)));
                todo.push(Look::Handlers(&group.handlers));
                todo.push(Look::Stmts(&group.body.stmts, sure));
            }
            Op::Within(within) => {
                todo.push(Look::Handlers(&within.handlers));
                todo.push(Look::Stmts(&within.body.stmts, sure));
            }
            Op::WaitUntil(watch) => todo.push(Look::Handlers(&watch.handlers)),
            Op::Await(wait) => todo.push(Look::Handlers(&wait.handlers)),
            Op::Signal(wait) => todo.push(Look::Handlers(&wait.handlers)),
            Op::Run(run) => {
                todo.push(Look::Handlers(&run.handlers));
                self.open_step(program, run.step, sure, todo);
            }
            _ => {}
        }
    }

    fn open_step<'a>(
        &mut self,
        program: &'a Program,
        step: u32,
        sure: bool,
        todo: &mut Vec<Look<'a>>,
    ) {
        let step = step as usize;
        if let (Some(found), Some(seen)) = (program.steps.get(step), self.seen.get_mut(step))
            && !std::mem::replace(seen, true)
        {
            todo.push(Look::Stmts(&found.body.block.stmts, sure));
        }
    }

    fn react<'a>(
        &mut self,
        program: &'a Program,
        reaction: &'a Reaction,
        todo: &mut Vec<Look<'a>>,
    ) {
        let mut reaction = reaction;
        while let Reaction::Retry(retry) = reaction {
            match &retry.then {
                Some(then) => reaction = then,
                None => return,
            }
        }
        match reaction {
            Reaction::Block(block) => todo.push(Look::Stmts(&block.stmts, false)),
            Reaction::Run(run) => self.open_step(program, run.step, false, todo),
            _ => {}
        }
    }

    fn give(&mut self, index: u16) {
        if let Some(given) = self.given.get_mut(index as usize) {
            *given = true;
        }
    }

    fn need(&mut self, index: u16) {
        let given = self.given.get(index as usize).copied().unwrap_or(true);
        if let Some(needed) = self.needed.get_mut(index as usize) {
            *needed |= !given;
        }
    }

    fn reads(&mut self, op: &Op) {
        match op {
            Op::Call(call) => {
                for arg in &call.args {
                    if let ArgValue::Provided(index) = arg.value {
                        self.need(index);
                    }
                }
            }
            Op::WaitUntil(watch) => watch.needs.iter().for_each(|(_, index)| self.need(*index)),
            Op::Await(wait) => wait.needs.iter().for_each(|(_, index)| self.need(*index)),
            _ => {}
        }
    }
}
