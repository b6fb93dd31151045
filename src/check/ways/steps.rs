//! Steps: each is walked once, before those who run it; what it needs, hands on and can end in
//! is kept for them.

use super::flow::Flow;
use super::needs::Need;
use super::raise::Fired;
use crate::check::graph::Event;
use crate::check::resolve::BodyKind;
use crate::syntax::tree::{self, Handler, RunStep};

/// So many `run` statements are shown of the way to an action in a step, the outermost among them.
const SHOWN: usize = 8;

impl<'a> Flow<'_, 'a> {
    pub(super) fn step(&mut self, number: usize) {
        let model = self.model;
        let known = &model.steps[number];
        self.begin(BodyKind::Step(number));
        for param in &known.params {
            self.bind(*param);
        }
        self.steps[number].start = Some(self.path.mark());
        self.walk_block(&known.step.body);
        if !self.path.dead {
            self.steps[number].returns_nothing = true;
            self.record_return(known.step.body.span);
        }
        self.returned(number);
    }

    /// Takes in one way out of a step.
    pub(super) fn returned(&mut self, number: usize) {
        let known = &mut self.steps[number];
        if let Some(start) = known.start {
            let mut given = known.gives.take();
            self.path.meet(&mut given, start);
            self.steps[number].gives = given;
        }
    }

    pub(super) fn run(&mut self, run: &'a tree::Run) {
        let Some(step) = self.walk_call(&run.call) else {
            return self.broken(run.giving, &run.handlers);
        };
        let giving = run.giving.and_then(|name| self.binds(name));
        let call = self.record_call(step, &run.call);
        let fired = self.raise_of_step(step, call, &run.handlers);
        self.path.pass(Event::Returned(call), run.call.span);
        let gives = self.steps[step].gives.clone();
        self.check_own(&run.handlers, &fired, self.steps[step].anything);
        let at = run.call.span;
        self.after(&run.handlers, fired, at, |flow| match gives {
            Some(given) => {
                flow.path.bind_all(&given.vars);
                flow.provide_from_step(&given.vars, at);
                giving.iter().for_each(|name| flow.bind(*name));
            }
            None => flow.path.dead = true,
        });
    }

    /// The call in a reaction: its own outcomes go further out.
    pub(super) fn run_reaction(&mut self, call: &'a RunStep) {
        let Some(step) = self.walk_call(call) else {
            return self.broken(None, &[]);
        };
        let number = self.record_call(step, call);
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

    /// The step that a call means, with its arguments and needs looked at.
    fn walk_call(&mut self, call: &'a RunStep) -> Option<usize> {
        self.reads(&call.args);
        let step = self.model.step_named(self.slice(call.name))?;
        for need in self.steps[step].needs.clone() {
            let mut through = need.through;
            if through.len() == SHOWN {
                through.pop();
            }
            through.push(call.span);
            self.need(Need { through, ..need });
        }
        Some(step)
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
