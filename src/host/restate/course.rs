//! The course of a run, as the engine's journal decides it: which step follows on what, and nothing
//! else. It has no input or output of its own. A worker takes the steps of it, and a program that shows a
//! run reads its journal through it.

mod heard;
mod step;

use step::{At, Wait};
pub(super) use step::{Differs, NoCourse, Step};

use super::wire::{Begun, Noted, Order};
use crate::journal::{Record, asked_of, replay_from};
use crate::outcome::Outcome;
use crate::program::Program;
use crate::run::effect::{Answer, Completion, Effect, EffectId, Request, Signal};
use crate::run::event::{Event, RunReport};
use crate::run::{Run, Start};
use crate::value::{Text, Value};
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;
use std::sync::Arc;

/// How much a run computes before others get a turn.
const SLICE: u32 = 1_000;

/// The course of a run.
#[derive(Debug)]
pub(super) struct Course {
    run: Run,
    waits: Vec<(u32, Wait)>,
    /// The number of the next step.
    next: u32,
    todo: VecDeque<(u32, Step)>,
    /// Steps that nobody waits for any more.
    left: Vec<u32>,
    /// Signals that were there before the run waited for them.
    ready: VecDeque<(EffectId, Answer)>,
    kept: Vec<(Arc<str>, Value)>,
    waiting: Vec<(EffectId, Signal)>,
    records: Vec<Record>,
    /// Writes that were done, or may have been.
    done: Vec<Effect>,
    /// After how many steps it goes on elsewhere.
    long: u32,
    /// Whether its clock stands, and only its own pauses move it.
    stands: bool,
}

impl Course {
    /// The course of an order that has begun, or goes on. `start` says what its profiles bring now.
    pub fn begin(
        program: &Arc<Program>,
        order: &Order,
        begun: &Begun,
        provided: Option<Vec<(Arc<str>, crate::value::Record)>>,
    ) -> Result<Self, NoCourse> {
        let started = order.started(program, begun);
        let mut start = started.start.clone();
        if let Some(provided) = provided {
            start.provided = provided;
        }
        let stands = order.plan.is_some();
        let long = begun.long;
        match &order.before {
            None => {
                let run = Run::new(program.clone(), start, order.limits);
                let run = run.map_err(NoCourse::Inputs)?;
                let records = vec![Record::Started(Box::new(started))];
                Ok(Self::of(run, records, (long, stands)))
            }
            Some(before) => Self::go_on(program, &start, &before.records, (long, stands)),
        }
    }

    fn go_on(
        program: &Arc<Program>,
        start: &Start,
        records: &[Record],
        how: (u32, bool),
    ) -> Result<Self, NoCourse> {
        let replayed = replay_from(program.clone(), start, records);
        let mut replayed = replayed.map_err(NoCourse::Replay)?;
        let now = replayed.run().now();
        // An invocation hands over only when it knows of each write what came of it: one that was
        // announced and is still open was found not to have happened.
        let open: Vec<EffectId> = replayed.sent().map(|sent| sent.effect.id).collect();
        for id in open {
            replayed.settle_write(id, (None, ""), now);
        }
        let kept = replayed.take_signals();
        let (mut run, effects) = replayed.into_parts(now);
        run.take_events();
        run.take_sensitive();
        let mut course = Self::of(run, records.to_vec(), how);
        course.kept = kept;
        course.take_in(effects);
        Ok(course)
    }

    fn of(run: Run, records: Vec<Record>, (long, stands): (u32, bool)) -> Self {
        Self {
            run,
            waits: Vec::new(),
            next: 0,
            todo: VecDeque::new(),
            left: Vec::new(),
            ready: VecDeque::new(),
            kept: Vec::new(),
            waiting: Vec::new(),
            records,
            done: Vec::new(),
            long,
            stands,
        }
    }

