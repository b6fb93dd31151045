//! A run that is over, statement by statement, forwards and back. Everything that decided it is known,
//! so what was true at any place is found by running up to there once more.

mod moves;

pub use moves::Way;

use crate::journal::Record;
use crate::program::Program;
use crate::run::event::{Event, RunReport};
use crate::run::{Level, Run};
use crate::source::Span;
use crate::testing::recording::{Recording, replay};
use crate::value::{Text, Value};
use std::sync::Arc;

/// A run of more statements is followed so far, and no further.
const MOST: usize = 500_000;

/// The run, and its statements in the order in which they began.
#[derive(Debug)]
pub struct Timeline {
    /// The flow.
    pub program: Arc<Program>,
    records: Vec<Record>,
    /// The statements.
    pub stops: Vec<Stop>,
    /// Every event.
    pub events: Vec<Event>,
    /// What must not be shown.
    pub sensitive: Vec<Text>,
    /// What is to be said of the run; nothing where it never ended.
    pub report: Option<RunReport>,
    /// Where the run is another than the recorded one.
    pub differs: Option<String>,
}

/// A statement that begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stop {
    /// The statement.
    pub span: Span,
    /// In which line of work.
    pub branch: usize,
    /// How many steps are open around it.
    pub depth: usize,
    /// How many events there were before it.
    pub events: usize,
}

/// What is known at a statement.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The step that it is in, and whatever runs that one, from the inside out.
    pub levels: Vec<Level>,
    /// The inputs with their values.
    pub inputs: Vec<(Arc<str>, Value)>,
}

impl Timeline {
    /// The run that these records decided, the first of which is its start.
    pub fn new(program: Arc<Program>, records: Vec<Record>) -> Result<Self, String> {
        let mut timeline = Self {
            records,
            stops: Vec::new(),
            events: Vec::new(),
            sensitive: Vec::new(),
            report: None,
            differs: None,
            program,
        };
        let mut stops = Vec::new();
        let mut walk = Walk::new(&timeline.program, &timeline.records)?;
        walk.all(&timeline.records, &mut |run, taken| {
            if let Some(at) = run.standing() {
                stops.push(Stop {
                    span: at.span,
                    branch: at.branch,
                    depth: run.depth(at.branch),
                    events: taken + run.untaken(),
                });
            }
            stops.len() < MOST
        });
        timeline.stops = stops;
        timeline.report = walk.run.report();
        (timeline.events, timeline.sensitive) = (walk.events, walk.sensitive);
        timeline.differs = walk.differs;
        Ok(timeline)
    }

    /// A recorded run, on its own flow or on another: up to the first place where that does otherwise.
    pub fn recorded(program: Arc<Program>, recording: &Recording) -> Result<Self, String> {
        let again = replay(&program, recording)?;
        let mut records = recording.records.clone();
        if let Some(divergence) = &again.divergence {
            records.truncate(divergence.record.saturating_sub(1));
        }
        let mut timeline = Self::new(program, records)?;
        timeline.differs = again.divergence.map(|divergence| {
            let (recorded, now) = (divergence.recorded, divergence.now);
            format!("recorded: {recorded}; now: {now}")
        });
        Ok(timeline)
    }

    /// What is known where a statement is about to begin; past the last one, where that began.
    pub fn scene(&self, stop: usize) -> Scene {
        let Ok(mut walk) = Walk::new(&self.program, &self.records) else {
            return Scene::default();
        };
        let mut scene = Scene::default();
        let mut number = 0;
        walk.all(&self.records, &mut |run, _| {
            let Some(at) = run.standing() else {
                return true;
            };
            number += 1;
            if number <= stop && number < self.stops.len() {
                return true;
            }
            scene = Scene {
                levels: at.levels,
                inputs: run.given(),
            };
            false
        });
        scene
    }

    /// The line of a statement.
    pub fn line(&self, stop: usize) -> Option<u32> {
        let stop = self.stops.get(stop)?;
        Some(self.program.source.line_of(stop.span.start))
    }

    /// The statements of the flow, whether the run came to them or not.
    pub fn statements(&self) -> Vec<Span> {
        let (_, statements) = super::coverage::points(&self.program);
        statements.into_iter().map(|(_, span)| span).collect()
    }
}

impl Scene {
    /// A variable or an input by its name, seen from a level, with fields: `Contact.State`.
    pub fn value(&self, level: usize, path: &str) -> Option<Value> {
        let mut parts = path
            .split('.')
            .map(|part| part.trim().trim_matches(['<', '>', '"']));
        let name = parts.next()?;
        let variables = self.levels.get(level).map(|level| &level.variables);
        // a name that is bound again is there twice: the later one counts
        let known = variables.into_iter().flatten().rev().chain(&self.inputs);
        let found = known.into_iter().find(|(known, _)| **known == *name);
        let mut value = found.map(|(_, value)| value.clone())?;
        for part in parts {
            value = match &value {
                Value::Record(fields) => fields.get(part).cloned()?,
                Value::List(items) => items.get(part.parse::<usize>().ok()?).cloned()?,
                _ => return None,
            };
        }
        Some(value)
    }
}

/// The run, going on from record to record.
struct Walk {
    run: Run,
    events: Vec<Event>,
    sensitive: Vec<Text>,
    differs: Option<String>,
    stopped: bool,
}

/// Looks at the run before each of its turns; whether it is to go on.
type Look<'a> = &'a mut dyn FnMut(&Run, usize) -> bool;

impl Walk {
    fn new(program: &Arc<Program>, records: &[Record]) -> Result<Self, String> {
        let Some(Record::Started(started)) = records.first() else {
            return Err("the recording does not begin with the start of a run".to_owned());
        };
        let run = Run::new(program.clone(), started.start.clone(), started.limits);
        let run = run.map_err(|faults| {
            let first = faults.first();
            first.map_or_else(String::new, |fault| fault.message.masked().to_string())
        })?;
        Ok(Self {
            run,
            events: Vec::new(),
            sensitive: Vec::new(),
            differs: None,
            stopped: false,
        })
    }

    fn all(&mut self, records: &[Record], look: Look<'_>) {
        for record in records.iter().skip(1) {
            match record {
                Record::Cancelled { at, turn } => {
                    while self.run.turns() < *turn && self.turn(look) {}
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
        if !self.stopped {
            self.stopped = !look(&self.run, self.events.len());
        }
        !self.stopped && self.run.advance(1)
    }
}
