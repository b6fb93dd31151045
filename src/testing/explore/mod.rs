//! Looks for what goes wrong in a flow when its systems answer otherwise than hoped: every outcome
//! of every action by itself, then in pairs, and the run cut off at every wait.

mod block;
mod candidates;
mod find;
mod origin;
mod reach;
mod sampled;
mod solve;
mod unreached;
mod values;
mod world;

pub use find::Finding;
pub use unreached::Unreached;
#[cfg(feature = "internals")]
pub use world::wander;

use crate::program::Program;
use crate::program::test::Test;
use crate::run::Start;
use crate::run::event::End;
use crate::testing::Seen;
use find::look;
use reach::{Beginning, Reached, Way};
use std::collections::BTreeMap;
use std::sync::Arc;
use unreached::unreached;
use world::{Choices, Explored, Named, choices_at};

/// What was found, and how much was tried for it.
#[derive(Debug, Default)]
pub struct Found {
    /// Each with the fewest answers that lead to it.
    pub findings: Vec<Finding>,
    /// The statements that no run came to.
    pub unreached: Vec<Unreached>,
    /// How many runs there were with one answer forced, and how many there could be.
    pub singles: (usize, usize),
    /// How many runs there were with two answers forced, and how many there could be.
    pub pairs: (usize, usize),
    /// The seed of the runs, and of the choice of pairs where there are too many.
    pub seed: u64,
}

/// So many beginnings are tried with every answer.
const MOST_BEGINNINGS: usize = 12;

/// Looks at a flow, and at its tests for values that it needs. `most` runs with two answers forced are
/// tried; of more, a choice by the seed.
pub fn explore(program: &Arc<Program>, tests: &[Test], seed: u64, most: usize) -> Found {
    let named = Named::of(program);
    let mut trial = Trial {
        program,
        named: &named,
        seed,
        known: Known::default(),
        reached: Reached::default(),
        pairs: Vec::new(),
        singles: 0,
    };
    let usual = Beginning {
        values: Arc::default(),
        choices: Choices::default(),
    };
    let explored = trial.run(&usual);
    trial.every_answer(&usual, &explored);
    let mut tests = tests.iter();
    for _ in 1..MOST_BEGINNINGS {
        let Some(way) = trial.further().or_else(|| trial.of_tests(&mut tests)) else {
            break;
        };
        trial.every_answer(&way.from, &way.explored);
    }
    let all = trial.pairs.len();
    let tried = trial.some_pairs(most);
    Found {
        findings: trial.known.findings(program, seed),
        unreached: unreached(program, &trial.reached.visited),
        singles: (trial.singles, trial.singles),
        pairs: (tried, all),
        seed,
    }
}

/// What has been tried of a flow.
struct Trial<'a> {
    program: &'a Arc<Program>,
    named: &'a Named,
    seed: u64,
    known: Known,
    reached: Reached,
    /// Runs with two answers forced, to be tried.
    pairs: Vec<Beginning>,
    singles: usize,
}

impl Trial<'_> {
    fn run(&self, from: &Beginning) -> Explored {
        let (values, choices) = (&from.values, &from.choices);
        world::run(self.program, self.named, values, choices, self.seed)
    }

    fn add(&mut self, from: &Beginning, explored: &Explored) {
        self.known.add(self.program, explored, &from.choices);
        self.reached.add(explored, &from.choices);
    }

    /// Every answer of a run by itself; those in pairs are kept for later.
    fn every_answer(&mut self, from: &Beginning, explored: &Explored) {
        self.add(from, explored);
        let first = from.choices.keys().next_back().map_or(0, |last| last + 1);
        for (at, choice) in choices_at(explored, first) {
            let one = from.and(at, choice);
            let explored = self.run(&one);
            self.singles += 1;
            self.add(&one, &explored);
            let later = choices_at(&explored, at + 1).into_iter();
            self.pairs
                .extend(later.map(|(then, other)| one.and(then, other)));
        }
    }

    /// Values with which a run comes to something that none has come to.
    fn further(&mut self) -> Option<Way> {
        let (program, named, seed) = (self.program, self.named, self.seed);
        let run = |from: &Beginning| world::run(program, named, &from.values, &from.choices, seed);
        reach::further(program, &mut self.reached, &run)
    }

    /// The same of the values of a test.
    fn of_tests<'t>(&mut self, tests: &mut impl Iterator<Item = &'t Test>) -> Option<Way> {
        if unreached(self.program, &self.reached.visited).is_empty() {
            return None;
        }
        tests.find_map(|test| {
            let from = reach::of_test(self.program, test)?;
            let explored = self.run(&from);
            let new = self.reached.add(&explored, &from.choices);
            new.then_some(Way { from, explored })
        })
    }

    fn some_pairs(&mut self, most: usize) -> usize {
        let mut pairs = std::mem::take(&mut self.pairs);
        chosen(&mut pairs, most, self.seed);
        for both in &pairs {
            let explored = self.run(both);
            self.add(both, &explored);
        }
        pairs.len()
    }
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
fn chosen(pairs: &mut Vec<Beginning>, most: usize, seed: u64) {
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

    fn findings(self, program: &Arc<Program>, seed: u64) -> Vec<Finding> {
        let all = self.0.into_values();
        let mut all: Vec<Finding> = all.map(|raw| raw.finding(program, seed)).collect();
        all.sort_by_key(|finding| (finding.span, finding.sort));
        all
    }
}
