//! A journal in a file that outlives the program: SQLite, one file for a user's machine, written
//! by several processes at once.
//!
//! Each process has one thread that writes. It takes everything that has been appended meanwhile
//! into one transaction, so that many runs share one wait for the disk. What is appended is kept
//! for good when [`Journal::settled`] says so (`synchronous=FULL`).
//!
//! A run belongs to the process that drives it. Who that is stands beside the run, and the process
//! holds a file lock as long as it lives: a crash frees its runs at once, whatever clocks say.

mod asked;
mod audit;
mod ballast;
mod batch;
mod budget;
mod change;
mod door;
mod keys;
mod log;
mod lost;
mod opening;
mod owner;
mod read;
mod readers;
mod reading;
mod rotate;
mod schedule;
mod schema;
mod seal;
mod settled;
mod signals;
mod trouble;
mod writer;

pub use audit::{Anchor, Audit, Entry, Thing, UnknownRun, Verdict};
pub use budget::Budget;
pub use keys::KeyFile;
pub use rotate::Rotated;

use super::{Fate, JournalError, Kept, Record};
use crate::value::Value;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use writer::{Command, Room, Writer};

/// A journal in a file. Dropping it waits for what has been appended.
pub struct SqliteJournal {
    folder: PathBuf,
    keys: Arc<KeyFile>,
    /// Nothing where it can only be read.
    at_work: Option<AtWork>,
    /// For questions that are asked again and again; each holds nobody up.
    asks: Mutex<rusqlite::Connection>,
}

