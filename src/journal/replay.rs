//! Going on with a run from its journal.

use super::Record;
use crate::program::Program;
use crate::run::Run;
use crate::run::effect::{Completion, Effect, EffectId, Request};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A run that is where its journal ends.
#[derive(Debug)]
pub struct Replayed {
    run: Run,
    open: BTreeMap<EffectId, Open>,
}

/// An effect that has been asked for, and of which nothing has been told.
#[derive(Debug)]
struct Open {
    effect: Effect,
    asked_at: Timestamp,
    /// Whether it is a write that may have been sent.
    sent: bool,
}

/// Why a run cannot go on from a journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReplayError {
    /// It does not begin with the start of a run.
    NoStart,
    /// It is the journal of a run of another script.
    OtherScript {
        /// The name of the script that it began with.
        script: Arc<str>,
    },
    /// The run does not ask for what the journal says that it asked for.
    Differs {
        /// Which record of the journal, counted from 1.
        record: usize,
        /// What does not fit.
        problem: String,
    },
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStart => f.write_str("the journal does not hold the start of this run"),
            Self::OtherScript { script } => write!(
                f,
                "the script has changed since the run began: go on with {script} as it was"
            ),
            Self::Differs { record, problem } => {
                write!(
                    f,
                    "record {record} of the journal does not fit the run: {problem}"
                )
            }
        }
    }
}

impl std::error::Error for ReplayError {}

/// Brings a run to where its journal ends. Nothing is sent for that, and nothing is said: what
/// happened before has been said before.
pub fn replay(program: Arc<Program>, records: &[Record]) -> Result<Replayed, ReplayError> {
    let Some((Record::Started(started), records)) = records.split_first() else {
        return Err(ReplayError::NoStart);
    };
    if !started.fits(&program) {
        let script = started.script.clone();
        return Err(ReplayError::OtherScript { script });
    }
    let run = Run::new(program, started.start.clone(), started.limits);
    let run = run.map_err(|_| differs(1, "its inputs are not what the script asks for"))?;
    let mut replayed = Replayed {
        run,
        open: BTreeMap::new(),
    };
    for (index, record) in records.iter().enumerate() {
        replayed
            .take(record)
            .map_err(|problem| differs(index + 2, &problem))?;
    }
    replayed.settle();
    replayed.run.take_events();
    Ok(replayed)
}

fn differs(record: usize, problem: &str) -> ReplayError {
    let problem = problem.to_owned();
    ReplayError::Differs { record, problem }
}

impl Replayed {
    /// The run.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Tells the run of every write that may have been sent that it is lost, at a time. It gives
    /// the records that the journal has to keep of that.
    pub fn tell_lost(&mut self, at: Timestamp) -> Vec<Record> {
        let lost: Vec<_> = self
            .open
            .iter()
            .filter(|(_, open)| open.sent)
            .map(|(id, _)| *id)
            .collect();
        let mut told = Vec::with_capacity(lost.len());
        for id in lost {
            self.open.remove(&id);
            if self.run.complete(id, Completion::Lost, at) {
                told.push(Record::Told {
                    id,
                    at,
                    completion: Completion::Lost,
                });
                self.settle();
            }
        }
        told
    }

    /// The run, and what it still waits for, at a time: sleeps with what is left of them, the rest
    /// as it was. [`tell_lost`](Self::tell_lost) has to come first; writes that may have been sent
    /// are not among them in any case.
    pub fn into_parts(self, at: Timestamp) -> (Run, Vec<Effect>) {
        let open = self.open.into_values().filter(|open| !open.sent);
        (self.run, open.map(|open| open.left(at)).collect())
    }

    fn take(&mut self, record: &Record) -> Result<(), String> {
        if let Record::Cancelled { at, turn } = record {
            while self.run.turns() < *turn && self.run.advance(1) {}
            self.run.cancel(*at);
            return Ok(());
        }
        self.settle();
        match record {
            Record::Started(_) => return Err("a run starts only once".into()),
            Record::Asked { id, name, .. } => self.mark_sent(*id, name)?,
            Record::Told { id, at, completion } => {
                if !self.run.complete(*id, completion.clone(), *at) {
                    return Err(format!("the run does not wait for effect {id}"));
                }
                self.open.remove(id);
            }
            Record::Cancelled { .. } | Record::Ended { .. } => {}
        }
        Ok(())
    }

    fn mark_sent(&mut self, id: EffectId, name: &Arc<str>) -> Result<(), String> {
        match self.open.get_mut(&id) {
            Some(open) if open.effect.name == *name => {
                open.sent = true;
                Ok(())
            }
            Some(open) => Err(format!("effect {id} is {}, not {name}", open.effect.name)),
            None => Err(format!("the run does not ask for effect {id}, {name}")),
        }
    }

    fn settle(&mut self) {
        self.run.settle();
        let asked_at = self.run.now();
        for effect in self.run.take_effects() {
            self.open.insert(
                effect.id,
                Open {
                    effect,
                    asked_at,
                    sent: false,
                },
            );
        }
        for id in self.run.take_cancelled() {
            self.open.remove(&id);
        }
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
