//! Steps: each is walked once, before those who run it; what it needs, hands on and can end in
//! is kept for them.

use super::names::{Origin, Variable};
use super::outcomes::{Fired, Raise};
use super::provided::Need;
use super::together::Alone;
use super::value::Role;
use super::{BodyKind, Place, Walker};
use crate::catalogue::nearest;
use crate::check::graph::{Event, Node};
use crate::check::path::{Arm, Mark, Var};
use crate::check::rules;
use crate::source::Span;
use crate::syntax::tree::{self, Block, Handler, ReactionKind, RunStep, Step, Stmt, StmtKind};
use crate::value::Kind;

/// So many `run` statements are shown of the way to an action in a step, the outermost among them.
const SHOWN: usize = 8;

/// A step and what its walk has found.
pub(super) struct StepInfo<'a> {
    pub step: &'a Step,
    pub needs: Vec<Need<'a>>,
    /// What it has handed on where it is left.
    pub gives: Arm,
    pub raises: Vec<StepRaise<'a>>,
    /// Something in it is broken.
    pub anything: bool,
    pub start: Option<Mark>,
    /// What it returns: with a value, without one.
    pub returns: Option<Kind>,
    pub returns_nothing: bool,
    pub used: bool,
    /// Something in it that cannot be undone, the first one.
    pub undone: Option<Undone<'a>>,
    /// What items at once may not do together.
    pub alone: Vec<Alone<'a>>,
}

/// An action that cannot be undone.
#[derive(Clone, Copy)]
pub(super) struct Undone<'a> {
    /// Its words.
    pub action: &'a str,
    /// Where it stands.
    pub at: Span,
}

/// An outcome that gets out of a step.
pub(super) struct StepRaise<'a> {
    pub raise: Raise<'a>,
    /// What had been handed on by then.
    pub given: Vec<Var>,
    /// The place where it gets out.
    pub escape: Node,
}

impl<'a> StepInfo<'a> {
    pub fn new(step: &'a Step) -> Self {
        Self {
            step,
            needs: Vec::new(),
            gives: None,
            raises: Vec::new(),
            anything: false,
            start: None,
            returns: None,
            returns_nothing: false,
            used: false,
            undone: None,
            alone: Vec::new(),
        }
    }
}

impl<'a> Walker<'a> {
    pub(super) fn walk_step(&mut self, index: usize) {
        self.begin(BodyKind::Step(index));
        let step = self.steps[index].step;
        for param in &step.params {
            self.declare_param(*param);
        }
        self.steps[index].start = Some(self.path.mark());
        self.stmts(&step.body.stmts);
        if !self.path.dead {
            self.steps[index].returns_nothing = true;
            self.record_return(step.body.span);
        }
        self.returned(index);
        self.end();
    }

    fn declare_param(&mut self, param: Span) {
        let name = self.slice(param);
        if let Some(shown) = self.names.get(name) {
            let other = &mut self.names.all[shown as usize];
            // Of two with one name, that the first is not read is no news.
            other.read = true;
            let first = other.span;
            self.report(rules::doubled_name::problem(
                "parameter",
                name,
                param,
                first,
            ));
        }
        let var = self.path.grow();
        self.names.push(Variable {
            name,
            kind: Kind::Any,
            span: param,
            read: false,
            origin: Origin::Param,
        });
        self.names.show(name, var);
        self.path.bind(var);
    }

    /// Takes in one way out of a step.
    pub(super) fn returned(&mut self, index: usize) {
        let info = &mut self.steps[index];
        if let Some(start) = info.start {
            let mut given = info.gives.take();
            self.path.meet(&mut given, start);
            self.steps[index].gives = given;
        }
    }

    /// The steps, each after those that it runs; a ring is said and broken.
    pub(super) fn steps_in_order(&mut self) -> Vec<usize> {
        let calls: Vec<Vec<(usize, Span)>> = (0..self.steps.len())
            .map(|index| {
                let mut calls = Vec::new();
                self.calls_in(&self.steps[index].step.body, &mut calls);
                calls
            })
            .collect();
        let mut order = Vec::with_capacity(calls.len());
        let mut state = vec![Seen::No; calls.len()];
        for first in 0..calls.len() {
            self.visit(first, &calls, &mut state, &mut order);
        }
        order
    }

