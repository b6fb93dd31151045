//! What runs ask of their journal.

use super::writer::{self, Command};
use super::{SqliteJournal, change, read, signals};
use crate::journal::{Fate, Given, Journal, JournalError, Kept, Record};
use crate::system::Pending;
use std::sync::{Arc, PoisonError};

impl Journal for SqliteJournal {
    fn append(&self, run: &Arc<str>, record: Record) -> Result<(), JournalError> {
        let writer = &self.at_work()?.writer;
        writer.admit(&record)?;
        let (run, record) = (run.clone(), Box::new(record));
        writer.send(Command::Append { run, record })
    }

    fn on_their_way(&self) -> usize {
        self.at_work
            .as_ref()
            .map_or(0, |work| work.writer.on_their_way())
    }

    fn settled<'a>(&'a self, run: &'a Arc<str>) -> Pending<'a, Result<(), JournalError>> {
        Box::pin(async move {
            let (done, told) = tokio::sync::oneshot::channel();
            let run = run.clone();
            self.at_work()?.writer.send(Command::Settle { run, done })?;
            told.await.unwrap_or_else(|_| Err(writer::gone()))
        })
    }

    fn read(&self, run: &str) -> Result<Vec<Record>, JournalError> {
        read::records(&self.reader()?, run, &self.keys)
    }

    fn knows(&self, run: &str) -> Result<bool, JournalError> {
        let asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner);
        read::knows(&asks, run)
    }

    fn open_runs(&self) -> Result<Vec<Kept>, JournalError> {
        read::open_runs(&self.reader()?, &self.owners())
    }

    fn claim(&self, run: &str) -> Result<Kept, JournalError> {
        let work = self.at_work()?;
        self.knows_all()?;
        let me = work.owner.name();
        let found = change::claim(&mut self.connection()?, run, me, &self.owners())?;
        work.writer.send(Command::Claimed { run: run.into() })?;
        Ok(found)
    }

    fn given_signals(&self) -> Result<Vec<Given>, JournalError> {
        let asks = self.asks.lock().unwrap_or_else(PoisonError::into_inner);
        signals::given(&asks, &self.keys, self.at_work()?.owner.name())
    }

    fn answer_signal(&self, number: u64, fate: &Fate) -> Result<(), JournalError> {
        signals::answer(&self.connection()?, number, fate)
    }

    fn release(&self, run: &str) -> Result<(), JournalError> {
        change::release(&mut self.connection()?, run, self.at_work()?.owner.name())
    }
}
