//! A journal in memory: for tests, and for hosts that keep it elsewhere themselves.

use super::{Journal, JournalError, Kept, Record, RunState};
use crate::system::Pending;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps records as long as it lives.
#[derive(Debug, Default)]
pub struct Memory {
    all: Mutex<All>,
}

#[derive(Debug, Default)]
struct All {
    runs: HashMap<Arc<str>, Vec<Record>>,
    /// The runs that somebody drives.
    driven: HashSet<Arc<str>>,
}

impl Memory {
    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    /// As if every program that drove a run had died: for tests of what goes on after that.
    pub fn lose_drivers(&self) {
        self.all().driven.clear();
    }

    fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for Memory {
    fn append(&self, run: &Arc<str>, record: Record) -> Result<(), JournalError> {
        let mut all = self.all();
        match &record {
            Record::Started(_) | Record::Job(_) => drop(all.driven.insert(run.clone())),
            Record::Ended { .. } => drop(all.driven.remove(run)),
            _ => {}
        }
        all.runs.entry(run.clone()).or_default().push(record);
        Ok(())
    }

    fn settled<'a>(&'a self, _run: &'a Arc<str>) -> Pending<'a, Result<(), JournalError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn read(&self, run: &str) -> Result<Vec<Record>, JournalError> {
        Ok(self.all().runs.get(run).cloned().unwrap_or_default())
    }

    fn knows(&self, run: &str) -> Result<bool, JournalError> {
        Ok(self.all().runs.contains_key(run))
    }

    fn open_runs(&self) -> Result<Vec<Kept>, JournalError> {
        let all = self.all();
        let mut open: Vec<Kept> = all.runs.iter().filter_map(|run| kept(run, &all)).collect();
        open.sort_by(|one, other| (one.started, &one.run).cmp(&(other.started, &other.run)));
        Ok(open)
    }

    fn claim(&self, run: &str) -> Result<Kept, JournalError> {
        let mut all = self.all();
        let entry = all.runs.get_key_value(run);
        let found = entry.and_then(|run| kept(run, &all));
        match found {
            None => Err(JournalError(format!("the journal has no open run {run}"))),
            Some(kept) if kept.state == RunState::Running => {
                Err(JournalError(format!("run {run} is already being driven")))
            }
            Some(kept) => {
                all.driven.insert(kept.run.clone());
                Ok(kept)
            }
        }
    }

    fn release(&self, run: &str) -> Result<(), JournalError> {
        self.all().driven.remove(run);
        Ok(())
    }
}

/// What is known of a run that is not over.
fn kept((run, records): (&Arc<str>, &Vec<Record>), all: &All) -> Option<Kept> {
    let (script, started): (_, Timestamp) = match records.first()? {
        Record::Started(started) => (started.script.clone(), started.start.at.timestamp()),
        Record::Job(job) => (job.script.name.clone(), job.at),
        _ => return None,
    };
    if matches!(records.last(), Some(Record::Ended { .. })) {
        return None;
    }
    Some(Kept {
        run: run.clone(),
        script,
        started,
        ended: None,
        state: match all.driven.contains(run) {
            true => RunState::Running,
            false => RunState::Interrupted,
        },
        outcome: None,
        deaths: 0,
        in_doubt: Vec::new(),
        item: None,
        rows: None,
    })
}
