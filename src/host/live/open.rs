//! A run in the table of the driver.

use super::command::Asked;
use super::heard::Signals;
use super::shared::Shared;
use super::timers::{TimerKey, Timers};
use super::watchers::Watchers;
use crate::clock;
use crate::journal::Record as JournalRecord;
use crate::run::Run;
use crate::run::effect::{Completion, EffectId};
use crate::run::event::{Fault, RunReport};
use crate::source::Span;
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// An open run.
pub(super) struct Live {
    pub run: Run,
    pub done: oneshot::Sender<Box<RunReport>>,
    pub watchers: Watchers,
    pub clock: Clock,
    pub timers: Vec<(EffectId, TimerKey)>,
    pub calls: Vec<Asking>,
    pub busy: bool,
    /// It has no turn until those who watch it have taken in what they were told.
    pub rests: bool,
    /// It is on its way out, which nobody who watches holds up.
    pub leaves: bool,
    /// What somebody has said to it, and what it waits for.
    pub signals: Option<Box<Signals>>,
    aside: Option<Box<Aside>>,
}

/// What few runs have, and those that wait hardly ever: it would make each of them larger.
#[derive(Default)]
struct Aside {
    /// What it is told when it has nothing else to do.
    inbox: VecDeque<Coming>,
    /// How long its pauses are, where its clock stands.
    pauses: Vec<(EffectId, SignedDuration)>,
    /// Since when each `within` is seen that the run has not asked to be timed yet.
    begun: Vec<(EffectId, Timestamp)>,
    /// Why the journal cannot keep what happens any more: nothing new is begun.
    lost: Option<String>,
}

/// What a run is about to be told.
pub(super) struct Coming {
    pub id: EffectId,
    pub completion: Completion,
    /// What was asked for, where a system was.
    pub of: Option<Arc<str>>,
}

/// A question to a system that is under way.
pub(super) struct Asking {
    pub id: EffectId,
    pub of: Option<Arc<str>>,
    pub writes: bool,
    pub task: AbortHandle,
}

/// A run whose systems are still asked for what their profiles bring.
pub(super) struct Starting {
    pub asked: Box<Asked>,
    pub asking: AbortHandle,
}

/// The time in a run: it begins with the time of day and passes evenly, so that a clock that is set
/// back does not turn it back. Where the time of day is ahead of that, the machine has slept.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub began: Timestamp,
    since: Instant,
    /// Whether it stands, and only pauses move it.
    stands: bool,
}

impl Clock {
    pub fn new(at_least: Timestamp) -> Self {
        Self {
            began: clock::now().max(at_least),
            since: Instant::now(),
            stands: false,
        }
    }

    /// A clock that only pauses move.
    pub fn standing(at: Timestamp) -> Self {
        Self {
            began: at,
            since: Instant::now(),
            stands: true,
        }
    }

    /// A pause of the run is over.
    pub fn pass(&mut self, pause: SignedDuration) {
        if self.stands {
            self.began = self.began.saturating_add(pause).unwrap_or(Timestamp::MAX);
        }
    }

    pub fn now(&self) -> Timestamp {
        match self.stands {
            true => self.began,
            false => self.at(clock::now()),
        }
    }

    fn at(&self, time_of_day: Timestamp) -> Timestamp {
        let evenly = self.began.checked_add(self.since.elapsed());
        evenly.unwrap_or(Timestamp::MAX).max(time_of_day)
    }
}

impl Live {
    pub fn new(
        run: Run,
        clock: Clock,
        watchers: Watchers,
        done: oneshot::Sender<Box<RunReport>>,
    ) -> Self {
        Self {
            run,
            done,
            watchers,
            clock,
            timers: Vec::new(),
            calls: Vec::new(),
            busy: false,
            rests: false,
            leaves: false,
            signals: None,
            aside: None,
        }
    }

    fn aside(&mut self) -> &mut Aside {
        self.aside.get_or_insert_default()
    }

    /// Whether the journal cannot keep what happens any more.
    pub fn is_lost(&self) -> bool {
        let aside = self.aside.as_ref();
        aside.is_some_and(|aside| aside.lost.is_some())
    }

    /// Keeps what it is told later.
    pub fn put_off(&mut self, coming: Coming) {
        self.aside().inbox.push_back(coming);
    }

    /// What was put off first.
    pub fn take_put_off(&mut self) -> Option<Coming> {
        self.aside.as_mut()?.inbox.pop_front()
    }

    /// Tells the run, after the journal; says whether it waited for that. Where the journal is lost
    /// the run itself is told nothing: it would go on.
    pub fn tell(&mut self, shared: &Shared, coming: Coming) -> bool {
        let Coming { id, completion, of } = coming;
        if !self.run.is_waiting_for(id) {
            return false;
        }
        let at = self.clock.now();
        if let Some(journal) = &shared.journal {
            let record = JournalRecord::Told {
                id,
                at,
                completion: completion.clone(),
                of,
            };
            if let Err(problem) = journal.append(self.run.name(), record) {
                self.lose(problem.to_string());
                self.end_lost();
                return true;
            }
        }
        if self.is_lost() {
            return false;
        }
        self.run.complete(id, completion, at)
    }

    /// Puts a record into the journal.
    pub fn keep(&mut self, shared: &Shared, record: JournalRecord) {
        if let Some(journal) = &shared.journal
            && let Err(problem) = journal.append(self.run.name(), record)
        {
            self.lose(problem.to_string());
            self.end_lost();
        }
    }

