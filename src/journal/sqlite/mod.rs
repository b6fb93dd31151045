//! A journal in a file that outlives the program: SQLite, one file for a user's machine, written
//! by several processes at once.
//!
//! Each process has one thread that writes. It takes everything that has been appended meanwhile
//! into one transaction, so that many runs share one wait for the disk. What is appended is kept
//! for good when [`Journal::settled`] says so (`synchronous=FULL`).
//!
//! A run belongs to the process that drives it. Who that is stands beside the run, and the process
//! holds a file lock as long as it lives: a crash frees its runs at once, whatever clocks say.

mod ballast;
mod batch;
mod keys;
mod owner;
mod read;
mod schema;
mod seal;
mod secrets;
mod writer;

pub use keys::KeyFile;
pub use read::{Kept, RunState};

use super::{Journal, JournalError, Record};
use crate::system::Pending;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use writer::{Command, Writer};

/// A journal in a file. Dropping it waits for what has been appended.
pub struct SqliteJournal {
    folder: PathBuf,
    keys: Arc<KeyFile>,
    owner: owner::Owner,
    writer: Writer,
}

impl SqliteJournal {
    /// Opens the journal of a folder, and makes both where they are not there. The folder and what
    /// is in it can be read by nobody but the user.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be written, the file is not a journal, or a newer version wrote it.
    pub fn open(folder: &Path) -> Result<Self, JournalError> {
        schema::private_folder(folder)?;
        let keys = Arc::new(KeyFile::open(&folder.join("journal.keys"))?);
        let owner = owner::Owner::new(&folder.join("owners"))?;
        let connection = schema::open_to_write(&file(folder))?;
        let ballast = ballast::Ballast::new(&folder.join("reserve"));
        let writer = Writer::start(connection, ballast, keys.clone(), owner.name().into())?;
        Ok(Self {
            folder: folder.to_owned(),
            keys,
            owner,
            writer,
        })
    }

    /// All runs that are kept, the newest first. It opens the file anew and lets go of it, so that
    /// whoever looks never holds up whoever writes.
    pub fn runs(&self) -> Result<Vec<Kept>, JournalError> {
        let reader = schema::open_to_read(&file(&self.folder))?;
        read::runs(&reader, &self.owners())
    }

    /// Makes an open run this process's own, so that it may go on here. It counts how often a host
    /// of the run has died.
    ///
    /// # Errors
    ///
    /// Where there is no such run, it is over, or another process that lives drives it.
    pub fn claim(&self, run: &str) -> Result<Kept, JournalError> {
        let mut connection = schema::open_to_write(&file(&self.folder))?;
        let found = read::claim(&mut connection, run, self.owner.name(), &self.owners())?;
        self.writer.send(Command::Claimed { run: run.into() })?;
        Ok(found)
    }

    /// Makes what is kept of a run unreadable at once, and takes it out of the file.
    ///
    /// # Errors
    ///
    /// Where there is no such run, or it goes on.
    pub fn forget(&self, run: &str) -> Result<(), JournalError> {
        let mut connection = schema::open_to_write(&file(&self.folder))?;
        read::forget(&mut connection, run, &self.owners())
    }

    fn owners(&self) -> owner::Owners {
        owner::Owners::new(&self.folder.join("owners"), self.owner.name())
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("journal.sqlite")
}

impl Journal for SqliteJournal {
    fn append(&self, run: &Arc<str>, record: Record) -> Result<(), JournalError> {
        self.writer.admit(&record)?;
        let (run, record) = (run.clone(), Box::new(record));
        self.writer.send(Command::Append { run, record })
    }

    fn settled<'a>(&'a self, run: &'a Arc<str>) -> Pending<'a, Result<(), JournalError>> {
        Box::pin(async move {
            let (done, told) = tokio::sync::oneshot::channel();
            let run = run.clone();
            self.writer.send(Command::Settle { run, done })?;
            told.await.unwrap_or_else(|_| Err(writer::gone()))
        })
    }

    fn read(&self, run: &str) -> Result<Vec<Record>, JournalError> {
        let reader = schema::open_to_read(&file(&self.folder))?;
        read::records(&reader, run, &self.keys)
    }
}

#[cfg(test)]
mod tests;
