//! What is on its way out of frames.

use super::frames::{Owner, Site};
use crate::program::Slot;
use crate::run::event::{End, Failure};
use crate::value::{Text, Value};
use std::sync::Arc;

/// What `always` blocks on the way are told.
#[derive(Clone, Debug)]
pub(super) struct Why {
    pub outcome: Arc<str>,
    pub reason: Text,
}

/// A branch on its way out: its frames are taken away until `depth` of them are left in
/// `branch`, which is this one or one that it came from.
#[derive(Debug)]
pub(super) struct Leaving {
    pub branch: usize,
    pub depth: usize,
    pub why: Why,
    pub then: Then,
}

/// What happens on arrival.
#[derive(Debug)]
pub(super) enum Then {
    /// What is on top gets its turn.
    GoOn,
    /// A handler reacts.
    React(Box<React>),
    /// The `within` on top has run out of time.
    TimedOut,
    /// The `try` on top starts again.
    Restart,
    /// A step gave this.
    Returned(Option<Slot>, Value),
    /// An item of a `for each` is over; whether it was done.
    ItemOver(bool),
    /// The run is over.
    End(Box<End>),
}

/// A handler that took an outcome.
#[derive(Debug)]
pub(super) struct React {
    pub owner: Owner,
    pub index: u16,
    /// How many `then` deep its reaction stands.
    pub stage: u16,
    pub site: Site,
    pub trouble: Arc<Failure>,
}

impl Why {
    pub fn new(outcome: &str, reason: impl Into<Text>) -> Self {
        Self {
            outcome: outcome.into(),
            reason: reason.into(),
        }
    }

    pub fn success() -> Self {
        Self::new("Success", "")
    }

    pub fn of(failure: &Failure) -> Self {
        Self {
            outcome: failure.outcome.clone(),
            reason: failure.reason.clone(),
        }
    }
}

impl Leaving {
    /// The end of the whole run.
    pub fn end(end: End) -> Self {
        let why = match &end {
            End::Finished { .. } => Why::success(),
            End::Failed(failure) => Why::of(failure),
            End::Cancelled => Why::new("Cancelled", "the run was cancelled from outside"),
            End::Faulted(fault) => Why::new("Fault", fault.message.clone()),
        };
        Self {
            branch: super::ROOT,
            depth: 0,
            why,
            then: Then::End(Box::new(end)),
        }
    }

    /// The end of an item.
    pub fn item(branch: usize, why: Why, done: bool) -> Self {
        Self {
            branch,
            depth: 0,
            why,
            then: Then::ItemOver(done),
        }
    }
}