/// What a process needs to keep anything.
struct AtWork {
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
        Self::open_within(folder, log::Bounds::default()).map_err(
            |why| match reading::is_read_only(folder) {
                true => reading::read_only(folder),
                false => why,
            },
        )
    }

    /// The same to look into it: where nobody may write into the folder, it can still be read.
    ///
    /// # Errors
    ///
    /// Where it cannot be read either.
    pub fn open_to_look(folder: &Path) -> Result<Self, JournalError> {
        match Self::open(folder) {
            Err(_) if reading::is_read_only(folder) => {
                let file = file(folder);
                Ok(Self {
                    folder: folder.to_owned(),
                    keys: Arc::new(KeyFile::to_look(&folder.join(lost::FILE))?),
                    at_work: None,
                    asks: Mutex::new(schema::open_read_only(&file)?),
                })
            }
            other => other,
        }
    }

    fn open_within(folder: &Path, bounds: log::Bounds) -> Result<Self, JournalError> {
        schema::private_folder(folder)?;
        let keys = Arc::new(lost::keys(folder, &file(folder))?);
        let owner = owner::Owner::new(&folder.join("owners"))?;
        let connection = schema::open_to_write(&file(folder))?;
        let lost = lost::look(&connection, &keys, folder)?;
        let asks = schema::open_to_read(&file(folder))?;
        let room = Room {
            folder: folder.to_owned(),
            ballast: ballast::Ballast::new(&folder.join("reserve")),
            log: log::Log::new(&file(folder), bounds),
        };
        let notes = audit::Notes::new(KeyFile::open(&folder.join("audit.keys"))?);
        let batch = batch::Batch::new(keys.clone(), notes, owner.name().into());
        let writer = Writer::start(connection, room, batch)?;
        writer.set_lost(lost);
        Ok(Self {
            folder: folder.to_owned(),
            keys,
            at_work: Some(AtWork { owner, writer }),
            asks: Mutex::new(asks),
        })
    }

    /// All runs and jobs that are kept, but not the runs of jobs; the newest first. It opens the file anew and lets go of it, so that
    /// whoever looks never holds up whoever writes.
    pub fn runs(&self) -> Result<Vec<Kept>, JournalError> {
        read::runs(&self.reader()?, &self.owners())
    }

    /// All runs and jobs, and the runs of jobs too; the newest first.
    pub fn runs_and_rows(&self) -> Result<Vec<Kept>, JournalError> {
        read::runs_and_rows(&self.reader()?, &self.owners())
    }

    /// The writes of a run that may or may not have happened: the number, and the action.
    pub fn doubts(&self, run: &str) -> Result<Vec<(u64, String)>, JournalError> {
        read::doubts(&self.reader()?, run)
    }

    /// How many runs have names that begin so; a job counts without its rows.
    pub fn how_many(&self, name: &str) -> Result<u64, JournalError> {
        read::how_many(&self.reader()?, name)
    }

    /// The runs whose names begin so, ten at most; one where it is a whole name, or a job's.
    pub fn named(&self, name: &str) -> Result<Vec<Kept>, JournalError> {
        read::named(&self.reader()?, &self.owners(), name)
    }

    /// The runs of a script of this name, the oldest first.
    pub fn of_script(&self, script: &str) -> Result<Vec<Kept>, JournalError> {
        read::of_script(&self.reader()?, &self.owners(), script)
    }

    /// So many runs of a job from a row on, in the order of the rows.
    pub fn items(&self, job: &str, from: u64, most: usize) -> Result<Vec<Kept>, JournalError> {
        read::items(&self.reader()?, &self.owners(), (job, from, most))
    }

    /// Asks the process that drives a run to cancel it: see [`to_cancel`](Self::to_cancel).
    ///
    /// # Errors
    ///
    /// Where no process drives it.
    pub fn ask_to_cancel(&self, run: &str) -> Result<(), JournalError> {
        change::ask_to_cancel(&mut self.connection()?, run, &self.owners())
    }

    /// The runs of this process that another one asks it to cancel; each is named once.
    pub fn to_cancel(&self) -> Result<Vec<Arc<str>>, JournalError> {
        change::to_cancel(&mut self.connection()?, self.at_work()?.owner.name())
    }

    /// Gives a signal to a run, whichever process drives it now or will; the signal's number, for
    /// [`signal_fate`](Self::signal_fate).
    ///
    /// # Errors
    ///
    /// Where there is no such run, it is over, or too many signals wait for it.
    pub fn give_signal(&self, run: &str, name: &str, value: Value) -> Result<u64, JournalError> {
        let with = (&*self.keys, &self.owners());
        signals::give(&mut self.connection()?, with, run, (name, value))
    }

    /// What became of a signal that was given; nothing while no process has taken it.
    pub fn signal_fate(&self, number: u64) -> Result<Option<Fate>, JournalError> {
        let asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner);
        signals::fate(&asks, number)
    }

    /// Takes a signal back; whether no process had taken it.
    pub fn take_back_signal(&self, number: u64) -> Result<bool, JournalError> {
        signals::take_back(&self.connection()?, number)
    }

    /// Up to when every start of a schedule is decided; nothing of one that is new.
    pub fn schedule_until(&self, name: &str) -> Result<Option<jiff::Timestamp>, JournalError> {
        let asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner);
        schedule::until(&asks, name)
    }

    /// Every start of a schedule up to this time is decided.
    pub fn schedule_decided(&self, name: &str, until: jiff::Timestamp) -> Result<(), JournalError> {
        schedule::decide(&self.connection()?, name, until)
    }

    /// Makes what is kept of a run, or of a job with its runs, unreadable at once, and takes it out
    /// of the file.
    ///
    /// # Errors
    ///
    /// Where there is no such run, or it goes on.
    pub fn forget(&self, run: &str) -> Result<(), JournalError> {
        change::forget(&mut self.connection()?, run, &self.owners())
    }

    /// Puts a record of what was found out later into a run that is over.
    ///
    /// # Errors
    ///
    /// Where there is no such run, or it is not over.
    pub fn append_to_ended(&self, run: &Arc<str>, record: Record) -> Result<(), JournalError> {
        let (run, record) = (run.clone(), Box::new(record));
        let (done, told) = std::sync::mpsc::channel();
        self.at_work()?
            .writer
            .send(Command::Add { run, record, done })?;
        told.recv().unwrap_or_else(|_| Err(writer::gone()))
    }

    /// Waits until everything appended to a run so far is kept for good; not for use on a thread
    /// that drives runs.
    pub fn flush(&self, run: &Arc<str>) -> Result<(), JournalError> {
        let (done, told) = tokio::sync::oneshot::channel();
        let run = run.clone();
        self.at_work()?.writer.send(Command::Settle { run, done })?;
        // On a thread of its own: who asks may be a task, which must not wait so.
        let told = std::thread::scope(|scope| scope.spawn(|| told.blocking_recv()).join());
        told.unwrap_or_else(|_| Ok(Err(writer::gone())))
            .unwrap_or_else(|_| Err(writer::gone()))
    }

    /// The budget of a tenant: so many requests a second, shared by all programs that use this
    /// journal.
    pub fn budget(&self, tenant: &str, per_second: f64) -> Result<Budget, JournalError> {
        Budget::open(&file(&self.folder), tenant, per_second)
    }

    /// The audit record: every write that runs of this journal have sent.
    pub fn audit(&self) -> Result<Audit, JournalError> {
        let keys = self.folder.join("audit.keys");
        Ok(match self.at_work {
            Some(_) => Audit {
                connection: self.connection()?,
                folder: self.folder.clone(),
                keys: KeyFile::open(&keys)?,
                reads_only: false,
            },
            None => Audit {
                connection: self.reader()?,
                folder: self.folder.clone(),
                keys: KeyFile::to_look(&keys)?,
                reads_only: true,
            },
        })
    }

    /// Goes on with a new key where older ones are lost; gives how many runs cannot be read any more.
    ///
    /// # Errors
    ///
    /// Where none is lost, or the new one cannot be kept.
    pub fn begin_with_new_key(&self) -> Result<u64, JournalError> {
        let runs = lost::begin_again(&self.connection()?, &self.keys)?;
        self.at_work()?.writer.set_lost(None);
        Ok(runs)
    }

    /// Adds a key, and seals every run under it; the older ones still open what is sealed under them
    /// meanwhile, until [`finish_rotation`](Self::finish_rotation).
    pub fn rotate_key(&self) -> Result<Rotated, JournalError> {
        self.has_its_keys()?;
        rotate::begin(&mut self.connection()?, &self.keys)
    }

    /// Removes the older keys.
    ///
    /// # Errors
    ///
    /// Where another process uses the journal, which may still seal something under one of them.
    pub fn finish_rotation(&self) -> Result<Rotated, JournalError> {
        self.has_its_keys()?;
        rotate::finish(&mut self.connection()?, &self.keys, &self.owners())
    }

    /// Whether there is room for new runs: of those that are open, outcomes are kept in any case.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn has_room(&self) -> Result<(), JournalError> {
        self.at_work()?.writer.has_room()
    }

    /// What this process has driven is over, or is given back for another one to go on with; what it has
    /// sent is in the audit record. A process that ends calls it, since it may end before this journal
    /// is dropped.
    pub fn rest(&self) {
        let (done, told) = std::sync::mpsc::channel();
        let sent = self
            .at_work()
            .map(|work| work.writer.send(Command::Rest { done }));
        if matches!(sent, Ok(Ok(()))) {
            // A file that another program has locked holds up nobody who ends.
            let _ = told.recv_timeout(schema::PATIENCE);
        }
    }

    /// Whether it can be relied on. Where the audit record beside it knows of more, it is an older copy, or
    /// was cut; or a key of its runs is lost. No run begins or goes on then.
    ///
    /// # Errors
    ///
    /// What it does not know, and what to do about it.
    pub fn knows_all(&self) -> Result<(), JournalError> {
        self.has_its_keys()?;
        match self.at_work.as_ref().map(|work| work.writer.behind()) {
            Some(None) => Ok(()),
            // What was so when it was opened may have been put right since.
            Some(Some(_)) | None => {
                audit::differs(&self.reader()?, &self.folder).map_or(Ok(()), Err)
            }
        }
    }

    /// Whether every key under which its runs are sealed is there.
    fn has_its_keys(&self) -> Result<(), JournalError> {
        let lost = self.at_work.as_ref().and_then(|work| work.writer.lost());
        lost.map_or(Ok(()), Err)
    }

    /// What its user should be told, once: that another program keeps the file open in the middle of
    /// reading it, so that its log grows. From 512 MB on no new write is sent.
    pub fn warning(&self) -> Option<Arc<str>> {
        self.at_work.as_ref()?.writer.warning()
    }

    /// The folder in which it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn reader(&self) -> Result<rusqlite::Connection, JournalError> {
        match self.at_work {
            Some(_) => schema::open_to_read(&file(&self.folder)),
            None => schema::open_read_only(&file(&self.folder)),
        }
    }

    fn connection(&self) -> Result<rusqlite::Connection, JournalError> {
        self.at_work()?;
        schema::open_to_write(&file(&self.folder))
    }

    fn at_work(&self) -> Result<&AtWork, JournalError> {
        let read_only = || reading::read_only(&self.folder);
        self.at_work.as_ref().ok_or_else(read_only)
    }

    fn owners(&self) -> owner::Owners {
        let me = self
            .at_work
            .as_ref()
            .map_or(reading::ONLOOKER, |work| work.owner.name());
        owner::Owners::new(&self.folder.join("owners"), me)
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("journal.sqlite")
}

#[cfg(test)]
mod tests;
