//! Those who watch a run. One that panics is told nothing more of it: what it has not taken in,
//! texts that must not be shown among them, could not be trusted any more.

use crate::run::Observer;
use crate::run::event::Event;
use crate::value::Text;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Those who watch a run. Runs that the same ones watch hold one list together.
#[derive(Clone)]
pub(in crate::host) struct Watchers(Arc<Vec<Arc<dyn Observer>>>);

impl Watchers {
    pub fn new(all: Vec<Arc<dyn Observer>>) -> Self {
        Self(Arc::new(all))
    }

    /// With one that watches this run alone.
    pub fn with(&self, own: Option<Arc<dyn Observer>>) -> Self {
        match own {
            Some(own) => Self::new(self.0.iter().cloned().chain([own]).collect()),
            None => self.clone(),
        }
    }

    /// Whether one of them has more than it can take in.
    pub fn are_full(&mut self) -> bool {
        let mut full = false;
        self.each(|observer| full |= observer.is_full());
        full
    }

    /// Tells them what happened; the texts that must not be shown come first.
    pub fn tell(&mut self, run: &Arc<str>, texts: &[Text], events: &[Event]) {
        if texts.is_empty() && events.is_empty() {
            return;
        }
        self.each(|observer| {
            if !texts.is_empty() {
                observer.sensitive(run, texts);
            }
            events.iter().for_each(|event| observer.event(run, event));
        });
    }

    fn each(&mut self, mut told: impl FnMut(&dyn Observer)) {
        let mut next = 0;
        while let Some(observer) = self.0.get(next) {
            match catch_unwind(AssertUnwindSafe(|| told(&**observer))) {
                Ok(()) => next += 1,
                Err(_) => drop(Arc::make_mut(&mut self.0).remove(next)),
            }
        }
    }
}
