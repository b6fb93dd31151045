//! What cancels the runs that are open.

use crate::host::RunHandle;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Cancel = Box<dyn Fn() + Send + Sync>;

/// Cancels runs, by their names. Copies share them.
#[derive(Clone, Default)]
pub(super) struct Cancels(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    runs: Vec<(Arc<str>, Cancel)>,
    /// Everything is to be cancelled, and so is what comes later.
    all: bool,
}

impl Cancels {
    /// A run is open.
    pub fn add(&self, handle: &RunHandle) {
        let mut open = self.open();
        let cancel = Box::new(handle.canceller());
        if open.all {
            cancel();
        }
        open.runs.push((handle.id().clone(), cancel));
    }

    /// A run is over.
    pub fn remove(&self, run: &str) {
        self.open().runs.retain(|(name, _)| **name != *run);
    }

    /// Cancels one.
    pub fn one(&self, run: &str) {
        let open = self.open();
        let found = open.runs.iter().filter(|(name, _)| **name == *run);
        found.for_each(|(_, cancel)| cancel());
    }

    /// Cancels all of them; a second time ends them at once.
    pub fn all(&self) {
        let mut open = self.open();
        open.all = true;
        open.runs.iter().for_each(|(_, cancel)| cancel());
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
