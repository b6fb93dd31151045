//! The interpreter. It does nothing itself: it asks for effects, is told their completions one
//! at a time, each with its time, and says what happened. What it does is decided by its program,
//! its start and those completions alone.

mod abandon;
mod acts;
mod binding;
mod branch;
mod calls;
mod clock;
mod ending;
mod faults;
mod frames;
mod groups;
mod handlers;
mod inputs;
mod jumps;
mod leaving;
mod loops;
mod many;
mod names;
mod react;
mod retry;
mod scope;
mod steps;
mod turn;
mod unwind;
mod values;
mod wording;

use super::Limits;
use super::effect::{Completion, Effect, EffectId, Request};
use super::event::{End, Event, EventKind, Fault, RunReport};
use crate::program::Program;
use crate::source::Span;
use crate::value::{Text, Value};
use branch::Branch;
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use leaving::Leaving;
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

pub use inputs::read_inputs;

/// The branch that the flow itself runs in.
const ROOT: usize = 0;

/// One run of a program.
///
/// A host starts it, gives it turns with [`advance`](Self::advance) until there is nothing more
/// to do, takes what it asks for, and tells it completions with [`complete`](Self::complete),
/// until [`end`](Self::end) says that it is over.
#[derive(Debug)]
pub struct Run {
    program: Arc<Program>,
    name: Arc<str>,
    inputs: Box<[Value]>,
    zone: TimeZone,
    started: Timestamp,
    now: Timestamp,
    limits: Limits,
    random: fastrand::Rng,
    branches: Vec<Option<Box<Branch>>>,
    free: Vec<usize>,
    ready: VecDeque<usize>,
    turns: u64,
    waiting: Vec<Waiting>,
    next_effect: EffectId,
    asked: Vec<Effect>,
    cancelled: Vec<EffectId>,
    events: Vec<Event>,
    heard: Vec<Text>,
    seen: HashSet<Arc<str>>,
    used: Used,
    grace: Option<Grace>,
    cancelling: bool,
    results: IndexMap<Arc<str>, Value>,
    unknown: Vec<(Arc<str>, Text)>,
    also: Vec<End>,
    end: Option<End>,
}

/// What a run has used of its limits.
#[derive(Debug, Default)]
struct Used {
    steps: u64,
    calls: u64,
    bytes: usize,
}

/// What is left after a limit was passed.
#[derive(Debug)]
struct Grace {
    until_step: u64,
}

/// Somebody who waits for an effect.
#[derive(Debug)]
struct Waiting {
    id: EffectId,
    branch: u32,
    role: Role,
}

/// For what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    /// The answer to an action, watch or await.
    Answer,
    /// The limit of a watch or an await.
    ActLimit,
    /// The pause before another attempt.
    Pause,
    /// `wait`, or the pause before a round or a restart: the frame on top goes on.
    Pass,
    /// The limit of a `within`.
    Within,
    /// The time limit of the whole run.
    Deadline,
    /// The end of the grace.
    Grace,
}

impl Run {
    /// The run's name.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The program that it runs.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// The run's clock: the time of what it was told last.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// How it ended, once it has.
    pub fn end(&self) -> Option<&End> {
        self.end.as_ref()
    }

    /// Whether somebody in the run waits for this effect.
    pub fn is_waiting_for(&self, id: EffectId) -> bool {
        self.find_waiting(id).is_some()
    }

    /// Tells what came of an effect, at a time. Times never run backwards: an earlier one
    /// counts as the latest known. It says whether anybody waited for it; what was cancelled
    /// is not waited for any more.
    pub fn complete(&mut self, id: EffectId, completion: Completion, at: Timestamp) -> bool {
        let Some(index) = self.find_waiting(id) else {
            return false;
        };
        self.now = self.now.max(at);
        let waiting = self.waiting.remove(index);
        self.deliver(waiting, completion);
        true
    }

    /// Cancels the run from outside, at a time: what is under way is left, and every `always`
    /// on the way out runs. A second time ends it at once.
    pub fn cancel(&mut self, at: Timestamp) {
        self.now = self.now.max(at);
        if self.end.is_some() {
            return;
        }
        if self.cancelling {
            self.end_at_once(End::Cancelled);
        } else {
            self.cancelling = true;
            self.interrupt(ROOT, Leaving::end(End::Cancelled));
        }
    }

