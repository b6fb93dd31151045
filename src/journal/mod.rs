//! What has happened in runs, kept: enough to go on with a run after the program that drove it
//! has died.
//!
//! A run is a deterministic function of its program, its start and its completions in order. So a
//! journal holds the start, every completion as it was told, and, before a write is sent, that it
//! is about to be: a write of which nothing more is known is never sent again.

mod announced;
mod given;
mod kept;
mod memory;
mod record;
mod replay;
mod secrets;
#[cfg(feature = "sqlite")]
mod sqlite;
mod started;

pub(crate) use announced::Announced;
pub use given::{Fate, Given};
pub use kept::{Kept, Rows, RunState};
pub use memory::Memory;
pub use record::{About, Ending, Record, asked_of};
pub(crate) use replay::with_values;
pub use replay::{ReplayError, Replayed, Sent, agrees, effects, replay, replay_from};
pub(crate) use secrets::take_out_of;
#[cfg(feature = "sqlite")]
pub use sqlite::{
    Anchor, Audit, Budget, Entry, KeyFile, Rotated, SqliteJournal, Thing, UnknownRun, Verdict,
};
pub use started::{Actor, Item, Job, KeptFile, KeptScript, Started, Versions};

use crate::system::Pending;
use std::fmt;
use std::sync::Arc;

/// Keeps what happens in runs. What is appended to one run stays in order.
pub trait Journal: Send + Sync {
    /// Takes a record in; it need not be kept for good yet. It is called on the thread that
    /// drives the runs, and must not block. `Err` where it is sure that it cannot be kept.
    fn append(&self, run: &Arc<str>, record: Record) -> Result<(), JournalError>;

    /// Says when everything appended to a run so far is kept for good. A write is sent only after
    /// that.
    fn settled<'a>(&'a self, run: &'a Arc<str>) -> Pending<'a, Result<(), JournalError>>;

    /// How many records were taken in and are not kept for good yet: while there are many, no further
    /// run begins.
    fn on_their_way(&self) -> usize {
        0
    }

    /// Everything that is kept of a run, in order; nothing of one that it does not know.
    fn read(&self, run: &str) -> Result<Vec<Record>, JournalError>;

    /// Whether anything is kept of a run.
    fn knows(&self, run: &str) -> Result<bool, JournalError> {
        Ok(!self.read(run)?.is_empty())
    }

    /// The runs that are not over, the oldest first: those that a process drives, and those that
    /// wait for one.
    fn open_runs(&self) -> Result<Vec<Kept>, JournalError>;

    /// Makes an open run this process's own, so that it may go on here, and counts how often a
    /// process that drove it has died.
    ///
    /// # Errors
    ///
    /// If there is no such run, it is over, or a process that lives drives it.
    fn claim(&self, run: &str) -> Result<Kept, JournalError>;

    /// The signals that other programs have given to runs which this process drives, in the order in
    /// which they came. Each is named until [`answer_signal`](Self::answer_signal) says what became
    /// of it.
    ///
    /// # Errors
    ///
    /// If the journal cannot be read.
    fn given_signals(&self) -> Result<Vec<Given>, JournalError> {
        Ok(Vec::new())
    }

    /// Says what became of a signal of that number.
    ///
    /// # Errors
    ///
    /// If the journal cannot be written.
    fn answer_signal(&self, _number: u64, _fate: &Fate) -> Result<(), JournalError> {
        Ok(())
    }

    /// Gives a run back that this process has claimed and does not go on with.
    fn release(&self, run: &str) -> Result<(), JournalError>;
}

/// What is between an error and what to do about it.
const HELP: &str = "\nhelp: ";

/// A journal that cannot be written or read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalError(
    /// What is wrong with it.
    pub String,
);

impl JournalError {
    /// The same with what to do about it, on a line of its own.
    #[cfg(feature = "sqlite")]
    fn advise(self, help: &str) -> Self {
        Self(format!("{}{HELP}{help}", self.0))
    }

    /// What is wrong, and what to do about it where that is known.
    pub fn parts(&self) -> (&str, Option<&str>) {
        match self.0.split_once(HELP) {
            Some((what, help)) => (what, Some(help)),
            None => (&self.0, None),
        }
    }

    /// An error with what was being done.
    #[cfg(feature = "sqlite")]
    fn doing(what: &str, why: impl fmt::Display) -> Self {
        Self(format!("{what}: {why}"))
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for JournalError {}
