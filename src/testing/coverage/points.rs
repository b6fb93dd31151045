//! Everything that the tests of a flow can reach.

use super::point::Point;
use crate::catalogue::Thing;
use crate::program::{
    Block, Call, Catches, Handler, If, Op, Program, Reaction, Run, Signal, Stmt, Try,
};
use crate::source::Span;
use crate::testing::sample;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The points of a flow in the order of its text, and its statements.
pub fn points(program: &Program) -> (Vec<Point>, Vec<(Arc<str>, Span)>) {
    // first who runs each step: the handlers there name outcomes of what the step does
    let mut walk = Walk::new(program, BTreeMap::new());
    walk.program();
    let callers = walk.callers();
    let mut walk = Walk::new(program, callers);
    walk.program();
    walk.points.sort_by_key(|point| point.span);
    (walk.points, walk.statements)
}

/// Where the statements of a flow are.
pub fn statements(program: &Program) -> Vec<Span> {
    let (_, statements) = points(program);
    statements.into_iter().map(|(_, span)| span).collect()
}

/// Where its handlers are.
pub fn handlers(program: &Program) -> Vec<Span> {
    let (points, _) = points(program);
    let handlers = points.into_iter();
    let handlers = handlers.filter(|point| point.id.starts_with("handler@"));
    handlers.map(|point| point.span).collect()
}

type Names = BTreeSet<Arc<str>>;

struct Walk<'a> {
    program: &'a Program,
    points: Vec<Point>,
    statements: Vec<(Arc<str>, Span)>,
    /// The lists of handlers around what is at hand, from the outside in.
    chain: Vec<&'a [Handler]>,
    /// The step at hand.
    step: Option<u32>,
    /// The outcomes that are named by whoever runs a step.
    named: BTreeMap<u32, Names>,
    runs: Vec<(Option<u32>, u32, Names)>,
}

impl<'a> Walk<'a> {
    fn new(program: &'a Program, named: BTreeMap<u32, Names>) -> Self {
        Self {
            program,
            points: Vec::new(),
            statements: Vec::new(),
            chain: Vec::new(),
            step: None,
            named,
            runs: Vec::new(),
        }
    }

    fn program(&mut self) {
        let program = self.program;
        self.block(&program.main.block);
        for (number, step) in program.steps.iter().enumerate() {
            self.step = Some(number as u32);
            self.block(&step.body.block);
        }
        self.step = None;
        self.handlers(&program.everywhere);
    }

    /// The outcomes that handlers name on all ways to a step. Steps do not run in a circle, so
    /// this comes to an end.
    fn callers(&self) -> BTreeMap<u32, Names> {
        let mut named: BTreeMap<u32, Names> = BTreeMap::new();
        loop {
            let mut grown = false;
            for (from, to, names) in &self.runs {
                let outer = from.and_then(|from| named.get(&from)).cloned();
                let all = named.entry(*to).or_default();
                let before = all.len();
                all.extend(names.iter().cloned().chain(outer.unwrap_or_default()));
                grown |= all.len() > before;
            }
            if !grown {
                return named;
            }
        }
    }

    /// The outcomes that handlers name which what is at hand can reach.
    fn names(&self, own: &'a [Handler]) -> Names {
        let lists = self.chain.iter().copied();
        let lists = lists.chain([own, &self.program.everywhere]);
        let mut names = Names::new();
        for handler in lists.flatten() {
            if let Catches::Named(named) = &handler.catches {
                names.extend(named.iter().cloned());
            }
        }
        let callers = self.step.and_then(|step| self.named.get(&step));
        names.extend(callers.into_iter().flatten().cloned());
        names
    }

