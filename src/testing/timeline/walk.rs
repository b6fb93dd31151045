//! A run, going on from record to record, with a look at each place where it may be stopped.

use super::stop::{Scene, Stop, Why};
use crate::journal::Record;
use crate::program::Program;
use crate::run::event::{End, Event, EventKind};
use crate::run::{Level, Run, Standing};
use crate::source::Span;
use crate::testing::coverage::statements;
use crate::testing::recording::{NO_START, begun};
use crate::value::Text;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// The run.
pub(super) struct Walk {
    pub run: Run,
    pub events: Vec<Event>,
    pub sensitive: Vec<Text>,
    pub differs: Option<String>,
    zone: TimeZone,
    statements: Vec<Span>,
    /// Whether it has begun to fail.
    failing: bool,
    stopped: bool,
}

/// A place where it may be stopped.
pub(super) struct Place<'a> {
    walk: &'a Walk,
    at: Standing,
    why: Why,
}

/// Looks at a place; whether the run is to go on.
type Look<'a> = &'a mut dyn FnMut(&Place<'_>) -> bool;

impl Place<'_> {
    pub fn stop(&self) -> Stop {
        let run = &self.walk.run;
        Stop {
            span: self.at.span,
            branch: self.at.branch,
            depth: self.at.levels.len().saturating_sub(1),
            events: self.walk.events.len() + run.untaken(),
            why: self.why.clone(),
        }
    }

    pub fn scene(&self) -> Scene {
        let run = &self.walk.run;
        Scene {
            levels: self.at.levels.clone(),
            inputs: run.given(),
            now: run.now().to_zoned_datetime(self.walk.zone.clone()),
        }
    }
}

impl Walk {
    pub fn new(program: &Arc<Program>, records: &[Record]) -> Result<Self, String> {
        let Some(Record::Started(started)) = records.first() else {
            return Err(NO_START.to_owned());
        };
        let mut run = begun(program, started)?;
        run.take_decided();
        Ok(Self {
            run,
            events: Vec::new(),
            sensitive: Vec::new(),
            differs: None,
            zone: started.start.at.time_zone().clone(),
            statements: statements(program),
            failing: false,
            stopped: false,
        })
    }

    pub fn all(&mut self, records: &[Record], look: Look<'_>) {
        for record in records.iter().skip(1) {
            match record {
                Record::Cancelled { at, turn } => {
                    while self.run.turns() < *turn && self.turn(look) {}
                    self.run.hand_out();
                    self.run.cancel(*at);
                }
                Record::Told {
                    id, at, completion, ..
                } => {
                    self.settle(look);
                    if self.stopped {
                        return;
                    }
                    if !self.run.complete(*id, completion.clone(), *at) {
                        self.differs = Some(format!("nothing waits for the answer {id}"));
                        return;
                    }
                }
                _ => {}
            }
        }
        self.settle(look);
    }

    fn settle(&mut self, look: Look<'_>) {
        while self.turn(look) {}
        self.events.extend(self.run.take_events());
        self.sensitive.extend(self.run.take_sensitive());
        self.run.take_effects();
        self.run.take_cancelled();
    }

    fn turn(&mut self, look: Look<'_>) -> bool {
        if let Some(at) = self.run.standing() {
            self.look(at, Why::Statement, look);
        }
        if self.stopped {
            return false;
        }
        let branch = self.run.whose_turn();
        let more = self.run.advance(1);
        if let Some(branch) = branch {
            self.decided(branch, look);
        }
        more && !self.stopped
    }

    /// Stops where the turn of a line of work has decided something.
    fn decided(&mut self, branch: usize, look: Look<'_>) {
        for event in self.run.take_decided() {
            let (handler, why) = match event.kind {
                EventKind::Handled { outcome, handler } => (handler, Why::Handled(outcome)),
                EventKind::Retrying {
                    outcome, handler, ..
                } => (handler, Why::Retried(outcome)),
                _ => continue,
            };
            self.look_in(branch, handler, why, look);
        }
        if self.failing {
            return;
        }
        let Some(end) = self.run.ending() else {
            return;
        };
        let at = match &end {
            End::Failed(failure) => failure.by.unwrap_or(failure.span),
            End::Faulted(fault) => fault.span,
            End::Finished { .. } | End::Cancelled => return,
        };
        self.failing = true;
        self.look_in(branch, at, Why::Failing(Box::new(end)), look);
    }

    fn look_in(&mut self, branch: usize, span: Span, why: Why, look: Look<'_>) {
        if let Some(mut at) = self.run.standing_in(branch, span) {
            at.levels = self.seen_from(span, at.levels);
            self.look(at, why, look);
        }
    }

    fn look(&mut self, at: Standing, why: Why, look: Look<'_>) {
        if self.stopped {
            return;
        }
        let place = Place {
            walk: self,
            at,
            why,
        };
        let more = look(&place);
        self.stopped = !more;
    }

    /// What is open, seen from a handler: what is inside of the level that the handler is in is left.
    fn seen_from(&self, handler: Span, mut levels: Vec<Level>) -> Vec<Level> {
        let within =
            |inner: Span, outer: &Span| outer.start <= inner.start && inner.end <= outer.end;
        let around = self.statements.iter().filter(|span| within(handler, span));
        let around = around.min_by_key(|span| span.len());
        let own = levels
            .iter()
            .position(|level| around.is_some_and(|around| within(level.span, around)));
        levels.drain(..own.unwrap_or(0));
        if let Some(first) = levels.first_mut() {
            first.span = handler;
        }
        levels
    }
}
