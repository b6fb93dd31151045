//! The slots of one frame, and which names stand for them where.

use crate::check::names::NameMap;
use crate::program::{Block, Body, Slot};
use std::sync::Arc;

/// A frame while its body is lowered.
#[derive(Default)]
pub(super) struct Frame<'a> {
    names: Vec<Arc<str>>,
    visible: NameMap<&'a str, Meaning>,
    /// What each declaration hid, in order.
    hidden: Vec<(&'a str, Option<Meaning>)>,
    /// The slots of `Outcome` and `Reason`, made when a reaction first names them.
    reasons: Vec<[Option<Slot>; 2]>,
}

#[derive(Clone, Copy)]
enum Meaning {
    Slot(Slot),
    /// `Outcome` (0) or `Reason` (1) of a reaction.
    Reason(u32, u8),
}

/// The names that a reaction has.
const REASONS: [&str; 2] = ["Outcome", "Reason"];

impl<'a> Frame<'a> {
    /// The slot of a visible name.
    pub fn slot(&mut self, name: &str) -> Option<Slot> {
        match *self.visible.get(name)? {
            Meaning::Slot(slot) => Some(slot),
            Meaning::Reason(at, which) => Some(self.reason(at as usize, which as usize)),
        }
    }

    fn reason(&mut self, at: usize, which: usize) -> Slot {
        if let Some(slot) = self.reasons[at][which] {
            return slot;
        }
        let slot = self.fresh(REASONS[which]);
        self.reasons[at][which] = Some(slot);
        slot
    }

    /// The slot of a name that is assigned: the visible one, or a new one.
    pub fn declare(&mut self, name: &'a str) -> Slot {
        match self.slot(name) {
            Some(slot) => slot,
            None => self.declare_new(name),
        }
    }

    /// A new slot, which hides any other of that name until the block ends.
    pub fn declare_new(&mut self, name: &'a str) -> Slot {
        let slot = self.fresh(name);
        self.show(name, Meaning::Slot(slot));
        slot
    }

    fn fresh(&mut self, name: &str) -> Slot {
        self.names.push(name.into());
        (self.names.len() - 1) as Slot
    }

    fn show(&mut self, name: &'a str, meaning: Meaning) {
        let before = self.visible.insert(name, meaning);
        self.hidden.push((name, before));
    }

    /// Begins a block.
    pub fn open(&self) -> usize {
        self.hidden.len()
    }

    /// Ends the block that began so: its names are gone.
    pub fn close(&mut self, opened: usize) {
        while self.hidden.len() > opened {
            match self.hidden.pop() {
                Some((name, Some(before))) => self.visible.insert(name, before),
                Some((name, None)) => self.visible.remove(name),
                None => None,
            };
        }
    }

    /// Shows `Outcome` and `Reason` to a reaction; [`Frame::close`] ends it.
    pub fn show_reasons(&mut self) -> usize {
        let at = self.reasons.len();
        self.reasons.push([None; 2]);
        for (which, name) in REASONS.into_iter().enumerate() {
            self.show(name, Meaning::Reason(at as u32, which as u8));
        }
        at
    }

    /// The slots that a reaction's names got, if it used them.
    pub fn reasons(&self, at: usize) -> [Option<Slot>; 2] {
        self.reasons[at]
    }

    /// The finished body.
    pub fn body(self, block: Block) -> Body {
        Body {
            slots: self.names.len() as Slot,
            names: self.names,
            block,
        }
    }
}