    fn block(&mut self, block: &'a Block) {
        block.stmts.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn inside(&mut self, handlers: &'a [Handler], block: &'a Block) {
        self.chain.push(handlers);
        self.block(block);
        self.chain.pop();
        self.handlers(handlers);
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        self.statements.push((stmt.path.clone(), stmt.span));
        match &stmt.op {
            Op::Call(call) => self.call(call),
            Op::If(condition) => self.arms(stmt, condition),
            Op::ForEach(each) => self.block(&each.body),
            Op::Repeat(repeat) => self.inside(&repeat.handlers, &repeat.body),
            Op::Try(group) => self.group(group),
            Op::Within(within) => self.inside(&within.handlers, &within.body),
            Op::WaitUntil(wait) => {
                let name = format!("wait until {}", wait.thing.name);
                self.wait(stmt.span, &name, &wait.thing, &wait.handlers);
            }
            Op::Await(wait) => {
                let name = format!("await {}", wait.thing.name);
                self.wait(stmt.span, &name, &wait.thing, &wait.handlers);
            }
            Op::Signal(wait) => self.signal(stmt.span, wait),
            Op::Run(run) => self.run(run),
            Op::Let(..) | Op::Plain(..) | Op::Emit(..) | Op::Jump(_) => {}
        }
    }

    fn run(&mut self, run: &'a Run) {
        let names = self.names(&run.handlers);
        self.runs.push((self.step, run.step, names));
        self.handlers(&run.handlers);
    }

    fn group(&mut self, group: &'a Try) {
        self.inside(&group.handlers, &group.body);
        let Some(always) = &group.always else { return };
        if let Some(first) = always.block.stmts.first() {
            self.points.push(Point {
                id: format!("always@{}", first.path),
                span: first.span,
                what: "this `always` never ran".into(),
                line: None,
            });
        }
        self.block(&always.block);
    }

    fn arms(&mut self, stmt: &'a Stmt, condition: &'a If) {
        for (number, (when, block)) in condition.arms.iter().enumerate() {
            self.arm(stmt, number, when.span, "this condition was never true");
            self.block(block);
        }
        let last = condition.arms.last();
        let span = last.map_or(stmt.span, |(when, _)| when.span);
        let all = condition.arms.len();
        self.arm(stmt, all, span, "this condition was never false");
        condition
            .otherwise
            .iter()
            .for_each(|block| self.block(block));
    }

    fn arm(&mut self, stmt: &Stmt, number: usize, span: Span, what: &str) {
        self.points.push(Point {
            id: format!("{}?{number}", stmt.path),
            span,
            what: what.into(),
            line: None,
        });
    }

    fn call(&mut self, call: &'a Call) {
        let action = &call.action;
        let possible = action.outcomes.iter().filter(|outcome| {
            let own = !outcome.transport && *outcome.name != *"Success";
            // of a read nothing can be unknown: nothing was changed
            let harmless = action.reads && *outcome.name == *"Unknown";
            let silent = action.no_result && own || action.never_ends_in(&outcome.name);
            !harmless && !silent
        });
        let all: Vec<Arc<str>> = possible.map(|outcome| outcome.name.clone()).collect();
        let outputs = sample::with(&sample::outputs(action));
        self.outcomes(call.span, &action.key, &all, &call.handlers, &outputs);
        self.handlers(&call.handlers);
    }

    fn wait(&mut self, span: Span, name: &str, thing: &Thing, handlers: &'a [Handler]) {
        let mut all: Vec<Arc<str>> = vec!["Success".into(), "TimedOut".into()];
        all.extend(thing.outcomes.iter().map(|outcome| outcome.name.clone()));
        self.outcomes(span, name, &all, handlers, "");
        self.handlers(handlers);
    }

    fn signal(&mut self, span: Span, wait: &'a Signal) {
        let declined = wait.question.is_some().then_some("Declined");
        let all = ["Success"].into_iter().chain(declined).chain(["TimedOut"]);
        let all: Vec<Arc<str>> = all.map(Arc::from).collect();
        let name = format!("await signal {}", wait.name);
        self.outcomes(span, &name, &all, &wait.handlers, "");
        self.handlers(&wait.handlers);
    }

    /// Success and what handlers name are points of their own; the rest, which the flow treats
    /// alike, is one.
    fn outcomes(
        &mut self,
        span: Span,
        action: &str,
        all: &[Arc<str>],
        own: &'a [Handler],
        outputs: &str,
    ) {
        let names = self.names(own);
        let mut rest: Vec<&str> = Vec::new();
        for outcome in all {
            let success = **outcome == *"Success";
            if !success && !names.contains(outcome) {
                rest.push(outcome);
                continue;
            }
            let with = if success { outputs } else { "" };
            self.points.push(Point {
                id: format!("outcome@{}:{outcome}", span.start),
                span,
                what: format!("`{action}` never ended in `{outcome}`"),
                line: Some(sample::mock_line(action, outcome, with)),
            });
        }
        let usual = ["Rejected", "Unknown", "Unavailable"];
        let first = usual.into_iter().find(|usual| rest.contains(usual));
        if let Some(first) = first.or(rest.first().copied()) {
            self.points.push(Point {
                id: format!("outcome@{}:*", span.start),
                span,
                what: format!("`{action}` never ended in any other outcome"),
                line: Some(sample::mock_line(action, first, "")),
            });
        }
    }

    fn handlers(&mut self, handlers: &'a [Handler]) {
        for handler in handlers {
            self.points.push(Point {
                id: format!("handler@{}", handler.span.start),
                span: handler.span,
                what: "this handler never ran".into(),
                line: None,
            });
            if let Reaction::Retry(_) = &handler.reaction {
                self.points.push(Point {
                    id: format!("used-up@{}", handler.span.start),
                    span: handler.span,
                    what: "these retries were never used up".into(),
                    line: None,
                });
            }
            self.reaction(&handler.reaction);
        }
    }

    fn reaction(&mut self, reaction: &'a Reaction) {
        match reaction {
            Reaction::Block(block) => self.block(block),
            Reaction::Run(run) => self.run(run),
            Reaction::Retry(retry) => {
                if let Some(then) = &retry.then {
                    self.reaction(then);
                }
            }
            Reaction::Jump(_) => {}
        }
    }
}
