//! Between the run and a connection: every action waits here until the page lets it go on.

use super::hold::{Go, Hold};
use crate::catalogue::SystemEntry;
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Await, Call, Watch};
use crate::system::{Pending, System};
use crate::value::Record;
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

    fn objection<'a>(&'a self, call: &'a Call) -> Pending<'a, Option<String>> {
        self.inner.objection(call)
    }

    fn watch<'a>(&'a self, watch: &'a Watch) -> Pending<'a, Answer> {
        self.inner.watch(watch)
    }

    fn next<'a>(&'a self, what: &'a Await) -> Pending<'a, Answer> {
        self.inner.next(what)
    }

    fn provided<'a>(&'a self) -> Pending<'a, Result<Record, Box<Answer>>> {
        self.inner.provided()
    }

    fn close(&self) -> Pending<'_, ()> {
        self.inner.close()
    }

    fn is_refused(&self) -> bool {
        self.inner.is_refused()
    }

    fn left_behind(&self) -> Vec<String> {
        self.inner.left_behind()
    }
}
