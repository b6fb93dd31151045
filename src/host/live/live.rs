//! A run in the table of the driver.

use super::driver::{Command, Driver};
use super::timers::TimerKey;
use super::{RunOptions, Shared};
use crate::journal::{Record as JournalRecord, Replayed, Started};
use crate::program::Program;
use crate::run::effect::{Answer, Completion, EffectId};
use crate::run::event::{End, Event, EventKind, Failure, Fault, RunReport};
use crate::run::{Observer, Run, Start};
use crate::source::Span;
use crate::value::{Record, Text};
use jiff::Timestamp;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// An open run.
pub(super) struct Live {
    pub run: Run,
    done: oneshot::Sender<RunReport>,
    observer: Option<Arc<dyn Observer>>,
    clock: Clock,
    pub timers: Vec<(EffectId, TimerKey)>,
    pub calls: Vec<(EffectId, AbortHandle)>,
    pub inbox: VecDeque<(EffectId, Completion)>,
    pub busy: bool,
}

/// A run whose systems are still asked for what their profiles bring.
pub(super) struct Starting {
    name: Arc<str>,
    program: Arc<Program>,
    options: RunOptions,
    done: oneshot::Sender<RunReport>,
    asking: AbortHandle,
}

/// The time in a run: it begins with the time of day, and passes evenly.
#[derive(Clone, Copy)]
struct Clock {
    began: Timestamp,
    since: Instant,
}

impl Clock {
    fn new(at_least: Timestamp) -> Self {
        let began = Timestamp::now().max(at_least);
        Self {
            began,
            since: Instant::now(),
        }
    }

    fn now(&self) -> Timestamp {
        let passed = self.since.elapsed();
        self.began.checked_add(passed).unwrap_or(Timestamp::MAX)
    }
}

impl Live {
    /// Tells the run, after the journal; says whether it waited for that.
    pub fn tell(&mut self, shared: &Shared, id: EffectId, completion: Completion) -> bool {
        if !self.run.is_waiting_for(id) {
            return false;
        }
        let at = self.clock.now();
        if let Some(journal) = &shared.journal {
            let record = JournalRecord::Told {
                id,
                at,
                completion: completion.clone(),
            };
            if let Err(problem) = journal.append(self.run.name(), record) {
                self.run.end_in(lost_journal(problem.to_string()), at);
                return true;
            }
        }
        self.run.complete(id, completion, at)
    }

    fn show(&mut self, shared: &Shared) {
        let (texts, events) = (self.run.take_sensitive(), self.run.take_events());
        let watching = shared.observer.iter().chain(&self.observer);
        watching.for_each(|observer| show(&**observer, self.run.name(), &texts, &events));
    }
}

fn show(observer: &dyn Observer, run: &Arc<str>, texts: &[Text], events: &[Event]) {
    if !texts.is_empty() {
        observer.sensitive(run, texts);
    }
    events.iter().for_each(|event| observer.event(run, event));
}

fn lost_journal(problem: String) -> Fault {
    Fault {
        span: Span::default(),
        message: format!("the journal cannot keep what happens any more: {problem}").into(),
        help: Some("nothing more was sent; make room for it, and resume the run".into()),
    }
}

impl Driver {
    pub fn start(
        &mut self,
        key: u64,
        name: Arc<str>,
        program: Arc<Program>,
        options: RunOptions,
        done: oneshot::Sender<RunReport>,
    ) {
        if let Some(system) = self.missing_system(&program) {
            let end = End::Faulted(Box::new(no_system(&system)));
            return self.refuse(name, &program, options.observer, done, end);
        }
        let wanted = super::needs::profile_needs(&program);
        if wanted.is_empty() {
            return self.begin(key, name, program, options, done, Vec::new());
        }
        let asking = self.ask_provided(key, wanted);
        let starting = Starting {
            name,
            program,
            options,
            done,
            asking,
        };
        self.starting.insert(key, Box::new(starting));
    }

    fn missing_system(&self, program: &Program) -> Option<Arc<str>> {
        let mut systems = program.systems.iter();
        systems
            .find(|name| !self.shared.systems.contains_key(*name))
            .cloned()
    }

    /// The profiles have said what they bring.
    pub fn provided(&mut self, key: u64, provided: Result<Vec<(Arc<str>, Record)>, Box<Answer>>) {
        let Some(starting) = self.starting.remove(&key) else {
            return;
        };
        let Starting {
            name,
            program,
            options,
            done,
            ..
        } = *starting;
        match provided {
            Ok(provided) => self.begin(key, name, program, options, done, provided),
            Err(answer) => {
                let end = End::Failed(Box::new(not_signed_in(&answer)));
                self.refuse(name, &program, options.observer, done, end);
            }
        }
    }

    fn begin(
        &mut self,
        key: u64,
        name: Arc<str>,
        program: Arc<Program>,
        options: RunOptions,
        done: oneshot::Sender<RunReport>,
        provided: Vec<(Arc<str>, Record)>,
    ) {
        let clock = Clock::new(Timestamp::MIN);
        let start = Start {
            run: name.clone(),
            inputs: options.inputs,
            at: clock.began.to_zoned(self.shared.zone.clone()),
            seed: options.seed.unwrap_or_else(|| fastrand::u64(..)),
            provided,
        };
        let limits = options.limits.unwrap_or(self.shared.limits);
        let record = self
            .shared
            .journal
            .is_some()
            .then(|| Started::new(&program, &start, limits));
        match Run::new(program.clone(), start, limits) {
            Ok(run) => {
                self.insert(key, run, clock, options.observer, done);
                self.keep(
                    key,
                    record.map(|record| JournalRecord::Started(Box::new(record))),
                );
                self.give_turn(key);
            }
            Err(faults) => {
                let fault = faults.into_iter().next().map(Box::new);
                let end = fault.map_or(End::Cancelled, End::Faulted);
                self.refuse(name, &program, options.observer, done, end);
            }
        }
    }

