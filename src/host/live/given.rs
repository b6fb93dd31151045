//! The door by which other programs speak to the runs of an engine: signals wait in the journal
//! until the engine looks there.

use super::command::Command;
use super::engine::Engine;
use super::heard::Heard;
use crate::journal::{Fate, Given, Journal, JournalError, Record};
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

impl Engine {
    /// Gives the runs of this engine the signals that other programs have left in its journal, and
    /// says there what became of each: a host calls it every second or so. How many there were. A
    /// signal is given once, also where the program ends in the middle of it.
    ///
    /// # Errors
    ///
    /// If the journal cannot be read or written; what was not given then waits for the next call.
    pub async fn take_signals(&self) -> Result<usize, JournalError> {
        let Some(journal) = self.shared().journal.clone() else {
            return Ok(0);
        };
        let reader = journal.clone();
        let given = apart(move || reader.given_signals()).await?;
        let mut taken = 0;
        for signal in given {
            let Some(fate) = self.fate_of(&journal, &signal).await? else {
                continue;
            };
            // Only what is kept for good has been given.
            journal.settled(&signal.run).await?;
            let (writer, number) = (journal.clone(), signal.number);
            apart(move || writer.answer_signal(number, &fate)).await?;
            taken += 1;
        }
        Ok(taken)
    }

    async fn fate_of(
        &self,
        journal: &Arc<dyn Journal>,
        signal: &Given,
    ) -> Result<Option<Fate>, JournalError> {
        let (reader, known) = (journal.clone(), signal.clone());
        let records = apart(move || reader.read(&known.run)).await?;
        let is_this = |record: &Record| {
            matches!(record, Record::Signalled { given: Some(number), .. }
                if *number == signal.number)
        };
        if records.iter().any(is_this) {
            return Ok(Some(Fate::Kept));
        }
        let (told, heard) = oneshot::channel();
        let signal = signal.clone();
        if self.send(Command::Deliver { signal, told }).is_err() {
            return Ok(None);
        }
        let heard = heard.await.ok().flatten();
        Ok(heard.map(|heard| match heard {
            Ok(Heard::Now) => Fate::Heard,
            Ok(Heard::Kept) => Fate::Kept,
            Err(why) => Fate::Refused(why.to_string().into()),
        }))
    }
}

/// On a thread of its own: a disk must not hold up the runs.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, JournalError> + Send + 'static,
) -> Result<T, JournalError> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|why| Err(JournalError(why.to_string())))
}