    fn visit(
        &mut self,
        first: usize,
        calls: &[Vec<(usize, Span)>],
        state: &mut [Seen],
        order: &mut Vec<usize>,
    ) {
        if state[first] != Seen::No {
            return;
        }
        state[first] = Seen::Open;
        let mut open = vec![(first, 0)];
        while let Some((step, next)) = open.last_mut() {
            let Some((called, at)) = calls[*step].get(*next) else {
                state[*step] = Seen::Done;
                order.push(*step);
                open.pop();
                continue;
            };
            *next += 1;
            match state[*called] {
                Seen::Done => {}
                Seen::No => {
                    state[*called] = Seen::Open;
                    open.push((*called, 0));
                }
                Seen::Open => {
                    let from = open
                        .iter()
                        .position(|(step, _)| step == called)
                        .unwrap_or(0);
                    let ring = open[from..].iter().map(|(step, _)| self.step_name(*step));
                    let ring: Vec<&str> = ring.chain([self.step_name(*called)]).collect();
                    self.problems.push(rules::recursion::problem(&ring, *at));
                }
            }
        }
    }

    fn step_name(&self, index: usize) -> &'a str {
        self.slice(self.steps[index].step.name)
    }

    fn calls_in(&self, block: &'a Block, calls: &mut Vec<(usize, Span)>) {
        for stmt in &block.stmts {
            self.calls_of(stmt, calls);
        }
    }

    fn calls_of(&self, stmt: &'a Stmt, calls: &mut Vec<(usize, Span)>) {
        match &stmt.kind {
            StmtKind::Run(run) => {
                self.call_to(&run.call, calls);
                self.calls_by(&run.handlers, calls);
            }
            StmtKind::Action(action) => self.calls_by(&action.handlers, calls),
            StmtKind::If { arms, otherwise } => {
                let blocks = arms.iter().map(|(_, block)| block);
                blocks
                    .chain(otherwise)
                    .for_each(|block| self.calls_in(block, calls));
            }
            StmtKind::ForEach(each) => self.calls_in(&each.body, calls),
            StmtKind::Repeat(repeat) => {
                self.calls_in(&repeat.body, calls);
                self.calls_by(&repeat.handlers, calls);
            }
            StmtKind::Try(group) => {
                self.calls_in(&group.body, calls);
                self.calls_by(&group.handlers, calls);
                group
                    .always
                    .iter()
                    .for_each(|block| self.calls_in(block, calls));
            }
            StmtKind::Within(within) => {
                self.calls_in(&within.body, calls);
                self.calls_by(&within.handlers, calls);
            }
            StmtKind::WaitUntil(wait) => self.calls_by(&wait.handlers, calls),
            StmtKind::Await(wait) => self.calls_by(&wait.handlers, calls),
            _ => {}
        }
    }

    fn calls_by(&self, handlers: &'a [Handler], calls: &mut Vec<(usize, Span)>) {
        for handler in handlers {
            let mut reaction = Some(&handler.reaction);
            while let Some(at) = reaction {
                match &at.kind {
                    ReactionKind::Run(call) => self.call_to(call, calls),
                    ReactionKind::Block(block) => self.calls_in(block, calls),
                    _ => {}
                }
                reaction = match &at.kind {
                    ReactionKind::Retry(retry) => retry.then.as_ref(),
                    _ => None,
                };
            }
        }
    }

    fn call_to(&self, call: &'a RunStep, calls: &mut Vec<(usize, Span)>) {
        calls.extend(
            self.step_named(self.slice(call.name))
                .map(|step| (step, call.span)),
        );
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    No,
    Open,
    Done,
}

