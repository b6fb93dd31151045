//! Which variables can be seen.

use std::collections::HashMap;

/// The variables of the body at hand.
#[derive(Default)]
pub(super) struct Env<'a> {
    shown: HashMap<&'a str, usize>,
    hidden: Vec<(&'a str, Option<usize>)>,
}

impl<'a> Env<'a> {
    pub fn get(&self, name: &str) -> Option<usize> {
        self.shown.get(name).copied()
    }

    pub fn show(&mut self, name: &'a str, at: usize) {
        let before = self.shown.insert(name, at);
        self.hidden.push((name, before));
    }

    pub fn open(&self) -> usize {
        self.hidden.len()
    }

    pub fn close(&mut self, opened: usize) {
        while self.hidden.len() > opened {
            let Some((name, before)) = self.hidden.pop() else {
                return;
            };
            match before {
                Some(before) => self.shown.insert(name, before),
                None => self.shown.remove(name),
            };
        }
    }

    pub fn visible(&self) -> Vec<usize> {
        self.shown.values().copied().collect()
    }

    pub fn clear(&mut self) {
        self.shown.clear();
        self.hidden.clear();
    }
}
