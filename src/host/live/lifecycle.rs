//! How runs begin and end in the driver.

use super::command::{Asked, GoingOn};
use super::driver::Driver;
use super::open::{Clock, Live, Starting};
use super::options::RunOptions;
use super::refusal::{
    kept_name, no_system, not_signed_in, open_name, unreadable_journal, wrong_inputs,
};
use crate::clock;
use crate::journal::{Record as JournalRecord, Started};
use crate::program::Program;
use crate::run::effect::{Answer, EffectId};
use crate::run::event::{End, Event, EventKind, RunReport};
use crate::run::{Limits, Observer, Run, Start, read_inputs};
use crate::source::Span;
use crate::value::Record;
use jiff::Timestamp;
use std::sync::Arc;
use tokio::sync::oneshot;

impl Driver {
    pub fn start(&mut self, key: u64, asked: Box<Asked>) {
        if let Some(end) = self.refusal(&asked) {
            return self.refuse(*asked, end);
        }
        let mut wanted = super::needs::profile_needs(&asked.program);
        let given = &asked.options.provided;
        wanted.retain(|system| !given.iter().any(|(name, _)| name == system));
        if wanted.is_empty() {
            self.names.insert(asked.name.clone());
            return self.begin(key, asked, Vec::new());
        }
        if let Some(end) = self.wrong_inputs(&asked) {
            return self.refuse(*asked, end);
        }
        self.names.insert(asked.name.clone());
        let asking = self.ask_provided(key, wanted);
        let starting = Box::new(Starting { asked, asking });
        self.starting.insert(key, starting);
    }

    /// Why a run cannot even begin, if it cannot.
    fn refusal(&self, asked: &Asked) -> Option<End> {
        let mut systems = asked.program.systems.iter();
        let missing = systems.find(|name| !self.shared.systems.contains_key(*name));
        if let Some(system) = missing {
            return Some(no_system(system));
        }
        if self.names.contains(&asked.name) {
            return Some(open_name(&asked.name));
        }
        self.kept_name(asked)
    }

    /// Whether the journal keeps a run of the name that was given to this one.
    fn kept_name(&self, asked: &Asked) -> Option<End> {
        asked.options.name.as_ref()?;
        match self.shared.journal.as_ref()?.knows(&asked.name) {
            Ok(false) => None,
            Ok(true) => Some(kept_name(&asked.name)),
            Err(problem) => Some(unreadable_journal(&problem.to_string())),
        }
    }

    /// What is wrong with the inputs, before a system is asked for anything.
    fn wrong_inputs(&self, asked: &Asked) -> Option<End> {
        let (inputs, now) = (&asked.options.inputs.0, clock::now());
        let read = read_inputs(&asked.program, inputs, now, &self.shared.zone);
        read.err().and_then(wrong_inputs)
    }

    /// The profiles have said what they bring.
    pub fn provided(&mut self, key: u64, provided: Result<Vec<(Arc<str>, Record)>, Box<Answer>>) {
        let Some(starting) = self.starting.remove(&key) else {
            return;
        };
        let asked = starting.asked;
        match provided {
            Ok(provided) => self.begin(key, asked, provided),
            Err(answer) => {
                self.names.remove(&asked.name);
                self.refuse(*asked, not_signed_in(&answer));
            }
        }
    }

    fn begin(&mut self, key: u64, asked: Box<Asked>, provided: Vec<(Arc<str>, Record)>) {
        let Asked {
            name,
            program,
            mut options,
            done,
        } = *asked;
        options.provided.extend(provided);
        let (clock, at) = match options.at.take() {
            Some(at) => (Clock::standing(at.timestamp()), at),
            None => {
                let clock = Clock::new(Timestamp::MIN);
                let at = clock.began.to_zoned_datetime(self.shared.zone.clone());
                (clock, at)
            }
        };
        let start = Start {
            run: name.clone(),
            inputs: std::mem::take(&mut options.inputs).0,
            at,
            seed: options.seed.unwrap_or_else(|| fastrand::u64(..)),
            provided: std::mem::take(&mut options.provided),
        };
        let limits = options.limits.map(Arc::new);
        let limits = limits.unwrap_or_else(|| self.shared.limits.clone());
        let journaled = self.shared.journal.is_some();
        let record = journaled.then(|| kept(&program, &start, *limits, &mut options));
        match Run::new(program.clone(), start, limits) {
            Ok(run) => {
                self.insert(key, run, clock, options.observer, done);
                if let Some(record) = record {
                    self.keep(key, JournalRecord::Started(Box::new(record)));
                }
                self.give_turn(key);
            }
            Err(faults) => {
                self.names.remove(&name);
                let asked = Asked {
                    name,
                    program,
                    options,
                    done,
                };
                self.refuse(asked, wrong_inputs(faults).unwrap_or(End::Cancelled));
            }
        }
    }

    fn insert(
        &mut self,
        key: u64,
        run: Run,
        clock: Clock,
        observer: Option<Arc<dyn Observer>>,
        done: oneshot::Sender<Box<RunReport>>,
    ) {
        let watchers = self.shared.watchers.with(observer);
        let live = Live::new(run, clock, watchers, done);
        self.runs.insert(key, Box::new(live));
    }

