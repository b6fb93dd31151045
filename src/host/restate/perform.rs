//! The steps of runs, done: systems are asked, writes announced and sent.

use super::course::{Step, told};
use super::found::FoundOut;
use super::wire::{Noted, Settled, now};
use super::worker::Systems;
use crate::host::live::Gate;
use crate::host::live::about;
use crate::host::live::read_back::Verdict;
use crate::host::live::settle;
use crate::host::look::Looker;
use crate::journal::{Record, take_out_of};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Completion, Effect, Request};
use crate::system::System;
use jiff::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A write is sent at most so long after it was announced. One that was announced longer ago may be
/// with another worker by now, which has asked the system for it.
const FRESH: Duration = Duration::from_secs(15);

/// What an attempt does steps with.
#[derive(Clone)]
pub(super) struct Doing {
    pub systems: Arc<Systems>,
    pub gate: Option<Arc<dyn Gate>>,
    /// The mark of this attempt.
    pub mark: u64,
    /// The run that it is made at.
    pub run: Arc<str>,
    /// Who knows what people have found out.
    pub found_out: Option<Arc<dyn FoundOut>>,
}

/// What a step has given: as it is kept, and as it was, where secrets in it are not kept.
pub(super) struct Done {
    pub noted: Noted,
    pub whole: Option<Noted>,
}

/// A write that was announced too long ago to be sent here.
pub(super) struct TooLate;

impl From<Noted> for Done {
    fn from(noted: Noted) -> Self {
        Self { noted, whole: None }
    }
}

/// Does a step. Nothing is to be done for a pause.
pub(super) async fn perform(
    doing: Doing,
    step: Step,
    announced: Option<Instant>,
) -> Result<Done, TooLate> {
    match step {
        Step::Read(effect) => Ok(read(&doing, &effect).await),
        Step::Intent(effect) => Ok(announce(&doing, &effect).await.into()),
        Step::Send(effect, (at, by)) => match announced.filter(|_| by == doing.mark) {
            Some(announced) if is_late(announced, at) => Err(TooLate),
            Some(_) => Ok(send(&doing, &effect).await),
            None => Ok(find_out(&doing, &effect, (at, by)).await.into()),
        },
        Step::Clock | Step::Sleep { .. } => Ok(Noted::Time(now()).into()),
    }
}

/// Whether it is too late to send. A machine that has slept shows it on one clock alone.
fn is_late(announced: Instant, at: Timestamp) -> bool {
    let by_the_clock = now().duration_since(at).unsigned_abs();
    announced.elapsed().max(by_the_clock) > FRESH
}

impl Doing {
    fn system(&self, effect: &Effect) -> Option<Arc<dyn System>> {
        let name = match &effect.request {
            Request::Call(call) => &call.system,
            Request::Watch(watch) => &watch.system,
            Request::Await(what) => &what.system,
            Request::Sleep(_) | Request::Signal(_) => return None,
        };
        self.systems.get(name).cloned()
    }

    /// What a person has found out about a write that an attempt has announced: about that very announcement.
    async fn word(&self, effect: &Effect, by: u64) -> Option<Settled> {
        let all = self.found_out.as_ref()?.of_run(&self.run).await;
        let is_it = |word: &Settled| word.effect == effect.id && word.of == Some(by);
        all.into_iter().rev().find(is_it)
    }

    async fn admit(&self, effect: &Effect) {
        if let Some(gate) = self.gate.as_ref().filter(|_| effect.is_call()) {
            gate.admit(effect).await;
        }
    }

    fn answered(&self, effect: &Effect, answer: &Answer) {
        if let Some(gate) = self.gate.as_ref().filter(|_| effect.is_call()) {
            gate.answered(effect, answer);
        }
    }
}

fn no_connection() -> Answer {
    Answer::new(
        Outcome::UNAVAILABLE,
        "no connection to this system is set up",
    )
}

/// The answer, as it is kept and as it was.
fn answered(effect: &Effect, mut answer: Answer) -> Done {
    let whole = answer.clone();
    take_out_of(&mut answer.outputs);
    let has_secrets = whole != answer;
    let record = |answer| Noted::Answered(vec![told(effect, Completion::Answer(answer))]);
    Done {
        noted: record(answer),
        whole: has_secrets.then(|| record(whole)),
    }
}

async fn read(doing: &Doing, effect: &Effect) -> Done {
    doing.admit(effect).await;
    let Some(system) = doing.system(effect) else {
        return answered(effect, no_connection());
    };
    let answer = match &effect.request {
        Request::Call(call) => system.perform(call, &effect.name).await,
        Request::Watch(watch) => system.watch(watch).await,
        Request::Await(what) => system.next(what).await,
        Request::Sleep(_) | Request::Signal(_) => no_connection(),
    };
    doing.answered(effect, &answer);
    answered(effect, answer)
}

/// A write is announced when it may be sent, and after somebody has looked how things are.
async fn announce(doing: &Doing, effect: &Effect) -> Noted {
    let mut found = crate::journal::About::default();
    if let (Request::Call(call), Some(system)) = (&effect.request, doing.system(effect)) {
        found = about::about(&*system, call);
        if about::needs_a_look(&*system, call) {
            // Nothing that was seen before is good enough here: each action sees for itself.
            let looker = Looker::new(Duration::ZERO, None);
            found.before = about::before(&*system, call, &looker).await;
        }
    }
    doing.admit(effect).await;
    Noted::Intent {
        by: doing.mark,
        asked: Box::new(Record::asked(effect, now(), found)),
    }
}

async fn send(doing: &Doing, effect: &Effect) -> Done {
    let (Request::Call(call), Some(system)) = (&effect.request, doing.system(effect)) else {
        return answered(effect, no_connection());
    };
    let answer = system.perform(call, &effect.name).await;
    let mut answer = match answer.outcome == Outcome::UNKNOWN {
        true => settle::happened(&system, call).await.unwrap_or(answer),
        false => answer,
    };
    if about::needs_a_look(&*system, call) {
        about::after(&*system, call, &mut answer).await;
    }
    doing.answered(effect, &answer);
    answered(effect, answer)
}

/// A write that another attempt has announced, and perhaps sent: its system says what came of it, where
/// it can; else a person who has looked. Else nobody knows, and it is not sent again.
async fn find_out(doing: &Doing, effect: &Effect, (at, by): (Timestamp, u64)) -> Noted {
    let lost = || Noted::Answered(vec![told(effect, Completion::Lost)]);
    let Request::Call(call) = &effect.request else {
        return lost();
    };
    match settle::find_out(doing.system(effect), call, at).await {
        Verdict::Unclear => match doing.word(effect, by).await {
            Some(word) => Noted::Answered(of_word(effect, &word)),
            None => lost(),
        },
        Verdict::DidNot => Noted::Answered(vec![settled(effect, false)]),
        Verdict::Happened(outputs) => {
            let answer = Answer {
                outputs,
                ..Answer::success()
            };
            Noted::Answered(vec![
                settled(effect, true),
                told(effect, Completion::Answer(answer)),
            ])
        }
    }
}

/// What a run is told where a person has found out what came of a write.
fn of_word(effect: &Effect, word: &Settled) -> Vec<Record> {
    let mut records = vec![word.record()];
    if word.happened {
        records.push(told(effect, Completion::Answer(Answer::success())));
    }
    records
}

fn settled(effect: &Effect, happened: bool) -> Record {
    Record::Settled {
        id: effect.id,
        at: now(),
        happened,
        by: "its system, on request".into(),
    }
}