    fn insert(
        &mut self,
        key: u64,
        run: Run,
        clock: Clock,
        observer: Option<Arc<dyn Observer>>,
        done: oneshot::Sender<RunReport>,
    ) {
        let live = Live {
            run,
            done,
            observer,
            clock,
            timers: Vec::new(),
            calls: Vec::new(),
            inbox: VecDeque::new(),
            busy: false,
        };
        self.runs.insert(key, Box::new(live));
    }

    /// Goes on with a run where its journal ends.
    pub fn resume(
        &mut self,
        key: u64,
        mut replayed: Replayed,
        observer: Option<Arc<dyn Observer>>,
        done: oneshot::Sender<RunReport>,
    ) {
        let clock = Clock::new(replayed.run().now());
        let told = replayed.tell_lost(clock.now());
        let (run, effects) = replayed.into_parts(clock.now());
        self.insert(key, run, clock, observer, done);
        for record in told {
            self.keep(key, Some(record));
        }
        self.serve_these(key, effects);
        self.serve(key);
    }

    /// Puts a record into the journal.
    fn keep(&mut self, key: u64, record: Option<JournalRecord>) {
        let (Some(journal), Some(record)) = (&self.shared.journal, record) else {
            return;
        };
        if let Some(live) = self.runs.get_mut(&key)
            && let Err(problem) = journal.append(live.run.name(), record)
        {
            let at = live.clock.now();
            live.run.end_in(lost_journal(problem.to_string()), at);
        }
    }

    pub fn cancel(&mut self, key: u64) {
        if let Some(starting) = self.starting.remove(&key) {
            starting.asking.abort();
            let Starting {
                name,
                program,
                options,
                done,
                ..
            } = *starting;
            return self.refuse(name, &program, options.observer, done, End::Cancelled);
        }
        let Some(live) = self.runs.get_mut(&key) else {
            return;
        };
        let (at, turn, busy) = (live.clock.now(), live.run.turns(), live.busy);
        live.run.cancel(at);
        self.keep(key, Some(JournalRecord::Cancelled { at, turn }));
        if !busy {
            self.give_turn(key);
        }
    }

    /// The journal of a run is lost: it ends at once, before anything else is sent.
    pub fn lose(&mut self, key: u64, problem: String) {
        if let Some(live) = self.runs.get_mut(&key) {
            let at = live.clock.now();
            live.run.end_in(lost_journal(problem), at);
            self.give_turn(key);
        }
    }

    /// Does what a run asks for, and takes it out of the table when it is over.
    pub fn serve(&mut self, key: u64) {
        let Some(live) = self.runs.get_mut(&key) else {
            return;
        };
        let effects = live.run.take_effects();
        for id in live.run.take_cancelled() {
            live.stop(id, &mut self.timers);
        }
        live.show(&self.shared);
        self.serve_these(key, effects);
        self.end(key);
    }

    fn end(&mut self, key: u64) {
        let over = self
            .runs
            .get(&key)
            .is_some_and(|live| live.run.end().is_some());
        if let Some(live) = over.then(|| self.runs.remove(&key)).flatten() {
            self.finish(*live);
        }
    }

    fn finish(&mut self, live: Live) {
        let Some(report) = live.run.report() else {
            return;
        };
        let Some(journal) = self.shared.journal.clone() else {
            let _ = live.done.send(report);
            return;
        };
        let name = live.run.name().clone();
        let _ = journal.append(&name, JournalRecord::Ended { at: report.ended });
        tokio::spawn(async move {
            let _ = journal.settled(&name).await;
            let _ = live.done.send(report);
        });
    }

    /// A run that cannot even begin.
    fn refuse(
        &self,
        run: Arc<str>,
        program: &Program,
        observer: Option<Arc<dyn Observer>>,
        done: oneshot::Sender<RunReport>,
        end: End,
    ) {
        let now = Timestamp::now();
        let kind = EventKind::Ended(end.clone());
        let event = Event {
            at: now,
            span: Span::default(),
            kind,
        };
        let watching = self.shared.observer.iter().chain(&observer);
        watching.for_each(|observer| observer.event(&run, &event));
        let _ = done.send(RunReport {
            run,
            script: program.source.name().clone(),
            started: now,
            ended: now,
            end,
            results: Default::default(),
            calls: 0,
            in_doubt: Vec::new(),
            also: Vec::new(),
        });
    }
}

fn no_system(name: &str) -> Fault {
    Fault {
        span: Span::default(),
        message: format!("the script uses {name}, and no connection to it was set up").into(),
        help: Some(format!("add a profile, or a system, for {name}")),
    }
}

fn not_signed_in(answer: &Answer) -> Failure {
    Failure {
        span: Span::default(),
        what: "sign in with the profile".into(),
        action: None,
        outcome: answer.outcome.clone(),
        reason: Text::foreign(&*answer.reason),
        message: None,
        by: None,
        attempts: Vec::new(),
        through: Vec::new(),
    }
}

impl Command {
    /// A completion of an effect.
    pub fn completed(key: u64, id: EffectId, completion: Completion) -> Self {
        Self::Completed {
            key,
            id,
            completion,
        }
    }
}
