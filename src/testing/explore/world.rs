//! Runs in which some answers are forced; everything else succeeds.

use super::origin::Origins;
use super::sampled::{outputs, outputs_of};
use super::values::{Values, asked_for};
use crate::catalogue::{Action, Thing};
use crate::host::virtual_time::{Reply, VirtualTime, World};
use crate::journal::{Record as Journaled, Started};
use crate::outcome::Outcome;
use crate::program::Program;
use crate::run::effect::{Answer, Effect, Request};
use crate::run::{Limits, Run, Start};
use crate::testing::Seen;
use crate::testing::play::told;
use crate::testing::sample;
use crate::value::{Record, Value};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many actions may a run carry out: more is a loop.
pub const MOST_ASKED: usize = 5_000;
/// So long may a run take.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 31);

/// When the answer comes that a run was cut off before.
pub const LATE: SignedDuration = SignedDuration::from_hours(1);

/// The answers that are forced, by the place in the order of asking.
pub type Choices = BTreeMap<usize, Choice>;

/// A forced answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    /// This outcome.
    Outcome(Arc<str>),
    /// No answer comes, and the run is cancelled meanwhile.
    CutOff,
    /// The run is cancelled in the pause before it asks for this.
    CutOffInPause,
}

/// Where a run was cut off.
#[derive(Clone, Copy, Debug)]
pub struct CutOff {
    /// Which of what it asked for was under way, in the order of asking; nothing in a pause.
    pub at: Option<usize>,
    /// How long the run had taken.
    pub after: SignedDuration,
}

/// A run that was tried.
pub struct Explored {
    /// What was seen of it.
    pub seen: Seen,
    /// What was asked for, in order.
    pub effects: Vec<Effect>,
    /// What could have been answered.
    pub possible: Vec<Vec<Arc<str>>>,
    /// How much had been asked for when it paused, each time.
    pub pauses: Vec<usize>,
    /// Where it was cut off, if it was.
    pub cut_off: Option<CutOff>,
    /// Whether it did so much, or took so long, that it was stopped.
    pub endless: bool,
    /// With what it was tried.
    pub values: Arc<Values>,
}

/// The actions and the things of a flow, by whose they are and their names.
pub struct Named {
    actions: BTreeMap<(Arc<str>, Arc<str>), Arc<Action>>,
    things: BTreeMap<(Arc<str>, Arc<str>), Arc<Thing>>,
}

impl Named {
    /// Those of a flow.
    pub fn of(program: &Program) -> Self {
        let calls = program.calls().into_iter();
        let actions = calls.map(|call| {
            let action = call.action.clone();
            ((action.system.clone(), action.key.clone()), action)
        });
        Self {
            actions: actions.collect(),
            things: Origins::of(program).things,
        }
    }

    fn action(&self, system: &Arc<str>, key: &Arc<str>) -> Option<&Arc<Action>> {
        self.actions.get(&(system.clone(), key.clone()))
    }
}

struct Forced<'a> {
    known: &'a Named,
    choices: &'a Choices,
    values: &'a Values,
    /// Where every answer is left to chance.
    chance: Option<fastrand::Rng>,
    asked: Vec<Effect>,
    cut_off: Option<usize>,
}

impl World for Forced<'_> {
    fn reply(&mut self, effect: &Effect, _: Timestamp) -> Reply {
        if let Some(reply) = self.by_chance(effect) {
            self.asked.push(effect.clone());
            return reply;
        }
        let choice = self.choices.get(&self.asked.len());
        self.asked.push(effect.clone());
        match choice {
            Some(Choice::CutOff) => {
                self.cut_off = Some(self.asked.len() - 1);
                // what runs in an `always` is not cut off: its answer is waited for
                Reply::After(LATE, self.success(effect))
            }
            Some(Choice::Outcome(outcome)) if **outcome != *"Success" => {
                self.forced(effect, outcome)
            }
            _ => Reply::now(self.success(effect)),
        }
    }
}

