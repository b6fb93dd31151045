//! The whole of a run: found by running it once, and again wherever somebody looks.

use super::places::Places;
use super::stop::{Scene, Stop};
use super::walk::Walk;
use crate::journal::Record;
use crate::program::Program;
use crate::run::event::{Event, RunReport};
use crate::testing::recording::{Recording, replay};
use crate::value::Text;
use std::sync::Arc;

/// A run of more stops is followed so far, and no further.
const MOST: usize = 500_000;

/// The run, and where it stops for a person who steps through it, in order.
#[derive(Debug)]
pub struct Timeline {
    /// The flow.
    pub program: Arc<Program>,
    pub(super) places: Places,
    records: Vec<Record>,
    /// The statements, and what handlers decide between them.
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
            places: Places::of(&program),
            program,
        };
        let mut stops = Vec::new();
        let mut walk = Walk::new(&timeline.program, &timeline.records)?;
        walk.all(&timeline.records, &mut |place| {
            stops.push(place.stop());
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

    /// What is known at a stop; past the last one, what was known there. Nothing in a run without any.
    pub fn scene(&self, stop: usize) -> Scene {
        let last = self.stops.len().saturating_sub(1);
        let mut found = None;
        self.scenes(&|at| at == stop.min(last), &mut |_, scene| {
            found = Some(scene);
            false
        });
        found.unwrap_or_default()
    }

    /// Looks at some of the stops, in order, and at what is known there, as long as there is more to see.
    pub fn scenes(
        &self,
        which: &dyn Fn(usize) -> bool,
        look: &mut dyn FnMut(usize, Scene) -> bool,
    ) {
        let Ok(mut walk) = Walk::new(&self.program, &self.records) else {
            return;
        };
        let mut number = 0;
        walk.all(&self.records, &mut |place| {
            let at = number;
            number += 1;
            number <= self.stops.len() && (!which(at) || look(at, place.scene()))
        });
    }
}
