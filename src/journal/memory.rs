//! A journal in memory: for tests, and for hosts that keep it elsewhere themselves.

use super::{Journal, JournalError, Record};
use crate::system::Pending;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps records as long as it lives.
#[derive(Debug, Default)]
pub struct Memory {
    runs: Mutex<HashMap<Arc<str>, Vec<Record>>>,
}

impl Memory {
    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<Arc<str>, Vec<Record>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Journal for Memory {
    fn append(&self, run: &Arc<str>, record: Record) -> Result<(), JournalError> {
        self.runs().entry(run.clone()).or_default().push(record);
        Ok(())
    }

    fn settled<'a>(&'a self, _run: &'a Arc<str>) -> Pending<'a, Result<(), JournalError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn read(&self, run: &str) -> Result<Vec<Record>, JournalError> {
        Ok(self.runs().get(run).cloned().unwrap_or_default())
    }

    fn knows(&self, run: &str) -> Result<bool, JournalError> {
        Ok(self.runs().contains_key(run))
    }
}
