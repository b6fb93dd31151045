//! What is on its way out of frames.

use super::owner::{Owner, Site};
use crate::outcome::Outcome;
use crate::program::Slot;
use crate::run::effect::EffectId;
use crate::run::event::{End, Failure};
use crate::source::Span;
use crate::value::{Text, Value};
use std::sync::Arc;

/// The branch that the flow itself runs in.
pub(super) const ROOT: usize = 0;

/// What `always` blocks on the way are told.
#[derive(Clone, Debug)]
pub(super) struct Why {
    pub outcome: Outcome,
    pub reason: Text,
}

/// What went wrong, and the effects whose fate it leaves open.
#[derive(Clone, Debug)]
pub(super) struct Trouble {
    pub failure: Failure,
    pub in_doubt: Vec<EffectId>,
}

/// Where `Outcome` and `Reason` go.
#[derive(Clone, Copy, Debug)]
pub(super) struct WhySlots {
    pub outcome: Option<Slot>,
    pub reason: Option<Slot>,
}

impl WhySlots {
    /// The values for those that are there.
    pub fn values(self, why: &Why) -> impl Iterator<Item = (Slot, Value)> {
        let outcome = Value::text(why.outcome.text());
        let outcome = self.outcome.map(|slot| (slot, outcome));
        let reason = Value::Text(why.reason.clone());
        let reason = self.reason.map(|slot| (slot, reason));
        [outcome, reason].into_iter().flatten()
    }
}

/// A branch on its way out: its frames are taken away until `depth` of them are left in
/// `branch`, which is this one or one that it came from.
#[derive(Debug)]
pub(super) struct Leaving {
    pub branch: usize,
    pub depth: usize,
    pub why: Why,
    pub then: Then,
    /// Whether it comes from outside, as a cancellation does: writes under way still get a while
    /// to be answered.
    pub answers_first: bool,
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
    pub trouble: Arc<Trouble>,
}

impl Why {
    pub fn new(outcome: Outcome, reason: impl Into<Text>) -> Self {
        Self {
            outcome,
            reason: reason.into(),
        }
    }

    pub fn success() -> Self {
        Self::new(Outcome::SUCCESS, "")
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
            End::Cancelled => Why::new(Outcome::CANCELLED, "the run was cancelled"),
            End::Faulted(fault) => Why::new(Outcome::FAULT, fault.message.clone()),
        };
        Self {
            branch: ROOT,
            depth: 0,
            why,
            then: Then::End(Box::new(end)),
            answers_first: false,
        }
    }

    /// To where so many frames are left of a branch, for no bad reason.
    pub fn to(branch: usize, depth: usize, then: Then) -> Self {
        Self {
            branch,
            depth,
            why: Why::success(),
            then,
            answers_first: false,
        }
    }

    /// The same, from outside.
    pub fn answers_first(mut self) -> Self {
        self.answers_first = true;
        self
    }

    /// The end of an item.
    pub fn item(branch: usize, why: Why, done: bool) -> Self {
        Self {
            branch,
            depth: 0,
            why,
            then: Then::ItemOver(done),
            answers_first: false,
        }
    }
}

impl Trouble {
    /// Something went wrong that leaves nothing open.
    pub fn plain(failure: Failure) -> Self {
        Self {
            failure,
            in_doubt: Vec::new(),
        }
    }
}

/// What went wrong where no action did.
pub(super) fn failure(
    outcome: Outcome,
    what: impl Into<Text>,
    reason: impl Into<Text>,
    span: Span,
) -> Failure {
    Failure {
        span,
        what: what.into(),
        action: None,
        outcome,
        reason: reason.into(),
        message: None,
        by: None,
        attempts: Vec::new(),
        through: Vec::new(),
    }
}
