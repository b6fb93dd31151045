//! Going on with a run from its journal.

mod error;
mod sent;
mod values;

use super::Record;
use super::announced::Announced;
use super::record::{asked_of, digest_of_args};
use crate::program::Program;
use crate::run::effect::{Completion, Effect, EffectId, Request};
use crate::run::event::Event;
use crate::run::{Limits, Run, Start};
use crate::value::{Text, Value};
pub use error::ReplayError;
use error::differs;
use jiff::Timestamp;
pub use sent::Sent;
use std::collections::BTreeMap;
use std::sync::Arc;
pub(crate) use values::with_values;

/// A run that is where its journal ends.
#[derive(Debug)]
pub struct Replayed {
    run: Run,
    open: BTreeMap<EffectId, Open>,
    /// What it does not wait for any more, and what that was called.
    left: BTreeMap<EffectId, Arc<str>>,
    /// Whether actions have to have the very parameters that they were sent with.
    strict: bool,
    /// The signals that were given before it waited for them.
    signals: Vec<(Arc<str>, Value)>,
    /// Every effect that was asked for, where somebody wants them all.
    seen: Option<Vec<Effect>>,
    announced: Announced,
}

/// An effect that has been asked for, and of which nothing has been told.
#[derive(Debug)]
struct Open {
    effect: Effect,
    asked_at: Timestamp,
    /// When it was sent, if it is a write that may have been.
    sent: Option<Timestamp>,
    /// Whether it happened, where somebody has found out.
    settled: Option<bool>,
}

/// Brings a run to where its journal ends. Nothing is sent for that, and nothing is said: what
/// happened before has been said before.
pub fn replay(program: Arc<Program>, records: &[Record]) -> Result<Replayed, ReplayError> {
    let Some(Record::Started(started)) = records.first() else {
        return Err(ReplayError::NoStart);
    };
    if !started.fits(&program) {
        let script = started.script.clone();
        return Err(ReplayError::OtherScript { script });
    }
    let mut replayed = replay_from(program, &started.start, records)?;
    replayed.run.take_events();
    Ok(replayed)
}

/// Whether what has happened is what another script would have done: the same actions with the same
/// parameters. What the new one does later is its own.
pub fn agrees(program: Arc<Program>, records: &[Record]) -> Result<(), ReplayError> {
    let Some(Record::Started(started)) = records.first() else {
        return Err(ReplayError::NoStart);
    };
    bring(program, &started.start, records, true).map(drop)
}

/// Everything that a run has asked for, in order, with the true values.
pub fn effects(program: Arc<Program>, records: &[Record]) -> Result<Vec<Effect>, ReplayError> {
    let Some(Record::Started(started)) = records.first() else {
        return Err(ReplayError::NoStart);
    };
    let mut replayed = begin(program, &started.start, started.limits)?;
    replayed.announced = Announced::of(records);
    replayed.seen = Some(Vec::new());
    replayed.take_all(&records[1..])?;
    Ok(replayed.seen.unwrap_or_default())
}

/// The same with a script that may be another one, and a start that has again what no journal keeps.
/// What has happened is in the run's events.
pub fn replay_from(
    program: Arc<Program>,
    start: &Start,
    records: &[Record],
) -> Result<Replayed, ReplayError> {
    bring(program, start, records, false)
}

fn bring(
    program: Arc<Program>,
    start: &Start,
    records: &[Record],
    strict: bool,
) -> Result<Replayed, ReplayError> {
    let announced = Announced::of(records);
    let Some((Record::Started(started), records)) = records.split_first() else {
        return Err(ReplayError::NoStart);
    };
    let mut replayed = begin(program, start, started.limits)?;
    replayed.announced = announced;
    replayed.strict = strict;
    replayed.take_all(records)?;
    Ok(replayed)
}

fn begin(program: Arc<Program>, start: &Start, limits: Limits) -> Result<Replayed, ReplayError> {
    let run = Run::new(program, start.clone(), limits);
    let run = run.map_err(|_| differs(1, "the recorded inputs are not the flow's inputs"))?;
    Ok(Replayed {
        run,
        open: BTreeMap::new(),
        left: BTreeMap::new(),
        strict: false,
        signals: Vec::new(),
        seen: None,
        announced: Announced::default(),
    })
}

impl Replayed {
    /// The run.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// What has happened, since this was called last.
    pub fn take_events(&mut self) -> Vec<Event> {
        self.run.take_events()
    }

    /// The marked texts that came into the run, or were made in it, since this was called last.
    pub fn take_sensitive(&mut self) -> Vec<Text> {
        self.run.take_sensitive()
    }

    /// The run, and what it still waits for, at a time: sleeps with what is left of them, the rest
    /// as it was. [`tell_lost`](Self::tell_lost) has to come first; writes that may have been sent
    /// are not among them in any case.
    pub fn into_parts(self, at: Timestamp) -> (Run, Vec<Effect>) {
        let mut run = self.run;
        let open = self.open.into_values().filter(|open| open.sent.is_none());
        let effects: Vec<Effect> = open.map(|open| open.left(at)).collect();
        // From here on it is its new host who says what it holds back.
        effects.iter().for_each(|effect| run.let_go(effect.id));
        (run, effects)
    }

    fn take_all(&mut self, records: &[Record]) -> Result<(), ReplayError> {
        for (index, record) in records.iter().enumerate() {
            self.take(record)
                .map_err(|problem| differs(index + 2, &problem))?;
        }
        self.settle();
        Ok(())
    }