/// How a `run` went: what the step can end in, with what it had handed on by then.
impl<'a> Walker<'a> {
    pub(super) fn run(&mut self, run: &'a tree::Run) {
        let step = self.call(&run.call);
        let Some(step) = step else {
            return self.broken(run.giving, &run.handlers);
        };
        let kind = self.returned_kind(step, run);
        let giving = run
            .giving
            .map(|name| self.assign(name, kind, Origin::Written));
        let call = self.record_call(step, &run.call);
        self.at_once_in(call, run.call.span);
        let fired = self.raise_of_step(step, call, &run.handlers);
        self.path.pass(Event::Returned(call), run.call.span);
        let gives = self.steps[step].gives.clone();
        self.check_own(&run.handlers, &fired, self.steps[step].anything);
        let at = run.call.span;
        self.after(&run.handlers, fired, at, |walker| match gives {
            Some(given) => {
                walker.path.bind_all(&given.vars);
                walker.provide_from_step(&given.vars, at);
                giving.iter().for_each(|var| walker.path.bind(*var));
            }
            None => walker.path.dead = true,
        });
    }

    /// The call in a reaction: its own outcomes go further out.
    pub(super) fn run_reaction(&mut self, call: &'a RunStep) {
        let Some(step) = self.call(call) else {
            return self.broken(None, &[]);
        };
        let number = self.record_call(step, call);
        self.at_once_in(number, call.span);
        self.raise_of_step(step, number, &[]);
        self.path.pass(Event::Returned(number), call.span);
        match self.steps[step].gives.clone() {
            Some(given) => {
                self.path.bind_all(&given.vars);
                self.provide_from_step(&given.vars, call.span);
            }
            None => self.path.dead = true,
        }
    }

    /// Checks a call's name, arguments and needs.
    fn call(&mut self, call: &'a RunStep) -> Option<usize> {
        for arg in &call.args {
            self.value(arg, &Kind::Any, Role::named("the argument", Place::Bare));
        }
        let name = self.slice(call.name);
        let Some(index) = self.step_named(name) else {
            let near = nearest(name, self.step_at.keys().copied());
            self.report(rules::unknown_step::problem(name, call.name, near));
            return None;
        };
        let info = &mut self.steps[index];
        info.used = true;
        let params = &info.step.params;
        if params.len() != call.args.len() {
            let params: Vec<&str> = params
                .iter()
                .map(|param| self.source.slice(*param))
                .collect();
            let problem = rules::argument_count::step(name, &params, call.args.len(), call.span);
            self.report(problem);
        }
        if let Some(undone) = self.steps[index].undone {
            self.cannot_be_undone(undone, call.span);
        }
        for need in self.steps[index].needs.clone() {
            let mut through = need.through;
            if through.len() == SHOWN {
                through.pop();
            }
            through.push(call.span);
            self.need(Need { through, ..need });
        }
        Some(index)
    }

    fn returned_kind(&mut self, step: usize, run: &'a tree::Run) -> Kind {
        let info = &self.steps[step];
        let name = self.slice(info.step.name);
        let (kind, nothing) = (info.returns.clone(), info.returns_nothing);
        let (Some(giving), false) = (run.giving, info.anything) else {
            return kind.unwrap_or(Kind::Any);
        };
        match kind {
            None => self.report(rules::no_result::step(name, giving, false)),
            Some(_) if nothing => self.report(rules::no_result::step(name, giving, true)),
            Some(_) => {}
        }
        kind.unwrap_or(Kind::Any)
    }

    fn raise_of_step(&mut self, step: usize, call: u32, own: &'a [Handler]) -> Fired {
        let mut fired = Fired::new(own.len(), self.path.mark());
        if self.path.dead {
            return fired;
        }
        if self.steps[step].anything {
            self.raise_anything(own, &mut fired);
        }
        for index in 0..self.steps[step].raises.len() {
            let known = &self.steps[step].raises[index];
            let (raise, given) = (known.raise, known.given.clone());
            let escape = known.escape;
            let mark = self.path.mark();
            self.path.pass(Event::Raised(call, escape), raise.origin);
            self.path.bind_all(&given);
            let node = self.path.node;
            let given = given.iter().map(|var| (*var, node));
            self.path.graph.from_steps.extend(given);
            self.raise(own, &mut fired, raise);
            self.path.take(mark);
        }
        fired
    }
}
