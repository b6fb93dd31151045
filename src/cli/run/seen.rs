//! What a run did, in numbers.

use crate::run::event::{Event, EventKind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What a run did, in numbers; counted while it goes on.
#[derive(Debug, Default)]
pub(super) struct Seen {
    reached: AtomicBool,
    actions: AtomicUsize,
    retries: AtomicUsize,
}

impl Seen {
    /// Whether a system answered anything but that it cannot be reached or lets nobody in.
    pub fn reached(&self) -> bool {
        self.reached.load(Ordering::Relaxed)
    }

    /// How many actions were begun, each with all its attempts.
    pub fn actions(&self) -> usize {
        self.actions.load(Ordering::Relaxed)
    }

    /// How many attempts were made after the first of an action.
    pub fn retries(&self) -> usize {
        self.retries.load(Ordering::Relaxed)
    }

    /// Counts what happened.
    pub fn look(&self, event: &Event) {
        match &event.kind {
            EventKind::Answered { answer, .. }
                if !matches!(&*answer.outcome, "Unavailable" | "Unauthorized") =>
            {
                self.reached.store(true, Ordering::Relaxed);
            }
            // No action's words begin as a statement does: see the catalogue.
            EventKind::Asked { what, attempt, .. }
                if !what.starts_with("wait until ") && !what.starts_with("await ") =>
            {
                let counted = match attempt {
                    1 => &self.actions,
                    _ => &self.retries,
                };
                counted.fetch_add(1, Ordering::Relaxed);
            }
            _ => {}
        }
    }
}
