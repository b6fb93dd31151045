//! The audit record: every write that a run has sent or wanted to send, one entry each, chained by
//! hashes. It holds no value of a person: things are known by a keyed hash.
//!
//! Entries are made in the transaction that keeps what they tell of, with their number and the hash
//! of the last one beside the runs. From there they go into a file that is only ever added to: what
//! is not in the file yet waits in the journal.

mod entry;
mod file;
mod fit;
mod import;
mod note;
mod place;
mod verify;

pub use entry::{Entry, Thing};
pub(super) use fit::differs;
pub use import::UnknownRun;
pub(super) use note::{Facts, Notes, left_of_all, waiting};
pub use verify::{Anchor, Verdict};

use super::keys::KeyFile;
use super::lost;
use crate::journal::JournalError;
use place::{cannot, path};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The audit record of a journal, for whoever reads it.
pub struct Audit {
    pub(super) connection: Connection,
    pub(super) folder: PathBuf,
    pub(super) keys: KeyFile,
    /// Whether nothing can be put into the file.
    pub(super) reads_only: bool,
}

impl Audit {
    /// Puts everything into the file, and says how many entries there are, and the hash of the last.
    ///
    /// # Errors
    ///
    /// If the file does not fit the journal, or cannot be written.
    pub fn head(&mut self) -> Result<Anchor, JournalError> {
        if self.reads_only {
            return match self.differs() {
                Some(why) => Err(why),
                None => note::head(&self.connection).map_err(cannot),
            };
        }
        file::drain(&mut self.connection, &self.folder)?;
        note::head(&self.connection).map_err(cannot)
    }

    /// Why the file and the journal do not fit: the journal is an older copy, or another one.
    pub fn differs(&self) -> Option<JournalError> {
        fit::differs(&self.connection, &self.folder)
    }

    /// The runs that have sent what the journal does not know, as the file has them.
    ///
    /// # Errors
    ///
    /// If the file was changed, or cannot be read.
    pub fn unknown(&self) -> Result<Vec<UnknownRun>, JournalError> {
        match self.differs() {
            Some(_) => Ok(import::missing(&self.connection, &self.folder)?.runs),
            None => Ok(Vec::new()),
        }
    }

    /// Ends these runs and puts what they have sent in doubt: no run sends it again. From then on the
    /// journal fits the file.
    ///
    /// # Errors
    ///
    /// If the file was changed, or the journal cannot be written.
    pub fn import(&mut self) -> Result<Vec<UnknownRun>, JournalError> {
        if self.differs().is_none() {
            return Ok(Vec::new());
        }
        let keys = lost::keys(&self.folder, &self.folder.join("journal.sqlite"))?;
        if let Some(lost) = lost::look(&self.connection, &keys, &self.folder)? {
            return Err(lost);
        }
        import::import(&mut self.connection, &self.folder, &keys)
    }

    /// Looks at every entry, and at the anchors: the journal's own, and others that were kept
    /// elsewhere.
    pub fn verify(&mut self, anchors: &[Anchor]) -> Result<Verdict, JournalError> {
        let head = self.known_head()?;
        verify::verify(&path(&self.folder), &head, anchors)
    }

    /// Every entry of the file, in order, until one cannot be read.
    pub fn entries(&mut self) -> Result<impl Iterator<Item = Entry> + use<>, JournalError> {
        self.known_head()?;
        verify::entries(&path(&self.folder))
    }

    /// The same, and of a file that does not fit what the journal knows.
    fn known_head(&mut self) -> Result<Anchor, JournalError> {
        match self.differs() {
            // What waits in the journal is not in the file yet.
            None if self.reads_only => note::written(&self.connection).map_err(cannot),
            None => self.head(),
            Some(_) => note::head(&self.connection).map_err(cannot),
        }
    }

    /// The thing of this id, as entries name it.
    pub fn thing(&self, kind: &str, id: &str) -> Thing {
        Thing::of(&self.keys, kind, id)
    }

    /// With which key an entry names its things: the one that is here, another, or nobody knows.
    pub fn is_of_this_key(&self, entry: &Entry) -> Option<bool> {
        let key = entry.text("key");
        (!key.is_empty()).then(|| key == self.keys.mark())
    }

    /// The file.
    pub fn path(&self) -> PathBuf {
        path(&self.folder)
    }
}

/// Puts what waits into the file, where a process ends or much has come together.
pub(super) fn drain(connection: &mut Connection, folder: &Path) -> Result<(), JournalError> {
    file::drain(connection, folder)
}

/// From so many entries on, they go into the file while runs go on.
pub(super) const MANY: u64 = 2_000;

#[cfg(test)]
mod tests;