    /// Lets it compute for a while; whether there is more to compute before anything else.
    pub fn advance(&mut self) -> bool {
        if self.run.advance(SLICE) {
            return true;
        }
        let effects = self.run.take_effects();
        for id in self.run.take_cancelled() {
            self.leave(id);
        }
        self.take_in(effects);
        if self.run.end().is_none()
            && let Some((id, answer)) = self.ready.pop_front()
        {
            self.tell(id, Completion::Answer(answer), self.run.now());
            return true;
        }
        false
    }

    fn leave(&mut self, id: EffectId) {
        self.waiting.retain(|(other, _)| *other != id);
        self.ready.retain(|(other, _)| *other != id);
        let left = &mut self.left;
        self.waits.retain(|(step, wait)| {
            let is_it = wait.effect() == Some(id);
            if is_it {
                left.push(*step);
            }
            !is_it
        });
        self.todo.retain(|(step, _)| !left.contains(step));
    }

    fn take_in(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let writes = effect.writes();
            match effect.request {
                Request::Sleep(time) => self.sleep(effect.id, effect.name, time),
                Request::Signal(wanted) => self.await_signal(effect.id, wanted),
                _ if writes => self.announce(effect),
                _ => {
                    let wait = Wait::Read(effect.id);
                    self.ask(Step::Read(effect), wait);
                }
            }
        }
    }

    /// A step is to be done. They are numbered in their order, which is the journal's.
    fn ask(&mut self, step: Step, wait: Wait) {
        let number = self.next;
        self.next += 1;
        self.waits.push((number, wait));
        self.todo.push_back((number, step));
    }

    /// A write is announced, unless the run is about to go on elsewhere: it is announced there.
    fn announce(&mut self, effect: Effect) {
        if self.next < self.long {
            self.ask(Step::Intent(effect.clone()), Wait::Intent(effect));
        }
    }

    fn sleep(&mut self, id: EffectId, name: Arc<str>, time: SignedDuration) {
        let time = time.max(SignedDuration::ZERO);
        // A clock that stands says nothing of when a pause is over: the journal's last time does.
        let from = match self.stands {
            true => super::wire::now(),
            false => self.run.now(),
        };
        let until = from.saturating_add(time).unwrap_or(Timestamp::MAX);
        let until = whole(until);
        self.ask(Step::Sleep { name, until }, Wait::Sleep(id, time));
    }

    /// The steps that are to be done now, in their order.
    pub fn take_steps(&mut self) -> Vec<(u32, Step)> {
        self.todo.drain(..).collect()
    }

    /// The steps that nobody waits for any more.
    pub fn take_left(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.left)
    }

    /// Writes that were done, or may have been, since this was called last.
    pub fn take_done(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.done)
    }

    /// Whether it waits for the result of a step.
    pub fn waits_for(&self, step: u32) -> bool {
        self.waits.iter().any(|(number, _)| *number == step)
    }

    /// A step has given its result; nothing of one that only waited.
    pub fn notify(&mut self, step: u32, noted: Option<Noted>) -> Result<(), Differs> {
        let at = self.waits.iter().position(|(number, _)| *number == step);
        let Some(at) = at else {
            return Err(Differs(format!("the run does not wait for step {step}")));
        };
        match (self.waits.remove(at).1, noted) {
            (Wait::Sleep(id, pause), None) => self.ask_time(At::Woke(id, pause)),
            (Wait::Clock(what), Some(Noted::Time(now))) => self.at(what, now),
            (Wait::Read(_), Some(Noted::Answered(records))) => self.answered(records, None),
            (Wait::Send(effect, _), Some(Noted::Answered(records))) => {
                if records.iter().any(is_done) {
                    self.done.push(effect.clone());
                }
                self.answered(records, Some(effect));
            }
            (Wait::Intent(effect), Some(Noted::Intent { by, asked })) => {
                let Record::Asked { at, .. } = &*asked else {
                    return Err(Differs(format!("step {step} announces nothing")));
                };
                let at = *at;
                self.records.push(*asked);
                self.ask(Step::Send(effect.clone(), (at, by)), Wait::Send(effect, by));
            }
            (wait, noted) => {
                return Err(Differs(format!(
                    "step {step} is {wait:?}, and has given {noted:?}"
                )));
            }
        }
        Ok(())
    }

    fn answered(&mut self, records: Vec<Record>, write: Option<Effect>) {
        for record in records {
            match record {
                Record::Told {
                    id,
                    at,
                    completion,
                    of,
                } => self.tell_of(id, completion, (at, of)),
                Record::Settled { happened, .. } => {
                    self.records.push(record);
                    if !happened && let Some(effect) = write.clone() {
                        self.announce(effect);
                    }
                }
                _ => {}
            }
        }
    }

    fn tell(&mut self, id: EffectId, completion: Completion, at: Timestamp) {
        self.tell_of(id, completion, (at, None));
    }

    fn tell_of(
        &mut self,
        id: EffectId,
        completion: Completion,
        (at, of): (Timestamp, Option<Arc<str>>),
    ) {
        if !self.run.is_waiting_for(id) {
            return;
        }
        let at = match completion {
            Completion::Slept => at,
            _ => self.time(at),
        };
        self.records.push(Record::Told {
            id,
            at,
            completion: completion.clone(),
            of,
        });
        self.run.complete(id, completion, at);
    }

    /// The time as the run has it.
    fn time(&self, now: Timestamp) -> Timestamp {
        match self.stands {
            true => self.run.now(),
            false => now.max(self.run.now()),
        }
    }

    /// Whether it has gone so far that it goes on elsewhere: it knows of each write what came of it.
    pub fn hands_over(&self) -> bool {
        let knows =
            |wait: &Wait| !matches!(wait, Wait::Intent(_) | Wait::Send(..) | Wait::Clock(_));
        self.next >= self.long
            && self.run.end().is_none()
            && self.todo.is_empty()
            && self.waits.iter().all(|(_, wait)| knows(wait))
    }

    /// What has happened since this was called last, and the texts in it that must not be shown.
    pub fn take_news(&mut self) -> (Vec<Text>, Vec<Event>) {
        (self.run.take_sensitive(), self.run.take_events())
    }

    /// What is to be said of the run, once it is over.
    pub fn report(&self) -> Option<RunReport> {
        let mut report = self.run.report()?;
        report.unheard = self.kept.iter().map(|(name, _)| name.clone()).collect();
        Some(report)
    }

    /// The names of the signals that it waits for.
    pub fn awaits(&self) -> impl Iterator<Item = &Signal> {
        self.waiting.iter().map(|(_, wanted)| wanted)
    }

    /// Everything that has happened, as any journal keeps it.
    pub fn into_records(mut self) -> Vec<Record> {
        if let Some(report) = self.run.report() {
            self.records.push(Record::ended(&report));
        }
        self.records
    }

    /// The same, of a run that goes on.
    pub fn records(&self) -> &[Record] {
        &self.records
    }
}

/// Whether it says that a write was done, or may have been.
fn is_done(record: &Record) -> bool {
    match record {
        Record::Told {
            completion: Completion::Answer(answer),
            ..
        } => answer.is_success() || answer.outcome == Outcome::UNKNOWN,
        Record::Told { completion, .. } => *completion == Completion::Lost,
        _ => false,
    }
}

/// The record of an answer that has just come.
pub(super) fn told(effect: &Effect, answer: Completion) -> Record {
    Record::Told {
        id: effect.id,
        at: super::wire::now(),
        completion: answer,
        of: asked_of(&effect.request),
    }
}

/// Never earlier than asked for, in the engine's whole milliseconds.
fn whole(time: Timestamp) -> Timestamp {
    let up = time.as_nanosecond().div_euclid(1_000_000) as i64
        + i64::from(time.as_nanosecond().rem_euclid(1_000_000) > 0);
    Timestamp::from_millisecond(up).unwrap_or(time)
}
