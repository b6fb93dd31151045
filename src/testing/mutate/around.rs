//! The handlers around a place: what takes an outcome that is not handled there.

use crate::program::{Catches, Handler, Run};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The outcomes that handlers further out take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outer {
    any_other: bool,
    named: BTreeSet<Arc<str>>,
}

impl Outer {
    fn add(&mut self, handlers: &[Handler]) {
        for handler in handlers {
            match &handler.catches {
                Catches::AnyOther => self.any_other = true,
                Catches::Named(names) => self.named.extend(names.iter().cloned()),
            }
        }
    }

    fn join(&mut self, other: &Self) {
        self.any_other |= other.any_other;
        self.named.extend(other.named.iter().cloned());
    }

    /// Whether something of what a handler catches would be taken further out without it. What is
    /// named further out never comes to an `any other`, with it or without it.
    pub fn takes(&self, catches: &Catches) -> bool {
        match catches {
            Catches::AnyOther => self.any_other,
            Catches::Named(names) => {
                self.any_other || names.iter().any(|name| self.named.contains(name))
            }
        }
    }
}

/// What is around each step, of all the places that run it.
pub(super) type Callers = RefCell<BTreeMap<u32, Outer>>;

/// What is around a place.
#[derive(Clone)]
pub(super) struct Around<'a> {
    outer: Outer,
    callers: &'a Callers,
}

impl<'a> Around<'a> {
    /// Around the flow itself: its handlers of last resort.
    pub fn flow(everywhere: &[Handler], callers: &'a Callers) -> Self {
        let outer = Outer::default();
        Self { outer, callers }.within(everywhere)
    }

    /// Around a step: what is around whatever runs it.
    pub fn step(number: u32, everywhere: &[Handler], callers: &'a Callers) -> Self {
        let outer = callers.borrow().get(&number).cloned().unwrap_or_default();
        Self { outer, callers }.within(everywhere)
    }

    /// Inside of what has these handlers.
    pub fn within(&self, handlers: &[Handler]) -> Self {
        let mut inside = self.clone();
        inside.outer.add(handlers);
        inside
    }

    /// A step is run here.
    pub fn runs(&self, run: &Run) {
        let around = self.within(&run.handlers).outer;
        let mut callers = self.callers.borrow_mut();
        callers.entry(run.step).or_default().join(&around);
    }

    /// Whether something of what a handler catches would be taken further out without it.
    pub fn takes(&self, catches: &Catches) -> bool {
        self.outer.takes(catches)
    }
}
