//! A host without a clock: systems answer from a script of outcomes, and time jumps to whatever
//! comes next.

use crate::run::Run;
use crate::run::effect::{Answer, Completion, Effect, EffectId, Request};
use crate::run::event::{Event, RunReport};
use crate::value::Text;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// What a world has to say to a call, a watch or an await.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// This, after so much time.
    After(SignedDuration, Answer),
    /// This, when the time limit of the wait is over: in place of the run's own words for that.
    AtLimit(Answer),
    /// Nothing, ever.
    Never,
}

impl Reply {
    /// This, at once.
    pub fn now(answer: Answer) -> Self {
        Self::After(SignedDuration::ZERO, answer)
    }
}

/// What stands in for the systems.
pub trait World {
    /// What it has to say to an effect that was asked for at this time. It is asked once for each
    /// call, watch and await, in the order in which the run asks.
    fn reply(&mut self, effect: &Effect, at: Timestamp) -> Reply;
}

impl<F: FnMut(&Effect, Timestamp) -> Reply> World for F {
    fn reply(&mut self, effect: &Effect, at: Timestamp) -> Reply {
        self(effect, at)
    }
}

/// A run under virtual time.
#[derive(Debug)]
pub struct VirtualTime<W> {
    run: Run,
    world: W,
    due: BTreeMap<(Timestamp, EffectId), Completion>,
    now: Timestamp,
    played: Played,
}

/// What was seen of a run.
#[derive(Clone, Debug, Default)]
pub struct Played {
    /// Every event, in order.
    pub events: Vec<Event>,
    /// Every effect that was asked for, in order.
    pub effects: Vec<Effect>,
    /// Every effect that was cancelled, in order.
    pub cancelled: Vec<EffectId>,
    /// Every completion, in the order of telling.
    pub told: Vec<(EffectId, Timestamp, Completion)>,
    /// What must not be shown.
    pub sensitive: Vec<Text>,
    /// What is to be said of the run; nothing where it waits for something that never comes.
    pub report: Option<RunReport>,
}

impl<W: World> VirtualTime<W> {
    /// A run in a world, up to where it first waits.
    pub fn new(run: Run, world: W) -> Self {
        Self::resumed(run, Vec::new(), world)
    }

    /// A run that goes on from a journal: it waits for these effects, and has not been told of
    /// them.
    pub fn resumed(run: Run, open: Vec<Effect>, world: W) -> Self {
        let mut host = Self {
            now: run.now(),
            run,
            world,
            due: BTreeMap::new(),
            played: Played::default(),
        };
        host.ask_world(open);
        host.serve();
        host
    }

    /// The run.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// How many completions the run has been told.
    pub fn told(&self) -> usize {
        self.played.told.len()
    }

    /// When the next thing happens, if anything does.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.due.keys().next().map(|(at, _)| *at)
    }

    /// Whether nothing happens before a pause of the flow is over: a `wait`, or one before a retry.
    pub fn is_in_pause(&self) -> bool {
        let Some(((at, id), Completion::Slept)) = self.due.first_key_value() else {
            return false;
        };
        *at > self.now && !self.run.is_limit(*id)
    }

    /// Lets time jump to the next thing that happens; says whether there was one.
    pub fn step(&mut self) -> bool {
        let Some(((at, id), completion)) = self.due.pop_first() else {
            return false;
        };
        self.now = self.now.max(at);
        if self.run.complete(id, completion.clone(), self.now) {
            self.played.told.push((id, self.now, completion));
        }
        self.serve();
        true
    }

    /// What stands in for the systems.
    pub fn world(&self) -> &W {
        &self.world
    }

    /// Cancels the run at a later time, with nothing happening in between.
    pub fn cancel_at(&mut self, at: Timestamp) {
        self.now = self.now.max(at);
        self.cancel();
    }

    /// Cancels the run, at the time that it is.
    pub fn cancel(&mut self) {
        self.run.cancel(self.now);
        self.serve();
    }

    /// Goes on until the run is over, or waits for something that never comes.
    pub fn play(mut self) -> Played {
        while self.run.end().is_none() && self.step() {}
        self.stop()
    }

    /// What was seen so far.
    pub fn stop(self) -> Played {
        self.into_parts().0
    }

    /// What was seen so far, the run, and what stood in for the systems.
    pub fn into_parts(mut self) -> (Played, Run, W) {
        self.played.report = self.run.report();
        (self.played, self.run, self.world)
    }

    fn serve(&mut self) {
        self.run.settle();
        let effects = self.run.take_effects();
        self.ask_world(effects);
        for id in self.run.take_cancelled() {
            self.due.retain(|(_, other), _| *other != id);
            self.played.cancelled.push(id);
        }
        self.played.sensitive.extend(self.run.take_sensitive());
        self.played.events.extend(self.run.take_events());
    }

    fn ask_world(&mut self, effects: Vec<Effect>) {
        for effect in &effects {
            if let Some((at, completion)) = self.outcome(effect, &effects) {
                self.due.insert((at, effect.id), completion);
            }
        }
        self.played.effects.extend(effects);
    }

    fn outcome(&mut self, effect: &Effect, all: &[Effect]) -> Option<(Timestamp, Completion)> {
        let (after, completion) = match &effect.request {
            Request::Sleep(time) => (*time, Completion::Slept),
            _ => match self.world.reply(effect, self.now) {
                Reply::After(time, answer) => (time, Completion::Answer(answer)),
                Reply::AtLimit(answer) => (limit_of(effect, all)?, Completion::Answer(answer)),
                Reply::Never => return None,
            },
        };
        let at = self.now.checked_add(after).unwrap_or(Timestamp::MAX);
        Some((at, completion))
    }
}

/// The time limit of a wait, which a run asks for together with it.
fn limit_of(wait: &Effect, all: &[Effect]) -> Option<SignedDuration> {
    let mut limits = all.iter().filter_map(|effect| match &effect.request {
        Request::Sleep(time) => Some((effect.name.strip_suffix("/limit")?, *time)),
        _ => None,
    });
    let found = limits.find(|(name, _)| *name == &*wait.name);
    found.map(|(_, time)| time)
}
