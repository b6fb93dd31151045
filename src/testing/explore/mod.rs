//! Looks for what goes wrong in a flow when its systems answer otherwise than hoped: every outcome
//! of every action by itself, then in pairs, and the run cut off at every wait.

mod block;
mod find;
mod world;

pub use find::Finding;
#[cfg(feature = "internals")]
pub use world::wander;

use crate::program::Program;
use crate::run::Start;
use crate::run::event::End;
use crate::testing::Seen;
use crate::value::Record;
use find::look;
use std::collections::BTreeMap;
use std::sync::Arc;
use world::{Choices, Explored, choices_at};

/// What was found, and how much was tried for it.
#[derive(Debug, Default)]
pub struct Found {
    /// Each with the fewest answers that lead to it.
    pub findings: Vec<Finding>,
    /// How many runs there were with one answer forced, and how many there could be.
    pub singles: (usize, usize),
    /// How many runs there were with two answers forced, and how many there could be.
    pub pairs: (usize, usize),
    /// What the inputs were.
    pub inputs: Record,
    /// The seed of the runs, and of the choice of pairs where there are too many.
    pub seed: u64,
}

/// Looks at a flow. `most` runs with two answers forced are tried; of more, a choice by the seed.
pub fn explore(program: &Arc<Program>, seed: u64, most: usize) -> Found {
    let inputs = world::inputs(program);
    let mut found = Found {
        inputs,
        seed,
        ..Found::default()
    };
    let mut known = Known::default();
    let run = |choices: &Choices, inputs: &Record| world::run(program, inputs, choices, seed);
    let base = run(&Choices::default(), &found.inputs);
    known.add(program, &base, &Choices::default());
    let mut pairs: Vec<Choices> = Vec::new();
    for (at, choice) in choices_at(&base, 0) {
        let choices = Choices::from([(at, choice)]);
        let explored = run(&choices, &found.inputs);
        found.singles.0 += 1;
        known.add(program, &explored, &choices);
        let later = choices_at(&explored, at + 1);
        pairs.extend(later.into_iter().map(|(then, other)| {
            let mut both = choices.clone();
            both.insert(then, other);
            both
        }));
    }
    found.singles.1 = found.singles.0;
    found.pairs.1 = pairs.len();
    chosen(&mut pairs, most, seed);
    for choices in &pairs {
        let explored = run(choices, &found.inputs);
        found.pairs.0 += 1;
        known.add(program, &explored, choices);
    }
    found.findings = known.findings(program, &found.inputs, seed);
    found
}

/// A run as a test: what its systems answered, and how it ended.
pub fn as_test(program: &Program, start: &Start, seen: &Seen) -> String {
    let mut given = vec![format!("now = {}", start.at.timestamp())];
    if let Some(zone) = start.at.time_zone().iana_name() {
        given.push(format!("zone = \"{zone}\""));
    }
    let end = seen.report.as_ref().map(|report| &report.end);
    let expect = match end {
        Some(End::Cancelled) => {
            let took = seen
                .report
                .as_ref()
                .map(|report| report.ended.duration_since(report.started));
            let took = crate::value::duration_text(took.unwrap_or_default());
            given.push(format!("cancelled after {took}"));
            "it is cancelled".to_owned()
        }
        Some(End::Failed(failure)) => format!("it ends in {}", failure.outcome),
        Some(End::Faulted(_)) => "it fails".to_owned(),
        Some(End::Finished { .. }) | None => "it finishes".to_owned(),
    };
    let asked = seen.asked.iter();
    let asked: Vec<_> = asked
        .map(|one| (one.request.clone(), one.answer.clone()))
        .collect();
    let shown = block::Shown {
        name: "what was recorded",
        asked: &asked,
        cut_off: None,
        given: &given,
        expect: &expect,
    };
    block::test(program, &start.inputs, start.seed, &shown)
}

/// So many of them, spread over all; the same seed chooses the same.
fn chosen(pairs: &mut Vec<Choices>, most: usize, seed: u64) {
    if pairs.len() > most {
        fastrand::Rng::with_seed(seed).shuffle(pairs);
        pairs.truncate(most);
    }
}

/// What has been found, by what and where it is: the first way to it had the fewest answers forced.
#[derive(Default)]
struct Known(BTreeMap<find::Key, find::Raw>);

impl Known {
    fn add(&mut self, program: &Program, explored: &Explored, choices: &Choices) {
        for raw in look(program, explored, choices) {
            match self.0.get_mut(&raw.key()) {
                Some(known) => known.join(raw),
                None => drop(self.0.insert(raw.key(), raw)),
            }
        }
    }

    fn findings(self, program: &Arc<Program>, inputs: &Record, seed: u64) -> Vec<Finding> {
        let all = self.0.into_values();
        let mut all: Vec<Finding> = all.map(|raw| raw.finding(program, inputs, seed)).collect();
        all.sort_by_key(|finding| (finding.span, finding.sort));
        all
    }
}
