//! Runs in which some answers are forced; everything else succeeds.

use crate::catalogue::Action;
use crate::host::virtual_time::{Reply, VirtualTime, World};
use crate::journal::{Record as Journaled, Started};
use crate::outcome::Outcome;
use crate::program::Program;
use crate::run::effect::{Answer, Effect, Request};
use crate::run::{Limits, Run, Start};
use crate::testing::Seen;
use crate::testing::play::told;
use crate::testing::sample;
use crate::value::{Kind, Record, Value};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::collections::BTreeMap;
use std::sync::Arc;

/// When the runs begin: a Monday morning.
const MORNING: i64 = 1_767_603_600;
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
}

/// Where a run was cut off.
#[derive(Clone, Copy, Debug)]
pub struct CutOff {
    /// Which of what it asked for was under way, in the order of asking.
    pub at: usize,
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
    /// Where it was cut off, if it was.
    pub cut_off: Option<CutOff>,
    /// Whether it did so much, or took so long, that it was stopped.
    pub endless: bool,
}

struct Forced<'a> {
    actions: &'a BTreeMap<(Arc<str>, Arc<str>), Arc<Action>>,
    choices: &'a Choices,
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
        let possible = possible(effect, self.actions);
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
        match &effect.request {
            Request::Call(call) => {
                let key = (call.system.clone(), call.action.clone());
                if let Some(action) = self.actions.get(&key) {
                    answer.outputs = outputs(action);
                }
            }
            Request::Await(what) => answer.outputs = what.with.clone(),
            Request::Signal(what) => return what.answer(&Value::YesNo(true)).unwrap_or(answer),
            Request::Watch(_) | Request::Sleep(_) => {}
        }
        answer
    }
}

/// The outputs of a success: lists have two items that differ, so that both ways of a condition on
/// them are gone.
fn outputs(action: &Action) -> Record {
    let mut outputs = sample::outputs(action);
    for output in &action.outputs {
        if let (Kind::List(of), Some(value)) = (&output.kind, outputs.get_mut(&output.name)) {
            *value = Value::list([sample::value_of(of), other(of)]);
        }
    }
    outputs
}

/// Another value of a type than the usual one.
fn other(kind: &Kind) -> Value {
    match kind {
        Kind::Number => Value::number(100),
        Kind::YesNo => Value::YesNo(false),
        Kind::Duration => Value::Duration(SignedDuration::from_hours(24)),
        Kind::PhoneNumber => kind.read("+12025550101").unwrap_or_default(),
        Kind::ContactId => Value::text("1002"),
        Kind::Text => Value::text("other"),
        Kind::Record(Some(fields)) => {
            let fields = fields.iter();
            Value::record(fields.map(|field| (field.name.clone(), other(&field.kind))))
        }
        kind => sample::value_of(kind),
    }
}

/// Values for the inputs of a flow that have no default.
pub fn inputs(program: &Program) -> Record {
    let wanted = program
        .inputs
        .iter()
        .filter(|input| input.default.is_none());
    wanted
        .map(|input| (input.name.clone(), sample::value_of(&input.kind)))
        .collect()
}

/// Runs a flow with these answers forced.
pub fn run(program: &Arc<Program>, inputs: &Record, choices: &Choices, seed: u64) -> Explored {
    run_by(program, inputs, choices, (seed, None))
}

#[cfg(feature = "internals")]
/// Runs a flow with every answer left to chance: the same seed gives the same run.
pub fn wander(program: &Arc<Program>, seed: u64) -> Seen {
    let chance = Some(fastrand::Rng::with_seed(seed));
    let choices = Choices::new();
    run_by(program, &inputs(program), &choices, (seed, chance)).seen
}

fn run_by(
    program: &Arc<Program>,
    inputs: &Record,
    choices: &Choices,
    (seed, chance): (u64, Option<fastrand::Rng>),
) -> Explored {
    let now = Timestamp::from_second(MORNING).unwrap_or_default();
    let start = Start {
        run: "explore".into(),
        inputs: inputs.clone(),
        at: now.to_zoned_datetime(TimeZone::UTC),
        seed,
        provided: sample::provided(program),
    };
    let calls = program.calls().into_iter();
    let actions = calls.map(|call| {
        let action = call.action.clone();
        ((action.system.clone(), action.key.clone()), action)
    });
    let actions: BTreeMap<_, _> = actions.collect();
    let limits = Limits {
        steps: 200_000,
        ..Limits::default()
    };
    // what is left to chance is kept, so that it can be told once more
    let wanders = chance.is_some();
    let started = wanders.then(|| Started::new(program, &start, limits));
    let Ok(run) = Run::new(program.clone(), start, limits) else {
        return nothing();
    };
    let world = Forced {
        actions: &actions,
        choices,
        chance,
        asked: Vec::new(),
        cut_off: None,
    };
    let mut host = VirtualTime::new(run, world);
    let (endless, cut_off) = drive(&mut host, now);
    let (mut played, _, world) = host.into_parts();
    let mut journal: Vec<Journaled> = Vec::new();
    if let Some(started) = started {
        journal.push(Journaled::Started(Box::new(started)));
        journal.extend(told(std::mem::take(&mut played.told), None));
    }
    let possible = world.asked.iter().map(|effect| possible(effect, &actions));
    Explored {
        possible: possible.collect(),
        seen: Seen {
            journal,
            ..Seen::of(played, Default::default())
        },
        effects: world.asked,
        cut_off,
        endless,
    }
}

/// Plays a run to its end, or until it waits for what never comes. Whether it was stopped before
/// that, and where it was cut off.
fn drive(host: &mut VirtualTime<Forced<'_>>, began: Timestamp) -> (bool, Option<CutOff>) {
    let mut cut_off = None;
    while host.run().end().is_none() {
        if host.world().asked.len() > MOST_ASKED || host.now().duration_since(began) > LONGEST {
            return (true, cut_off);
        }
        if let (Some(at), None) = (host.world().cut_off, cut_off) {
            let after = host.now().duration_since(began);
            cut_off = Some(CutOff { at, after });
            host.cancel();
            continue;
        }
        if !host.step() {
            break;
        }
    }
    (false, cut_off)
}

fn nothing() -> Explored {
    Explored {
        seen: Seen::default(),
        effects: Vec::new(),
        possible: Vec::new(),
        cut_off: None,
        endless: false,
    }
}

/// What could have been answered beside `Success`.
fn possible(
    effect: &Effect,
    actions: &BTreeMap<(Arc<str>, Arc<str>), Arc<Action>>,
) -> Vec<Arc<str>> {
    let call = match &effect.request {
        Request::Call(call) => call,
        Request::Signal(signal) if signal.question.is_some() => {
            return vec!["Declined".into(), "TimedOut".into()];
        }
        _ => return vec!["TimedOut".into()],
    };
    let action = actions.get(&(call.system.clone(), call.action.clone()));
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
    all
}
