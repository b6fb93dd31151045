//! Those who watch a run. One that panics is told nothing more of it: what it has not taken in,
//! texts that must not be shown among them, could not be trusted any more.

use crate::run::Observer;
use crate::run::event::Event;
use crate::value::Text;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Those who watch a run.
pub(in crate::host) struct Watchers(Vec<Arc<dyn Observer>>);

impl Watchers {
    pub fn new(all: &[Arc<dyn Observer>], own: Option<Arc<dyn Observer>>) -> Self {
        Self(all.iter().cloned().chain(own).collect())
    }

    /// Whether one of them has more than it can take in.
    pub fn are_full(&mut self) -> bool {
        let mut full = false;
        self.0.retain(|observer| {
            let asked = catch_unwind(AssertUnwindSafe(|| observer.is_full()));
            full |= asked.as_ref().is_ok_and(|is_full| *is_full);
            asked.is_ok()
        });
        full
    }

    /// Tells them what happened; the texts that must not be shown come first.
    pub fn tell(&mut self, run: &Arc<str>, texts: &[Text], events: &[Event]) {
        if texts.is_empty() && events.is_empty() {
            return;
        }
        self.0.retain(|observer| {
            let told = catch_unwind(AssertUnwindSafe(|| {
                if !texts.is_empty() {
                    observer.sensitive(run, texts);
                }
                events.iter().for_each(|event| observer.event(run, event));
            }));
            told.is_ok()
        });
    }
}