    fn take(&mut self, record: &Record) -> Result<(), String> {
        if self.run.interrupted_by(record, &self.announced) {
            return Ok(());
        }
        self.settle();
        match record {
            Record::Started(_) | Record::Job(_) => return Err("a run starts only once".into()),
            Record::Asked {
                id,
                name,
                at,
                of,
                args,
                ..
            } => {
                self.is_of(*id, of.as_ref())?;
                self.has_args(*id, *args)?;
                self.mark_sent(*id, name, *at)?;
            }
            Record::Settled { id, happened, .. } => self.mark_settled(*id, *happened),
            Record::Told {
                id,
                at,
                completion,
                of,
            } => {
                self.is_of(*id, of.as_ref())?;
                if !self.run.complete(*id, completion.clone(), *at) {
                    return Err(format!("the run does not wait for effect {id}"));
                }
                if let Some(open) = self.open.remove(id) {
                    self.hear(&open.effect.request, completion);
                }
            }
            Record::Signalled { name, value, .. } => {
                self.signals.push((name.clone(), value.clone()));
            }
            Record::Cancelled { .. }
            | Record::TimeOver { .. }
            | Record::Resumed { .. }
            | Record::Ended { .. } => {}
        }
        Ok(())
    }

    /// Whether an effect is of the action that the journal names.
    fn is_of(&self, id: EffectId, of: Option<&Arc<str>>) -> Result<(), String> {
        let (Some(of), Some(open)) = (of, self.open.get(&id)) else {
            return Ok(());
        };
        match asked_of(&open.effect.request) {
            Some(asks) if asks == *of => Ok(()),
            Some(asks) => Err(format!(
                "the run carried out `{of}`; the flow now has `{asks}` there"
            )),
            None => Err(format!(
                "the run carried out `{of}`; the flow now waits there"
            )),
        }
    }

    /// Whether an action has the parameters with which it was sent.
    fn has_args(&self, id: EffectId, args: Option<u64>) -> Result<(), String> {
        let (Some(args), Some(open)) = (args.filter(|_| self.strict), self.open.get(&id)) else {
            return Ok(());
        };
        match digest_of_args(&open.effect.request) == Some(args) {
            true => Ok(()),
            false => {
                let of = asked_of(&open.effect.request).unwrap_or_default();
                Err(format!("`{of}` was sent with other parameters"))
            }
        }
    }

    /// A kept signal is gone once it has been heard. One that came while the run waited for it was
    /// never kept.
    fn hear(&mut self, request: &Request, completion: &Completion) {
        if let (Request::Signal(wanted), Completion::Answer(_)) = (request, completion)
            && let Some(at) = self
                .signals
                .iter()
                .position(|(name, _)| *name == wanted.name)
        {
            self.signals.remove(at);
        }
    }

    /// The signals that were given to it and that it has not waited for.
    pub fn take_signals(&mut self) -> Vec<(Arc<str>, Value)> {
        std::mem::take(&mut self.signals)
    }

    fn mark_sent(&mut self, id: EffectId, name: &Arc<str>, at: Timestamp) -> Result<(), String> {
        let known = match self.open.get_mut(&id) {
            Some(open) => {
                open.sent = Some(at);
                open.settled = None;
                &open.effect.name
            }
            // It was on its way into the journal when the run stopped waiting for it.
            None => self
                .left
                .get(&id)
                .ok_or_else(|| format!("the run does not reach effect {id}, {name}"))?,
        };
        match known == name {
            true => Ok(()),
            false => Err(format!("effect {id} is {known}, not {name}")),
        }
    }

    fn mark_settled(&mut self, id: EffectId, happened: bool) {
        if let Some(open) = self.open.get_mut(&id) {
            open.settled = Some(happened);
        }
    }

    fn settle(&mut self) {
        self.run.settle();
        let asked_at = self.run.now();
        self.announced.hold_back(&mut self.run);
        for effect in self.run.take_effects() {
            if let Some(seen) = &mut self.seen {
                seen.push(effect.clone());
            }
            self.open.insert(
                effect.id,
                Open {
                    effect,
                    asked_at,
                    sent: None,
                    settled: None,
                },
            );
        }
        for id in self.run.take_cancelled() {
            if let Some(open) = self.open.remove(&id).filter(|open| open.effect.writes()) {
                self.left.insert(id, open.effect.name);
            }
        }
    }
}

impl Run {
    /// Does again what came to it in the middle of its work, at the very turn: whether the record is of
    /// such a thing.
    pub(crate) fn interrupted_by(&mut self, record: &Record, announced: &Announced) -> bool {
        let (Record::Cancelled { at, turn } | Record::TimeOver { at, turn, .. }) = record else {
            return false;
        };
        while self.turns() < *turn && self.advance(1) {}
        self.hand_out();
        announced.hold_back(self);
        match record {
            Record::TimeOver {
                limit: Some(id), ..
            } => self.pass_limit(*id, *at),
            Record::TimeOver { .. } => self.pass_deadline(*at),
            _ => self.cancel(*at),
        }
        true
    }
}

impl Open {
    fn left(mut self, at: Timestamp) -> Effect {
        if let Request::Sleep(time) = &mut self.effect.request {
            let passed = at.duration_since(self.asked_at);
            *time = time.saturating_sub(passed).max(Default::default());
        }
        self.effect
    }
}
