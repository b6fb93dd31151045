//! The slots of one frame.

use crate::check::names::NameMap;
use crate::check::resolve::{NameId, Resolved};
use crate::program::{Block, Body, Slot};
use std::sync::Arc;

/// A frame while its body is lowered: a variable gets its slot when it is first met, so that
/// `Outcome` and `Reason` have one only where something reads them.
#[derive(Default)]
pub(super) struct Frame {
    names: Vec<Arc<str>>,
    slots: NameMap<NameId, Slot>,
}

impl Frame {
    /// The slot of a variable.
    pub fn slot(&mut self, name: NameId, model: &Resolved<'_>) -> Slot {
        if let Some(slot) = self.slots.get(&name) {
            return *slot;
        }
        let slot = self.names.len() as Slot;
        self.names.push(model.name(name).text.into());
        self.slots.insert(name, slot);
        slot
    }

    /// The slot of a variable, if something has met it.
    pub fn known(&self, name: NameId) -> Option<Slot> {
        self.slots.get(&name).copied()
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
