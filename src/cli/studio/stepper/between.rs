//! Between the run and a connection: every action waits here until the page lets it go on.

use super::hold::{Go, Hold};
use crate::catalogue::SystemEntry;
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Call};
use crate::system::{Pending, System};
use std::sync::Arc;

pub(super) struct Between {
    inner: Arc<dyn System>,
    hold: Arc<Hold>,
}

impl Between {
    pub fn new(inner: Arc<dyn System>, hold: Arc<Hold>) -> Self {
        Self { inner, hold }
    }
}

impl System for Between {
    fn entry(&self) -> &Arc<SystemEntry> {
        self.inner.entry()
    }

    fn inner(&self) -> Option<&dyn System> {
        Some(&*self.inner)
    }

    fn perform<'a>(&'a self, call: &'a Call, key: &'a str) -> Pending<'a, Answer> {
        Box::pin(async move {
            match self.hold.before(call, key).await {
                Go::On => self.inner.perform(call, key).await,
                Go::Not => Answer::withheld(
                    Outcome::REJECTED,
                    "the run was cancelled before this was sent",
                ),
            }
        })
    }
}
