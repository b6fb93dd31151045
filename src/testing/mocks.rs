//! What answers in place of systems.

use super::ready::About;
use crate::host::virtual_time::{Reply, World};
use crate::outcome::Outcome;
use crate::program::test::{OF_SIGNALS, What};
use crate::run::effect::{Answer, Effect, Request, Signal};
use crate::source::Span;
use crate::value::{Record, Value};
use jiff::Timestamp;

/// A line of mocks: one answer is for every time, of several each is for one.
pub struct Line {
    /// The line.
    pub span: Span,
    /// What it answers.
    pub of: About,
    /// With what.
    pub answers: Vec<Reply>,
    /// How often it has answered.
    pub used: usize,
}

impl Line {
    /// Whether all of its answers have been given.
    fn is_used_up(&self) -> bool {
        self.answers.len() != 1 && self.used >= self.answers.len()
    }

    /// How many of its answers nothing has asked for.
    pub fn unused(&self) -> usize {
        self.answers.len().saturating_sub(self.used)
    }
}

/// The mocks of a test.
#[derive(Default)]
pub struct Mocks {
    /// The lines, in the order of the test.
    pub lines: Vec<Line>,
    /// The effects that no line answers, and whether there was one that is used up.
    pub unanswered: Vec<(Effect, Option<Span>)>,
}

impl Mocks {
    /// Mocks that have not been asked for anything.
    pub fn new(lines: Vec<Line>) -> Self {
        Self {
            lines,
            unanswered: Vec::new(),
        }
    }

    /// What a line has to say to an effect: of those with the most values the first that is not
    /// used up. Nothing where none has anything to say.
    pub fn answer(&mut self, effect: &Effect) -> Option<Reply> {
        let mut fitting: Vec<&mut Line> = self
            .lines
            .iter_mut()
            .filter(|line| line.of.fits(&effect.request))
            .filter(|line| !line.is_used_up())
            .collect();
        // the sort is stable: of two as exact as each other the first stays first
        fitting.sort_by_key(|line| std::cmp::Reverse(line.of.exactness()));
        let line = fitting.into_iter().next()?;
        let last = line.answers.len().saturating_sub(1);
        let reply = line.answers.get(line.used.min(last)).cloned()?;
        line.used += 1;
        Some(as_told(line.of.handing_on(reply), &effect.request))
    }

    fn used_up(&self, effect: &Effect) -> Option<Span> {
        let mut lines = self.lines.iter();
        let line = lines.find(|line| line.of.fits(&effect.request))?;
        Some(line.span)
    }
}

impl World for Mocks {
    fn reply(&mut self, effect: &Effect, _: Timestamp) -> Reply {
        if let Some(reply) = self.answer(effect) {
            return reply;
        }
        let used_up = self.used_up(effect);
        self.unanswered.push((effect.clone(), used_up));
        Reply::Never
    }
}

/// The time limit of a wait is the run's own: it passes, and nothing comes. What a line says of it in
/// its own words comes at that moment.
fn as_told(reply: Reply, request: &Request) -> Reply {
    let Reply::After(after, answer) = reply else {
        return reply;
    };
    match request {
        Request::Call(_) | Request::Sleep(_) => Reply::After(after, answer),
        _ if answer.outcome == Outcome::TIMED_OUT && answer.reason.is_empty() => Reply::Never,
        _ if answer.outcome == Outcome::TIMED_OUT => Reply::AtLimit(answer),
        Request::Signal(signal) => {
            of_signal(signal, answer).map_or(Reply::Never, |answer| Reply::After(after, answer))
        }
        Request::Watch(_) | Request::Await(_) => Reply::After(after, answer),
    }
}

/// What the run would be told: a question is answered with yes or no, and nothing else is heard.
fn of_signal(signal: &Signal, mut answer: Answer) -> Option<Answer> {
    let declined = answer.outcome == Outcome::DECLINED;
    if !declined && !answer.is_success() {
        return Some(answer);
    }
    let value = answer.outputs.shift_remove(OF_SIGNALS);
    let value = match declined {
        true => Value::YesNo(false),
        false => value.unwrap_or_default(),
    };
    let mut told = signal.answer(&value)?;
    if !answer.reason.is_empty() {
        told.reason = answer.reason;
    }
    Some(told)
}

impl About {
    /// Whether an effect is what this is about.
    pub fn fits(&self, request: &Request) -> bool {
        match (&self.what, request) {
            (What::Action(action), Request::Call(call)) => {
                action.system == call.system
                    && action.key == call.action
                    && has(&call.args, &self.values)
            }
            (
                What::Wait {
                    system,
                    thing,
                    state,
                    ..
                },
                Request::Watch(watch),
            ) => {
                let state = state.as_ref();
                *system == watch.system
                    && thing.name == watch.thing
                    && state.is_none_or(|(name, not)| *name == watch.state && *not == watch.negated)
                    && self
                        .which
                        .as_ref()
                        .is_none_or(|which| same(which, &watch.id))
            }
            (What::Await { system, thing }, Request::Await(what)) => {
                *system == what.system && thing.name == what.thing && has(&what.with, &self.values)
            }
            (What::Signal(name), Request::Signal(signal)) => *name == signal.name,
            _ => false,
        }
    }

    /// The reply with what later actions take by default, where the line does not say it: a
    /// session, a user.
    fn handing_on(&self, mut reply: Reply) -> Reply {
        if let (What::Action(action), Reply::After(_, answer)) = (&self.what, &mut reply)
            && answer.is_success()
        {
            for output in action.outputs.iter().filter(|output| output.provides) {
                let value = || super::sample::value_of(&output.kind);
                answer
                    .outputs
                    .entry(output.name.clone())
                    .or_insert_with(value);
            }
        }
        reply
    }

    /// How many values it asks for.
    fn exactness(&self) -> usize {
        let state = matches!(&self.what, What::Wait { state: Some(_), .. });
        self.values.len() + usize::from(self.which.is_some()) + usize::from(state)
    }

    /// As it is called in messages: `hold contact`.
    pub fn name(&self) -> String {
        match &self.what {
            What::Action(action) => action.key.to_string(),
            What::Wait { thing, .. } => format!("wait until {}", thing.name),
            What::Await { thing, .. } => format!("await {}", thing.name),
            What::Signal(name) => format!("await signal {name}"),
        }
    }
}

fn has(args: &Record, wanted: &Record) -> bool {
    let mut wanted = wanted.iter();
    wanted.all(|(name, value)| args.get(name).is_some_and(|arg| same(value, arg)))
}

fn same(wanted: &Value, value: &Value) -> bool {
    wanted.equals(value).unwrap_or(false)
}
