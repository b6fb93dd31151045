//! The audit record: every write that a run has sent or wanted to send, one entry each, chained by
//! hashes. It holds no value of a person: things are known by a keyed hash.
//!
//! Entries are made in the transaction that keeps what they tell of, with their number and the hash
//! of the last one beside the runs. From there they go into a file that is only ever added to: what
//! is not in the file yet waits in the journal.

mod entry;
mod file;
mod note;
mod verify;

pub use entry::{Entry, Thing};
pub(super) use note::{Facts, Notes, left_of_all, waiting};
pub use verify::{Anchor, Verdict};

use super::keys::KeyFile;
use crate::journal::JournalError;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The audit record of a journal, for whoever reads it.
pub struct Audit {
    pub(super) connection: Connection,
    pub(super) folder: PathBuf,
    pub(super) keys: KeyFile,
}

impl Audit {
    /// Puts everything into the file, and says how many entries there are, and the hash of the last.
    pub fn head(&mut self) -> Result<Anchor, JournalError> {
        file::drain(&mut self.connection, &self.folder)?;
        note::head(&self.connection).map_err(cannot)
    }

    /// Looks at every entry, and at the anchors: the journal's own, and others that were kept
    /// elsewhere.
    pub fn verify(&mut self, anchors: &[Anchor]) -> Result<Verdict, JournalError> {
        let head = self.head()?;
        verify::verify(&path(&self.folder), &head, anchors)
    }

    /// Every entry of the file, in order, until one cannot be read.
    pub fn entries(&mut self) -> Result<impl Iterator<Item = Entry> + use<>, JournalError> {
        self.head()?;
        verify::entries(&path(&self.folder))
    }

    /// The thing of this id, as entries name it.
    pub fn thing(&self, kind: &str, id: &str) -> Thing {
        Thing::of(&self.keys, kind, id)
    }

    /// The file.
    pub fn path(&self) -> PathBuf {
        path(&self.folder)
    }
}

fn path(folder: &Path) -> PathBuf {
    folder.join("audit.jsonl")
}

fn cannot(why: rusqlite::Error) -> JournalError {
    JournalError::doing("cannot keep the audit record", why)
}

/// Puts what waits into the file, where a process ends or much has come together.
pub(super) fn drain(connection: &mut Connection, folder: &Path) -> Result<(), JournalError> {
    file::drain(connection, folder)
}

/// From so many entries on, they go into the file while runs go on.
pub(super) const MANY: u64 = 2_000;

#[cfg(test)]
mod tests;