    /// Goes on with a run where its journal ends.
    pub fn resume(&mut self, key: u64, going_on: GoingOn) {
        let GoingOn {
            mut replayed,
            with,
            mut settled,
            observer,
            stands,
            done,
        } = going_on;
        let name = replayed.run().name().clone();
        if !self.names.insert(name.clone()) {
            let program = replayed.run().program().clone();
            let options = RunOptions {
                observer,
                ..Default::default()
            };
            let end = open_name(&name);
            let asked = Asked {
                name,
                program,
                options,
                done,
            };
            return self.refuse(asked, end);
        }
        let clock = match stands {
            true => Clock::standing(replayed.run().now()),
            false => Clock::new(replayed.run().now()),
        };
        let at = clock.now();
        let mut records = vec![JournalRecord::Resumed { at, with }];
        records.append(&mut settled);
        records.append(&mut replayed.tell_lost(at));
        let signals = replayed.take_signals();
        let (run, effects) = replayed.into_parts(clock.now());
        self.insert(key, run, clock, observer, done);
        if let Some(live) = self.runs.get_mut(&key)
            && !signals.is_empty()
        {
            live.signals.get_or_insert_default().kept = signals;
        }
        for record in records {
            self.keep(key, record);
        }
        self.serve_these(key, effects);
        self.serve(key);
    }

    fn keep(&mut self, key: u64, record: JournalRecord) {
        if let Some(live) = self.runs.get_mut(&key) {
            live.keep(&self.shared, record);
        }
    }

    pub fn cancel(&mut self, key: u64) {
        if self.cancel_later(key) {
            return;
        }
        if let Some(starting) = self.starting.remove(&key) {
            starting.asking.abort();
            self.names.remove(&starting.asked.name);
            return self.refuse(*starting.asked, End::Cancelled);
        }
        let Some(live) = self.runs.get_mut(&key) else {
            return;
        };
        let (at, turn, busy) = (live.clock.now(), live.run.turns(), live.busy);
        let rested = std::mem::take(&mut live.rests);
        live.leaves = true;
        live.run.cancel(at);
        self.keep(key, JournalRecord::Cancelled { at, turn });
        if rested || !busy {
            self.give_turn(key);
        }
    }

    /// The journal of a run is lost: it ends before anything else is sent, this effect too. Writes under
    /// way still get their answers kept.
    pub fn lose(&mut self, key: u64, id: EffectId, problem: String) {
        if let Some(live) = self.runs.get_mut(&key) {
            live.run.hold_back(id);
            live.lose(problem);
            if !live.is_awaiting_writes() {
                live.end_lost();
            }
            self.give_turn(key);
        }
    }

    /// Ends a run whose journal is lost, once nothing that it has sent is under way any more.
    pub fn end_lost(&mut self, key: u64) {
        if let Some(live) = self.runs.get_mut(&key)
            && live.is_lost()
            && !live.is_awaiting_writes()
        {
            live.end_lost();
            self.give_turn(key);
        }
    }

    /// Does what a run asks for, and takes it out of the table when it is over.
    pub fn serve(&mut self, key: u64) {
        let Some(live) = self.runs.get_mut(&key) else {
            return;
        };
        if live.is_lost() && live.run.end().is_none() {
            return;
        }
        let effects = live.run.take_effects();
        for id in live.run.take_cancelled() {
            live.stop(id, &mut self.timers);
        }
        live.show();
        self.serve_these(key, effects);
        let over = self.runs.get(&key);
        if over.is_some_and(|live| live.run.end().is_some())
            && let Some(live) = self.runs.remove(&key)
        {
            self.names.remove(live.run.name());
            self.finish(*live);
        }
    }

    fn finish(&mut self, live: Live) {
        let Some(mut report) = live.run.report().map(Box::new) else {
            return;
        };
        if let Some(signals) = &live.signals {
            report.unheard = signals.unheard();
        }
        let Some(journal) = self.shared.journal.clone() else {
            let _ = live.done.send(report);
            return;
        };
        let name = live.run.name().clone();
        if !live.is_lost() {
            let _ = journal.append(&name, JournalRecord::ended(&report));
        }
        tokio::spawn(async move {
            let _ = journal.settled(&name).await;
            if live.is_lost() {
                // It is not over: whoever has room for it may go on with it.
                let _ = journal.release(&name);
            }
            let _ = live.done.send(report);
        });
    }

    /// A run that cannot even begin.
    pub fn refuse(&self, asked: Asked, end: End) {
        let now = clock::now();
        let source = asked.program.source.clone();
        let event = Event {
            at: now,
            source: source.clone(),
            span: Span::default(),
            kind: EventKind::Ended(end.clone()),
        };
        let mut watchers = self.shared.watchers.with(asked.options.observer);
        watchers.tell(&asked.name, &[], &[event]);
        let report = RunReport::of_nothing(asked.name, source, now, end);
        let _ = asked.done.send(Box::new(report));
    }
}

/// With what the journal of a run begins.
fn kept(program: &Program, start: &Start, limits: Limits, options: &mut RunOptions) -> Started {
    let mut started = Started::new(program, start, limits);
    if let Some(note) = options.note.take() {
        started.note = note;
    }
    started.actor = options.actor.take();
    started.announces = true;
    match options.item.take() {
        Some(item) => started.of_job(item),
        None => started,
    }
}
