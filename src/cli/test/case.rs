//! One test, and what came of it.

use super::accepted;
use super::names;
use super::simulated;
use super::unit::Unit;
use crate::cli::args::TestArgs;
use crate::journal::Record;
use crate::program::Program;
use crate::program::test::{Expected, Test};
use crate::report::{Look, Redactor};
use crate::testing::{self, Problem, Seen};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A test that is to be run.
pub(super) struct Case<'a> {
    pub unit: &'a Unit,
    pub test: &'a Test,
}

/// A test that has been run.
pub(super) struct Done<'a> {
    pub unit: &'a Unit,
    pub test: &'a Test,
    /// What is not as it should be; empty where it passed.
    pub problems: Vec<Problem>,
    /// What happened.
    pub seen: Option<Seen>,
    /// How long it took.
    pub took: Duration,
    /// The trace that differs from the accepted one.
    pub new_trace: Option<accepted::NewTrace>,
}

impl<'a> Case<'a> {
    /// The tests that are meant, in the order of the files.
    pub fn of(units: &'a [Unit], args: &TestArgs) -> Vec<Self> {
        let all = units
            .iter()
            .flat_map(|unit| unit.tests.iter().map(move |test| Case { unit, test }));
        let named = all.filter(|case| names::fits(&case.test.name, &args.name));
        let numbered = named.enumerate();
        let part = numbered.filter(|(place, _)| args.shard.is_none_or(|shard| shard.has(*place)));
        part.map(|(_, case)| case).collect()
    }

    /// Runs it.
    pub fn run(&self) -> Done<'a> {
        let began = Instant::now();
        let (mut problems, seen) = self.play(&self.unit.program);
        let mut new_trace = None;
        if let Some(seen) = seen.as_ref().filter(|_| problems.is_empty()) {
            let mut expects = self.test.expects.iter();
            let line = expects.find(|expect| matches!(expect.what, Expected::Accepted));
            if let Some(line) = line {
                let (problem, new) = accepted::compare(self.unit, &self.test.name, line.span, seen);
                problems.extend(problem);
                new_trace = new;
            }
        }
        Done {
            unit: self.unit,
            test: self.test,
            problems,
            seen,
            took: began.elapsed(),
            new_trace,
        }
    }

    /// Whether it fails with this program in place of its own.
    pub fn fails_with(&self, program: &Arc<Program>) -> bool {
        !self.play(program).0.is_empty()
    }

    /// What it runs, the flow or one of its steps, and how that begins.
    pub fn started(&self) -> Result<(Arc<Program>, Record), Vec<Problem>> {
        let ready = testing::ready(&self.unit.program, self.test)?;
        Ok((ready.program.clone(), testing::started(&ready)))
    }

    fn play(&self, program: &Arc<Program>) -> (Vec<Problem>, Option<Seen>) {
        let mut ready = match testing::ready(program, self.test) {
            Ok(ready) => ready,
            Err(problems) => return (problems, None),
        };
        let played = match self.test.worlds.is_empty() {
            true => testing::play(&mut ready),
            false => simulated::play(self.unit, self.test, &mut ready),
        };
        match played {
            Ok((seen, mocks)) => (testing::judge(self.test, &ready, &seen, &mocks), Some(seen)),
            Err(problems) => (problems, None),
        }
    }
}

impl Done<'_> {
    /// Whether everything was as expected.
    pub fn passed(&self) -> bool {
        self.problems.is_empty()
    }

    /// What happened, line by line.
    pub fn trace(&self, look: Look, redactor: &Redactor) -> Vec<String> {
        let seen = self.seen.as_ref();
        seen.map_or_else(Vec::new, |seen| testing::trace(seen, look, redactor))
    }
}