impl Forced<'_> {
    /// One answer out of all, after up to a minute; half of them are successes.
    fn by_chance(&mut self, effect: &Effect) -> Option<Reply> {
        let possible = possible(effect, self.known);
        let chance = self.chance.as_mut()?;
        let after = SignedDuration::from_millis(chance.i64(0..60_000));
        let at = chance.usize(0..2 * possible.len().max(1));
        Some(match possible.get(at) {
            Some(outcome) => match self.forced(effect, outcome) {
                Reply::After(_, answer) => Reply::After(after, answer),
                silent => silent,
            },
            None => Reply::After(after, self.success(effect)),
        })
    }

    fn forced(&self, effect: &Effect, outcome: &Arc<str>) -> Reply {
        match &effect.request {
            Request::Call(_) => Reply::now(Answer::new(outcome.clone(), "")),
            _ if **outcome == *"TimedOut" => Reply::Never,
            Request::Signal(signal) if Outcome::DECLINED == **outcome => {
                let no = signal.answer(&Value::YesNo(false));
                Reply::now(no.unwrap_or_else(|| Answer::new(outcome.clone(), "")))
            }
            _ => Reply::now(Answer::new(outcome.clone(), "")),
        }
    }

    fn success(&self, effect: &Effect) -> Answer {
        let mut answer = Answer::success();
        let usual = match &effect.request {
            Request::Call(call) => {
                let action = self.known.action(&call.system, &call.action);
                action.map(|action| outputs_of(action))
            }
            Request::Await(what) => {
                let things = &self.known.things;
                let thing = things.get(&(what.system.clone(), what.thing.clone()));
                let mut usual = thing.map_or_else(Record::new, |thing| outputs(&thing.outputs));
                usual.extend(what.with.clone());
                Some(usual)
            }
            Request::Signal(what) => return what.answer(&Value::YesNo(true)).unwrap_or(answer),
            Request::Watch(_) | Request::Sleep(_) => None,
        };
        if let Some(usual) = usual {
            let before = || self.times_before(effect);
            answer.outputs = self.values.outputs(&effect.request, before, usual);
        }
        answer
    }

    /// How often the same has been asked for already.
    fn times_before(&self, effect: &Effect) -> usize {
        let key = asked_for(&effect.request);
        let before = self.asked.iter().filter(|other| other.id != effect.id);
        before
            .filter(|other| asked_for(&other.request) == key)
            .count()
    }
}

/// Runs a flow with these answers forced.
pub fn run(
    program: &Arc<Program>,
    known: &Named,
    values: &Arc<Values>,
    choices: &Choices,
    seed: u64,
) -> Explored {
    run_by((program, known), values, choices, (seed, None))
}

#[cfg(feature = "internals")]
/// Runs a flow with every answer left to chance: the same seed gives the same run.
pub fn wander(program: &Arc<Program>, seed: u64) -> Seen {
    let chance = Some(fastrand::Rng::with_seed(seed));
    let (known, choices) = (Named::of(program), Choices::new());
    let flow = (program, &known);
    run_by(flow, &Arc::default(), &choices, (seed, chance)).seen
}

fn run_by(
    (program, known): (&Arc<Program>, &Named),
    values: &Arc<Values>,
    choices: &Choices,
    (seed, chance): (u64, Option<fastrand::Rng>),
) -> Explored {
    let now = values.now;
    let start = Start {
        run: "explore".into(),
        inputs: values.inputs(program),
        at: now.to_zoned_datetime(values.zone.clone()),
        seed,
        provided: sample::provided(program),
    };
    let limits = Limits {
        steps: 200_000,
        ..Limits::default()
    };
    // what is left to chance is kept, so that it can be told once more
    let wanders = chance.is_some();
    let started = wanders.then(|| Started::new(program, &start, limits));
    let Ok(mut run) = Run::new(program.clone(), start, limits) else {
        return nothing(values);
    };
    run.count_visits();
    let world = Forced {
        known,
        choices,
        values,
        chance,
        asked: Vec::new(),
        cut_off: None,
    };
    let mut host = VirtualTime::new(run, world);
    let driven = drive(&mut host, now);
    let (mut played, mut run, world) = host.into_parts();
    let mut journal: Vec<Journaled> = Vec::new();
    if let Some(started) = started {
        journal.push(Journaled::Started(Box::new(started)));
        journal.extend(told(std::mem::take(&mut played.told), None));
    }
    let possible = world.asked.iter().map(|effect| possible(effect, known));
    Explored {
        possible: possible.collect(),
        seen: Seen {
            journal,
            ..Seen::of(played, run.take_visited())
        },
        effects: world.asked,
        pauses: driven.pauses,
        cut_off: driven.cut_off,
        endless: driven.endless,
        values: values.clone(),
    }
}

