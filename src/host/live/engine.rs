//! Runs scripts against systems.

use super::builder::EngineBuilder;
use super::command::{Asked, Command, GoingOn};
use super::handle::RunHandle;
use super::inputs::Inputs;
use super::options::RunOptions;
use super::shared::Shared;
use crate::catalogue::Catalogue;
use crate::journal::{Record as JournalRecord, ReplayError, Replayed, replay};
use crate::program::Program;
use crate::run::Observer;
use crate::run::event::RunReport;
use crate::source::Source;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::{mpsc, oneshot};

/// Runs scripts. Copies share everything; the last one to go lets the open runs end by
/// themselves.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    commands: mpsc::UnboundedSender<Command>,
}

impl Engine {
    /// Begins to put an engine together.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    pub(super) fn new(shared: Arc<Shared>, commands: mpsc::UnboundedSender<Command>) -> Self {
        Self { shared, commands }
    }

    /// The systems that it drives, for [`Flow::check`](crate::Flow::check).
    pub fn catalogue(&self) -> Catalogue {
        let systems = self.shared.systems.values();
        systems.fold(Catalogue::default(), |catalogue, system| {
            catalogue.with(system.entry().clone())
        })
    }

    /// Starts a run of a script.
    pub fn start(&self, script: impl Into<Arc<Program>>, inputs: impl Into<Inputs>) -> RunHandle {
        let options = RunOptions {
            inputs: inputs.into(),
            ..RunOptions::default()
        };
        self.start_with(script, options)
    }

    /// Starts a run that has options of its own.
    pub fn start_with(&self, script: impl Into<Arc<Program>>, options: RunOptions) -> RunHandle {
        let program = script.into();
        let name = options.name.clone().unwrap_or_else(new_name);
        let source = program.source.clone();
        self.begin(name, source, |key, name, done| Command::Start {
            key,
            asked: Box::new(Asked {
                name,
                program,
                options,
                done,
            }),
        })
    }

    /// Starts a run and waits for its end.
    pub async fn run(
        &self,
        script: impl Into<Arc<Program>>,
        inputs: impl Into<Inputs>,
    ) -> RunReport {
        self.start(script, inputs).wait().await
    }

    /// Goes on with a run from its journal. What has been answered is not asked again; a write
    /// that may have been sent ends in `Unknown`. `Err` says why the journal cannot be gone on
    /// with.
    pub fn resume(
        &self,
        script: impl Into<Arc<Program>>,
        records: &[JournalRecord],
        observer: Option<Arc<dyn Observer>>,
    ) -> Result<RunHandle, ReplayError> {
        let program = script.into();
        let source = program.source.clone();
        let replayed = replay(program, records)?;
        Ok(self.go_on(source, replayed, |going_on| going_on.observer = observer))
    }

    /// Goes on with a run that has been brought to where its journal ends.
    pub(super) fn go_on(
        &self,
        source: Arc<Source>,
        replayed: Replayed,
        with: impl FnOnce(&mut GoingOn),
    ) -> RunHandle {
        let name = replayed.run().name().clone();
        self.begin(name, source, |key, _, done| {
            let mut going_on = GoingOn {
                replayed,
                with: None,
                settled: Vec::new(),
                observer: None,
                stands: false,
                done,
            };
            with(&mut going_on);
            let going_on = Box::new(going_on);
            Command::Resume { key, going_on }
        })
    }

    /// Tells the driver something; `Err` where it is gone.
    pub(super) fn send(&self, command: Command) -> Result<(), ()> {
        self.commands.send(command).map_err(drop)
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// Lets every system leave what it holds. Runs that are still open lose their connections:
    /// wait for them first.
    pub async fn close(&self) {
        for system in self.shared.systems.values() {
            system.close().await;
        }
    }

    fn begin(
        &self,
        name: Arc<str>,
        source: Arc<Source>,
        command: impl FnOnce(u64, Arc<str>, oneshot::Sender<Box<RunReport>>) -> Command,
    ) -> RunHandle {
        let key = self.shared.next.fetch_add(1, Ordering::Relaxed);
        let (done, report) = oneshot::channel();
        let _ = self.commands.send(command(key, name.clone(), done));
        RunHandle::new(key, name, source, self.commands.clone(), report)
    }
}

/// A name for a run, or for a job, that no other has.
pub fn new_name() -> Arc<str> {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut number = fastrand::u64(..);
    let mut name = String::with_capacity(13);
    for _ in 0..13 {
        name.push(char::from(DIGITS[(number % 32) as usize]));
        number /= 32;
    }
    name.into()
}
