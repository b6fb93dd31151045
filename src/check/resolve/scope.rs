//! Which variables can be seen while a body is resolved.

use super::name::NameId;
use crate::check::names::NameMap;

/// The visible variables of the body at hand.
#[derive(Default)]
pub(super) struct Scope<'a> {
    visible: NameMap<&'a str, NameId>,
    /// What each declaration hid, in order.
    hidden: Vec<(&'a str, Option<NameId>)>,
}

impl<'a> Scope<'a> {
    pub fn get(&self, name: &str) -> Option<NameId> {
        self.visible.get(name).copied()
    }

    pub fn show(&mut self, name: &'a str, id: NameId) {
        let before = self.visible.insert(name, id);
        self.hidden.push((name, before));
    }

    pub fn names(&self) -> impl Iterator<Item = (&'a str, NameId)> + '_ {
        self.visible.iter().map(|(name, id)| (*name, *id))
    }

    /// Begins a block.
    pub fn open(&self) -> usize {
        self.hidden.len()
    }

    /// Ends the block that began so; `gone` is told each variable of it.
    pub fn close(&mut self, opened: usize, mut gone: impl FnMut(NameId)) {
        while self.hidden.len() > opened {
            let Some((name, before)) = self.hidden.pop() else {
                return;
            };
            let now = match before {
                Some(before) => self.visible.insert(name, before),
                None => self.visible.remove(name),
            };
            now.into_iter().for_each(&mut gone);
        }
    }
}