#[derive(Default)]
struct Driven {
    pauses: Vec<usize>,
    cut_off: Option<CutOff>,
    /// Whether it was stopped before its end.
    endless: bool,
}

impl Driven {
    fn pauses_at(&mut self, at: usize) {
        if self.pauses.last() != Some(&at) {
            self.pauses.push(at);
        }
    }
}

/// Plays a run to its end, or until it waits for what never comes.
fn drive(host: &mut VirtualTime<Forced<'_>>, began: Timestamp) -> Driven {
    let mut driven = Driven::default();
    while host.run().end().is_none() {
        if host.world().asked.len() > MOST_ASKED || host.now().duration_since(began) > LONGEST {
            driven.endless = true;
            break;
        }
        if host.is_in_pause() {
            driven.pauses_at(host.world().asked.len());
        }
        if let (Some(at), None) = (cut_off_at(host), driven.cut_off) {
            let after = host.now().duration_since(began);
            driven.cut_off = Some(CutOff { at, after });
            host.cancel();
            continue;
        }
        if !host.step() {
            break;
        }
    }
    driven
}

/// Whether the run is to be cancelled now, and in the middle of what.
fn cut_off_at(host: &VirtualTime<Forced<'_>>) -> Option<Option<usize>> {
    let world = host.world();
    let in_pause = world.choices.get(&world.asked.len()) == Some(&Choice::CutOffInPause);
    match world.cut_off {
        Some(at) => Some(Some(at)),
        None => (in_pause && host.is_in_pause()).then_some(None),
    }
}

fn nothing(values: &Arc<Values>) -> Explored {
    Explored {
        seen: Seen::default(),
        effects: Vec::new(),
        possible: Vec::new(),
        pauses: Vec::new(),
        cut_off: None,
        endless: false,
        values: values.clone(),
    }
}

/// What could have been answered beside `Success`.
fn possible(effect: &Effect, known: &Named) -> Vec<Arc<str>> {
    let call = match &effect.request {
        Request::Call(call) => call,
        Request::Signal(signal) if signal.question.is_some() => {
            return vec!["Declined".into(), "TimedOut".into()];
        }
        _ => return vec!["TimedOut".into()],
    };
    let action = known.action(&call.system, &call.action);
    let outcomes = action.into_iter().flat_map(|action| {
        let possible = action.outcomes.iter().filter(|outcome| {
            let own = !outcome.transport;
            let harmless = action.reads && *outcome.name == *"Unknown";
            let silent = action.no_result && own || action.never_ends_in(&outcome.name);
            !harmless && !silent
        });
        possible.map(|outcome| outcome.name.clone())
    });
    outcomes.filter(|name| **name != *"Success").collect()
}

/// Every answer that could be forced from a place in the order of asking on.
pub fn choices_at(explored: &Explored, from: usize) -> Vec<(usize, Choice)> {
    let mut all = Vec::new();
    if explored.cut_off.is_some() {
        return all;
    }
    for (at, outcomes) in explored.possible.iter().enumerate().skip(from) {
        let outcomes = outcomes.iter().cloned();
        all.extend(outcomes.map(|outcome| (at, Choice::Outcome(outcome))));
        all.push((at, Choice::CutOff));
    }
    let pauses = explored.pauses.iter().filter(|at| **at >= from);
    all.extend(pauses.map(|at| (*at, Choice::CutOffInPause)));
    all
}
