//! What `flow` itself does in a pilot.

use super::super::measure::{self, Measured};
use crate::catalogue::SystemEntry;
use crate::settings::Secrets;
use crate::system::doctor::{Examination, Verdict};
use crate::system::pilot::{Does, Trial};
use crate::system::{Connector, System};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep};

/// How often contacts are read.
const EVERY: Duration = Duration::from_secs(5);
/// How long a connection stays that is left again.
const STAYS: Duration = Duration::from_secs(5);

/// What does the steps of a pilot, and looks at the agent.
pub trait Hands {
    /// Begins what `flow` does in a step; what came of what is over already.
    async fn begin(&mut self, does: Does, contact: Option<&str>) -> Vec<String>;

    /// Ends it; what came of it.
    async fn end(&mut self) -> Vec<String>;

    /// The agent as the system shows it, and whether that is as it has to be.
    async fn agent(&mut self) -> Option<(String, bool)>;
}

/// The connections of a profile, one for each step, as each run has its own.
pub struct Connections<'a> {
    pub connector: Arc<dyn Connector>,
    pub entry: Arc<SystemEntry>,
    pub secrets: &'a Secrets<'a>,
    open: Option<Arc<dyn System>>,
    reader: Option<JoinHandle<()>>,
    reads: Arc<std::sync::Mutex<Reads>>,
}

/// How often contacts were read, and how often that failed.
#[derive(Debug, Default)]
struct Reads {
    good: usize,
    bad: usize,
    last: String,
}

impl<'a> Connections<'a> {
    pub fn new(
        connector: Arc<dyn Connector>,
        entry: Arc<SystemEntry>,
        secrets: &'a Secrets<'a>,
    ) -> Self {
        Self {
            connector,
            entry,
            secrets,
            open: None,
            reader: None,
            reads: Arc::default(),
        }
    }

    fn read_on(&mut self, system: Arc<dyn System>, trial: Trial) {
        let reads = Arc::clone(&self.reads);
        *lock(&reads) = Reads::default();
        self.reader = Some(tokio::spawn(async move {
            let mut ticks = interval(EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                let measured = measure::read(&*system, trial).await;
                lock(&reads).note(measured);
            }
        }));
    }
}

impl Reads {
    fn note(&mut self, measured: Measured) {
        match measured.is_good {
            true => self.good += 1,
            false => self.bad += 1,
        }
        self.last = measured.text;
    }
}

fn lock(reads: &std::sync::Mutex<Reads>) -> std::sync::MutexGuard<'_, Reads> {
    reads
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Hands for Connections<'_> {
    async fn begin(&mut self, does: Does, contact: Option<&str>) -> Vec<String> {
        if does == Does::Nothing {
            return Vec::new();
        }
        let connected = self.connector.connect(self.entry.clone(), self.secrets);
        let system = match connected {
            Ok(system) => system,
            Err(problem) => return vec![problem.message],
        };
        self.open = Some(system.clone());
        if let Err(answer) = system.provided().await {
            return vec![format!(
                "connecting ended in {}: {}",
                answer.outcome, answer.reason
            )];
        }
        let texts = |all: Vec<Measured>| all.into_iter().map(|one| one.text).collect();
        match (does, contact, self.connector.trial()) {
            (Does::HoldAndResume, Some(contact), Some(trial)) => {
                texts(measure::hold_and_resume(&*system, trial, contact).await)
            }
            (Does::ResumeAgain, Some(contact), Some(trial)) => {
                texts(measure::resume(&*system, trial, contact).await)
            }
            (Does::Read, _, Some(trial)) => {
                self.read_on(system, trial);
                Vec::new()
            }
            (Does::ConnectAndLeave, ..) => {
                sleep(STAYS).await;
                self.end().await
            }
            _ => Vec::new(),
        }
    }

    async fn end(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        if let Some(reader) = self.reader.take() {
            reader.abort();
            let reads = lock(&self.reads);
            let (all, bad) = (reads.good + reads.bad, reads.bad);
            told.push(format!(
                "read {all} times, {bad} failed; last: {}",
                reads.last
            ));
        }
        if let Some(system) = self.open.take() {
            system.close().await;
            told.extend(system.left_behind());
        }
        told
    }

    async fn agent(&mut self) -> Option<(String, bool)> {
        let quiet = |_: &_| {};
        let mut examination = Examination::new(self.entry.clone(), self.secrets, &quiet);
        self.connector.examine(&mut examination).await;
        let mut steps = examination.steps().iter();
        let agent = steps.find(|step| step.name == "agent")?;
        Some((agent.found.clone(), agent.verdict == Verdict::Good))
    }
}
