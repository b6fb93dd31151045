//! What the driver of an engine is told.

use super::heard::{Heard, NotHeard};
use super::options::RunOptions;
use crate::journal::{Given, KeptScript, Record, Replayed};
use crate::program::Program;
use crate::run::Observer;
use crate::run::effect::{Answer, Completion, EffectId};
use crate::run::event::RunReport;
use crate::value::{Record as Fields, Value};
use std::fmt;
use std::sync::Arc;
use tokio::sync::oneshot;

/// What the driver is told.
pub(super) enum Command {
    Start {
        key: u64,
        asked: Box<Asked>,
    },
    Resume {
        key: u64,
        going_on: Box<GoingOn>,
    },
    Provided {
        key: u64,
        provided: Result<Vec<(Arc<str>, Fields)>, Box<Answer>>,
    },
    Completed {
        key: u64,
        id: EffectId,
        /// In a box: a hundred thousand starts that wait for their turn take no room for it.
        completion: Box<Completion>,
    },
    /// A gate has let an action pass: may it be sent? Who gets no answer sends nothing.
    InTurn {
        key: u64,
        id: EffectId,
        /// What the journal keeps before that.
        intent: Option<Box<Record>>,
        send: oneshot::Sender<()>,
    },
    Cancel {
        key: u64,
    },
    /// The same of a run that may have been cancelled before its program ended: it is not ended at once.
    Leave {
        key: u64,
    },
    Signal {
        key: u64,
        name: Arc<str>,
        value: Value,
        told: oneshot::Sender<Result<Heard, NotHeard>>,
    },
    /// A signal that another program gave through the journal.
    Deliver {
        signal: Given,
        told: oneshot::Sender<Option<Result<Heard, NotHeard>>>,
    },
    /// The journal has kept what was on its way.
    Room,
    /// The journal cannot keep what happens any more.
    Lost {
        key: u64,
        /// What was not sent because of that.
        id: EffectId,
        problem: String,
    },
}

/// A run that somebody wants.
pub(super) struct Asked {
    pub name: Arc<str>,
    pub program: Arc<Program>,
    pub options: RunOptions,
    pub done: oneshot::Sender<Box<RunReport>>,
}

/// A run that goes on from its journal.
pub(super) struct GoingOn {
    pub replayed: Replayed,
    /// The script, where it is not the one that it began with.
    pub with: Option<KeptScript>,
    /// What was found out about its writes meanwhile.
    pub settled: Vec<Record>,
    pub observer: Option<Arc<dyn Observer>>,
    /// Whether its clock stands.
    pub stands: bool,
    pub done: oneshot::Sender<Box<RunReport>>,
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Command")
    }
}