    /// Ends the run at once, in a fault of its host: nothing more is asked for, and no `always`
    /// runs.
    pub fn end_in(&mut self, fault: Fault, at: Timestamp) {
        self.now = self.now.max(at);
        if self.end.is_none() {
            self.asked.clear();
            self.end_at_once(End::Faulted(Box::new(fault)));
        }
    }

    /// Runs up to `slice` statements; says whether there is more to do before anything else
    /// is told.
    pub fn advance(&mut self, slice: u32) -> bool {
        for _ in 0..slice {
            let Some(branch) = self.ready.pop_front() else {
                return false;
            };
            self.turns += 1;
            self.turn(branch);
        }
        !self.ready.is_empty()
    }

    /// How many turns it has had: where in its work it is, for a journal that has to say when it
    /// was cancelled.
    pub fn turns(&self) -> u64 {
        self.turns
    }

    /// Runs until nothing is left to do before something is told.
    pub fn settle(&mut self) {
        while self.advance(u32::MAX) {}
    }

    /// The effects asked for since this was called last, in order; none as long as there is
    /// more to do, since they may still be taken back.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        if !self.ready.is_empty() {
            return Vec::new();
        }
        let asked = std::mem::take(&mut self.asked);
        let calls = asked
            .iter()
            .filter(|effect| matches!(effect.request, Request::Call(_)));
        self.used.calls += calls.count() as u64;
        asked
    }

    /// The effects that nobody waits for any more, since this was called last.
    pub fn take_cancelled(&mut self) -> Vec<EffectId> {
        std::mem::take(&mut self.cancelled)
    }

    /// What happened since this was called last; nothing as long as there is more to do.
    pub fn take_events(&mut self) -> Vec<Event> {
        if !self.ready.is_empty() {
            return Vec::new();
        }
        std::mem::take(&mut self.events)
    }

    /// The marked texts that came into the run, or were made in it, since this was called last.
    /// They have to be known before the events are shown.
    pub fn take_sensitive(&mut self) -> Vec<Text> {
        std::mem::take(&mut self.heard)
    }

    /// What is to be said of the run; nothing before it is over.
    pub fn report(&self) -> Option<RunReport> {
        Some(RunReport {
            run: self.name.clone(),
            script: self.program.source.name().clone(),
            started: self.started,
            ended: self.now,
            end: self.end.clone()?,
            results: self.results.clone(),
            calls: self.used.calls,
            unknown: self.unknown.clone(),
            also: self.also.clone(),
        })
    }

    fn find_waiting(&self, id: EffectId) -> Option<usize> {
        self.waiting
            .binary_search_by_key(&id, |waiting| waiting.id)
            .ok()
    }

    fn say(&mut self, span: Span, kind: EventKind) {
        self.events.push(Event {
            at: self.now,
            span,
            kind,
        });
    }

    fn ask(&mut self, branch: usize, role: Role, name: Arc<str>, request: Request) -> EffectId {
        let id = self.next_effect;
        self.next_effect += 1;
        self.waiting.push(Waiting {
            id,
            branch: branch as u32,
            role,
        });
        self.asked.push(Effect { id, name, request });
        id
    }

    fn ask_sleep(
        &mut self,
        branch: usize,
        role: Role,
        name: String,
        time: SignedDuration,
    ) -> EffectId {
        let time = time.max(SignedDuration::ZERO);
        self.ask(branch, role, name.into(), Request::Sleep(time))
    }

    /// Nobody waits for this effect any more. Says whether the host has seen it: one that was
    /// not even handed out is taken back.
    fn forget(&mut self, id: EffectId) -> bool {
        let Some(index) = self.find_waiting(id) else {
            return false;
        };
        self.waiting.remove(index);
        if let Some(index) = self.asked.iter().rposition(|effect| effect.id == id) {
            self.asked.remove(index);
            return false;
        }
        self.cancelled.push(id);
        true
    }
}
