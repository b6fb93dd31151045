//! What whoever started a run holds of it.

use super::command::Command;
use super::heard::{Heard, NotHeard};
use super::signaller::Signaller;
use crate::clock;
use crate::run::event::{End, Fault, RunReport};
use crate::source::{Source, Span};
use crate::value::Value;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// A run that has been started. Dropping it lets the run go on.
#[derive(Debug)]
pub struct RunHandle {
    key: u64,
    name: Arc<str>,
    source: Arc<Source>,
    commands: mpsc::UnboundedSender<Command>,
    report: oneshot::Receiver<Box<RunReport>>,
}

impl RunHandle {
    pub(super) fn new(
        key: u64,
        name: Arc<str>,
        source: Arc<Source>,
        commands: mpsc::UnboundedSender<Command>,
        report: oneshot::Receiver<Box<RunReport>>,
    ) -> Self {
        Self {
            key,
            name,
            source,
            commands,
            report,
        }
    }

    /// The run's name.
    pub fn id(&self) -> &Arc<str> {
        &self.name
    }

    /// Cancels the run: what is under way is left, and every `always` on the way out runs. A
    /// second time ends it at once.
    pub fn cancel(&self) {
        let _ = self.commands.send(Command::Cancel { key: self.key });
    }

    /// The same of a run that goes on from a journal. If it was cancelled there already, its `always` goes
    /// on: to ask again after a crash does not mean that it is to be left undone.
    pub(crate) fn leave(&self) {
        let _ = self.commands.send(Command::Leave { key: self.key });
    }

    /// Something that cancels the run, for whoever does not hold the handle while it is waited
    /// for.
    pub fn canceller(&self) -> impl Fn() + Send + Sync + 'static {
        let (key, commands) = (self.key, self.commands.downgrade());
        move || {
            if let Some(commands) = commands.upgrade() {
                let _ = commands.send(Command::Cancel { key });
            }
        }
    }

    /// Something that gives signals to the run, for whoever does not hold the handle while it is
    /// waited for.
    pub fn signaller(&self) -> Signaller {
        Signaller {
            key: self.key,
            commands: self.commands.downgrade(),
        }
    }

    /// Says something to the run: `await signal` of that name goes on with it.
    ///
    /// # Errors
    ///
    /// Why the run cannot hear it.
    pub async fn signal(
        &self,
        name: impl Into<Arc<str>>,
        value: impl Into<Value>,
    ) -> Result<Heard, NotHeard> {
        self.signaller().signal(name, value).await
    }

    /// Waits for the end of the run.
    pub async fn wait(self) -> RunReport {
        let (name, source) = (self.name, self.source);
        let report = self.report.await;
        report.map_or_else(|_| gone(name, source), |report| *report)
    }
}

/// The runtime went away under the run.
fn gone(run: Arc<str>, source: Arc<Source>) -> RunReport {
    let fault = Fault {
        outcome: None,
        span: Span::default(),
        message: "the engine was stopped while the run was open".into(),
        help: Some("wait for the runs to end before the runtime shuts down".into()),
    };
    let end = End::Faulted(Box::new(fault));
    RunReport::of_nothing(run, source, clock::now(), end)
}
