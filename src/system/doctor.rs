//! What `flow doctor` looks at, and what it found: a list of steps.

use crate::catalogue::SystemEntry;
use crate::settings::{Problem, Secrets};
use serde::Serialize;
use std::sync::Arc;
use std::time::Instant;

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is as it has to be.
    Good,
    /// It works, and somebody should know about it.
    Warning,
    /// It does not work: what needs it does not either.
    Failed,
    /// It was not looked at, because a step before it failed or it does not apply.
    Skipped,
}

/// A step, and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// What was looked at: `TLS`, `sign-in`.
    pub name: &'static str,
    /// What came of it.
    pub verdict: Verdict,
    /// What was found, in one sentence without a full stop.
    pub found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// How long it took.
    pub milliseconds: u64,
}

impl Step {
    /// A step that failed because of something that settings say.
    pub fn failed(name: &'static str, problem: &Problem) -> Self {
        Self {
            name,
            verdict: Verdict::Failed,
            found: problem.message.clone(),
            help: problem.help.clone(),
            milliseconds: 0,
        }
    }
}

/// An examination under way. A system's connector tells it one step after the other, in the order
/// in which a connection needs them.
pub struct Examination<'a> {
    /// The catalogue of its system.
    pub entry: Arc<SystemEntry>,
    /// Where secrets are fetched.
    pub secrets: &'a Secrets<'a>,
    steps: Vec<Step>,
    begun: Instant,
    watch: &'a (dyn Fn(&Step) + Sync),
}

impl<'a> Examination<'a> {
    /// Begins one; `watch` is told each step as soon as it is known.
    pub fn new(
        entry: Arc<SystemEntry>,
        secrets: &'a Secrets<'a>,
        watch: &'a (dyn Fn(&Step) + Sync),
    ) -> Self {
        Self {
            entry,
            secrets,
            steps: Vec::new(),
            begun: Instant::now(),
            watch,
        }
    }

    /// A step is as it has to be.
    pub fn good(&mut self, name: &'static str, found: impl Into<String>) {
        self.add(name, Verdict::Good, found.into(), None);
    }

    /// A step works, and somebody should know about it.
    pub fn warning(
        &mut self,
        name: &'static str,
        found: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(name, Verdict::Warning, found.into(), Some(help.into()));
    }

    /// A step failed.
    pub fn failed(
        &mut self,
        name: &'static str,
        found: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(name, Verdict::Failed, found.into(), Some(help.into()));
    }

    /// A step failed because of something that settings say.
    pub fn problem(&mut self, name: &'static str, problem: &Problem) {
        let found = problem.message.clone();
        self.add(name, Verdict::Failed, found, problem.help.clone());
    }

    /// A step was not looked at.
    pub fn not_looked_at(&mut self, name: &'static str, why: impl Into<String>) {
        self.add(name, Verdict::Skipped, why.into(), None);
    }

    /// The steps so far.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The name of the first step that failed: those behind it need not be looked at.
    pub fn broken(&self) -> Option<&'static str> {
        let mut steps = self.steps.iter();
        let failed = steps.find(|step| step.verdict == Verdict::Failed);
        failed.map(|step| step.name)
    }

    fn add(&mut self, name: &'static str, verdict: Verdict, found: String, help: Option<String>) {
        let milliseconds = self.begun.elapsed().as_millis();
        let step = Step {
            name,
            verdict,
            found,
            help,
            milliseconds: milliseconds.try_into().unwrap_or(u64::MAX),
        };
        (self.watch)(&step);
        self.steps.push(step);
        self.begun = Instant::now();
    }
}