    /// The journal is lost: nothing more is asked for, and nobody waits for what changes nothing or was
    /// never sent.
    pub fn lose(&mut self, problem: String) {
        self.aside().lost.get_or_insert(problem);
        let run = &self.run;
        self.calls.retain(|call| {
            let is_under_way = call.writes && !run.is_held_back(call.id);
            if !is_under_way {
                call.task.abort();
            }
            is_under_way
        });
    }

    /// Whether somebody still waits for what was asked of a system, and what comes of it can be kept.
    pub fn waits_for(&self, id: EffectId) -> bool {
        !self.is_lost() && self.calls.iter().any(|call| call.id == id)
    }

    /// Whether writes are under way whose answers can still be kept.
    pub fn is_awaiting_writes(&self) -> bool {
        !self.calls.is_empty()
    }

    /// Ends a run whose journal is lost.
    pub fn end_lost(&mut self) {
        let problem = self.aside.as_ref().and_then(|aside| aside.lost.clone());
        if let Some(problem) = problem {
            self.run.end_in(lost_journal(problem), self.clock.now());
        }
    }

    /// Whether it has to rest, because those who watch it are behind.
    pub fn is_held_up(&mut self) -> bool {
        !self.leaves && self.watchers.are_full()
    }

    /// Ends a run in the middle of its work whose time is over: whether it is so.
    pub fn heed_deadline(&mut self, shared: &Shared) -> bool {
        let at = self.clock.now();
        if self.is_lost() || !self.run.is_past_deadline(at) {
            return false;
        }
        let turn = self.run.turns();
        self.run.pass_deadline(at);
        self.leaves = true;
        let limit = None;
        self.keep(shared, JournalRecord::TimeOver { at, turn, limit });
        true
    }

    /// Leaves each `within` that has lasted too long while the run computed. Its time is counted from
    /// the first look at it: the run has not asked for it yet. Whether there was one.
    pub fn heed_limits(&mut self, shared: &Shared) -> bool {
        let at = self.clock.now();
        let uncounted: Vec<_> = self.run.uncounted_limits().collect();
        if let Some(aside) = &mut self.aside {
            let known = |id| uncounted.iter().any(|(other, _)| *other == id);
            aside.begun.retain(|(id, _)| known(*id));
        }
        let mut any = false;
        for (id, time) in uncounted {
            let begun = &mut self.aside().begun;
            let known = begun.iter().find(|(other, _)| *other == id);
            match known.map(|(_, began)| *began) {
                Some(began) if at.duration_since(began) >= time => {
                    self.pass_limit(shared, id);
                    any = true;
                }
                Some(_) => {}
                None => begun.push((id, at)),
            }
        }
        any
    }

    /// Leaves a `within` in the middle of the run's work.
    pub fn pass_limit(&mut self, shared: &Shared, id: EffectId) {
        if self.is_lost() || !self.run.is_within(id) {
            return;
        }
        let (at, turn) = (self.clock.now(), self.run.turns());
        self.run.pass_limit(id, at);
        let limit = Some(id);
        self.keep(shared, JournalRecord::TimeOver { at, turn, limit });
    }

    /// Tells those who watch what has happened.
    pub fn show(&mut self) {
        let (texts, events) = (self.run.take_sensitive(), self.run.take_events());
        self.watchers.tell(self.run.name(), &texts, &events);
    }

    /// A system has answered. A run may wait for long after that: it keeps no room for calls.
    /// It gives what was asked for.
    pub fn answered(&mut self, id: EffectId) -> Option<Arc<str>> {
        let index = self.calls.iter().position(|call| call.id == id)?;
        let of = self.calls.swap_remove(index).of;
        if self.calls.is_empty() {
            self.calls = Vec::new();
        }
        of
    }

    /// A pause is over.
    pub fn slept(&mut self, id: EffectId) {
        let Some(aside) = &mut self.aside else {
            return;
        };
        if let Some(index) = aside.pauses.iter().position(|(other, _)| *other == id) {
            let (_, pause) = aside.pauses.swap_remove(index);
            self.clock.pass(pause);
        }
    }

    /// It waits until this timer rings.
    pub fn sleeps(&mut self, id: EffectId, timer: TimerKey, pause: SignedDuration) {
        if self.clock.stands {
            self.aside().pauses.push((id, pause));
        }
        if self.timers.is_empty() {
            self.timers.reserve_exact(1);
        }
        self.timers.push((id, timer));
    }

    /// Nobody waits for this any more.
    pub fn stop(&mut self, id: EffectId, timers: &mut Timers) {
        if let Some(index) = self.timers.iter().position(|(other, _)| *other == id) {
            let (_, timer) = self.timers.swap_remove(index);
            timers.stop(&timer);
        }
        if let Some(index) = self.calls.iter().position(|call| call.id == id) {
            self.calls.swap_remove(index).task.abort();
        }
        if let Some(signals) = &mut self.signals {
            signals.stop(id);
        }
    }
}

fn lost_journal(problem: String) -> Fault {
    Fault {
        outcome: None,
        span: Span::default(),
        message: format!("the journal cannot be written: {problem}").into(),
        help: Some("nothing more was sent; remove the cause, then resume the run".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_clock_of_a_run_follows_a_machine_that_has_slept_and_is_never_set_back() {
        let clock = Clock::new(Timestamp::MIN);
        let hours = SignedDuration::from_hours;
        tokio::time::sleep(std::time::Duration::from_secs(60)).await;
        let minute = clock.began + SignedDuration::from_secs(60);
        for (time_of_day, now) in [
            (minute, minute),
            (clock.began + hours(8), clock.began + hours(8)),
            (clock.began - hours(2), minute),
        ] {
            assert_eq!(clock.at(time_of_day), now);
        }
    }
}
