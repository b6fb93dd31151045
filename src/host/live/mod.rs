//! The live host: runs programs on a `tokio` runtime against real systems.
//!
//! One task drives every run of an engine. A run that waits is a value in a table: it has no task
//! and no thread of its own. A task is spawned only while a system is asked something.

mod builder;
mod calls;
mod driver;
mod handle;
mod live;
mod needs;
mod timers;

pub use builder::EngineBuilder;
pub use handle::RunHandle;

use crate::journal::{Journal, Record as JournalRecord};
use crate::program::Program;
use crate::run::event::RunReport;
use crate::run::{Limits, Observer};
use crate::system::System;
use crate::value::Record;
use driver::Command;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{OnceCell, mpsc, oneshot};

/// Runs programs. Copies share everything; the last one to go lets the open runs end by
/// themselves.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    commands: mpsc::UnboundedSender<Command>,
}

/// What all runs of an engine share.
struct Shared {
    systems: HashMap<Arc<str>, Connected>,
    observer: Option<Arc<dyn Observer>>,
    journal: Option<Arc<dyn Journal>>,
    limits: Limits,
    zone: TimeZone,
    next: AtomicU64,
}

/// A system, and what its profile brings once it has been asked for it.
struct Connected {
    system: Arc<dyn System>,
    provided: OnceCell<Record>,
}

/// How one run differs from the others of its engine.
#[derive(Clone, Default)]
pub struct RunOptions {
    /// The inputs by name. Texts are read as the kinds that the program says.
    pub inputs: Record,
    /// The run's name, which has to be its own: effects, and idempotency keys, are named after it.
    /// A random one where it is not given.
    pub name: Option<Arc<str>>,
    /// The seed of its randomness; a random one where it is not given.
    pub seed: Option<u64>,
    /// Who watches it, beside the engine's own observer.
    pub observer: Option<Arc<dyn Observer>>,
    /// What it may use; the engine's where it is not given.
    pub limits: Option<Limits>,
}

impl Engine {
    /// Begins to put an engine together.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Starts a run.
    pub fn start(&self, program: Arc<Program>, inputs: Record) -> RunHandle {
        let options = RunOptions {
            inputs,
            ..RunOptions::default()
        };
        self.start_with(program, options)
    }

    /// Starts a run that has options of its own.
    pub fn start_with(&self, program: Arc<Program>, options: RunOptions) -> RunHandle {
        let name = options.name.clone().unwrap_or_else(new_name);
        self.begin(name, |key, name, done| Command::Start {
            key,
            name,
            program,
            options,
            done,
        })
    }

    /// Starts a run and waits for its end.
    pub async fn run(&self, program: Arc<Program>, inputs: Record) -> RunReport {
        self.start(program, inputs).wait().await
    }

    /// Goes on with a run from its journal. What has been answered is not asked again; a write
    /// that may have been sent ends in `Unknown`. `Err` says why the journal cannot be gone on
    /// with.
    pub fn resume(
        &self,
        program: Arc<Program>,
        records: &[JournalRecord],
        observer: Option<Arc<dyn Observer>>,
    ) -> Result<RunHandle, crate::journal::ReplayError> {
        let replayed = crate::journal::replay(program, records)?;
        let name = replayed.run().name().clone();
        let replayed = Box::new(replayed);
        Ok(self.begin(name, |key, _, done| Command::Resume {
            key,
            replayed,
            observer,
            done,
        }))
    }

    /// Lets every system leave what it holds. Runs that are still open lose their connections:
    /// wait for them first.
    pub async fn close(&self) {
        for connected in self.shared.systems.values() {
            connected.system.close().await;
        }
    }

    fn begin(
        &self,
        name: Arc<str>,
        command: impl FnOnce(u64, Arc<str>, oneshot::Sender<RunReport>) -> Command,
    ) -> RunHandle {
        let key = self.shared.next.fetch_add(1, Ordering::Relaxed);
        let (done, report) = oneshot::channel();
        let _ = self.commands.send(command(key, name.clone(), done));
        RunHandle::new(key, name, self.commands.clone(), report)
    }
}

fn new_name() -> Arc<str> {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut number = fastrand::u64(..);
    let mut name = String::with_capacity(13);
    for _ in 0..13 {
        name.push(char::from(DIGITS[(number % 32) as usize]));
        number /= 32;
    }
    name.into()
}
