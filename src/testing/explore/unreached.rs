//! Statements that no run came to, and why.

use crate::program::{Block, Handler, If, Op, Program, Reaction, Stmt};
use crate::source::{Source, Span};
use std::collections::HashSet;
use std::sync::Arc;

/// Statements in a row that no run came to.
#[derive(Clone, Debug)]
pub struct Unreached {
    /// Where it is seen why: the condition, the handler, the statement after which no run went on.
    pub at: Span,
    /// The statements.
    pub statements: Span,
    /// Why.
    why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Why {
    NeverTrue,
    NeverFalse,
    NoItem,
    NoSuchOutcome,
    EndsBefore,
    StepNotRun,
}

impl Unreached {
    /// What happened instead, and which lines did not run.
    pub fn title(&self, source: &Source) -> String {
        let (file, span) = source.home(self.statements);
        let first = file.line_of(span.start);
        let last = file.line_of(span.end.saturating_sub(1).max(span.start));
        let lines = match first == last {
            true => format!("line {first} was never tried"),
            false => format!("lines {first} to {last} were never tried"),
        };
        let why = match self.why {
            Why::NeverTrue => "the condition was never true",
            Why::NeverFalse => "the condition was never false",
            Why::NoItem => "the list was always empty",
            Why::NoSuchOutcome => "no run came to this handler",
            Why::EndsBefore => "every run ended before",
            Why::StepNotRun => "no run came to this step",
        };
        format!("{lines}: {why}")
    }

    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self.why {
            Why::NeverTrue => {
                "write a test with values for which it is true: `flow test --explore` tries the values of tests too"
            }
            Why::NeverFalse => {
                "write a test with values for which it is false: `flow test --explore` tries the values of tests too"
            }
            Why::NoItem => {
                "write a test in which the list has an item: `flow test --explore` tries the values of tests too"
            }
            Why::NoSuchOutcome | Why::EndsBefore | Why::StepNotRun => {
                "write a test that comes to it: `flow test --explore` tries the values of tests too"
            }
        }
    }
}

/// All such statements of a flow, in the order of its text.
pub fn unreached(program: &Program, visited: &HashSet<Arc<str>>) -> Vec<Unreached> {
    let mut look = Look {
        visited,
        all: Vec::new(),
    };
    look.block(&program.main.block, None);
    for step in &program.steps {
        let first = step.body.block.stmts.first();
        let at = first.map(|first| (first.span, Why::StepNotRun));
        look.block(&step.body.block, at);
    }
    look.handlers(&program.everywhere);
    let Look { mut all, .. } = look;
    // a step that only such statements run needs no line of its own
    if all.iter().any(|one| one.why != Why::StepNotRun) {
        all.retain(|one| one.why != Why::StepNotRun);
    }
    all.sort_by_key(|one| one.statements);
    all
}

struct Look<'a> {
    visited: &'a HashSet<Arc<str>>,
    all: Vec<Unreached>,
}

impl Look<'_> {
    /// A block, and where it is seen why no run began it, where none did.
    fn block(&mut self, block: &Block, why: Option<(Span, Why)>) {
        let mut before = why;
        for stmt in block.stmts.iter() {
            if !self.visited.contains(&stmt.path) {
                let last = block.stmts.last().unwrap_or(stmt);
                let statements = Span::new(stmt.span.start, last.span.end);
                let (at, why) = before.unwrap_or((stmt.span, Why::EndsBefore));
                return self.all.push(Unreached {
                    at,
                    statements,
                    why,
                });
            }
            self.stmt(stmt);
            before = Some((stmt.span, Why::EndsBefore));
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::If(condition) => self.arms(stmt, condition),
            Op::ForEach(each) => {
                self.block(&each.body, Some((each.items.span, Why::NoItem)));
            }
            op => {
                let (blocks, handlers) = op.parts();
                for block in blocks {
                    self.block(block, None);
                }
                self.handlers(handlers);
            }
        }
    }

    fn arms(&mut self, stmt: &Stmt, condition: &If) {
        for (when, block) in &condition.arms {
            self.block(block, Some((when.span, Why::NeverTrue)));
        }
        let last = condition.arms.last();
        let at = last.map_or(stmt.span, |(when, _)| when.span);
        if let Some(block) = &condition.otherwise {
            self.block(block, Some((at, Why::NeverFalse)));
        }
    }

    fn handlers(&mut self, handlers: &[Handler]) {
        for handler in handlers {
            if let Reaction::Block(block) = &handler.reaction {
                self.block(block, Some((handler.span, Why::NoSuchOutcome)));
            }
        }
    }
}
