//! What is to happen later in a simulated system, in order.

use jiff::Timestamp;
use std::collections::BTreeMap;

/// Happenings by their time; those of one time in the order in which they were written.
#[derive(Debug)]
pub(super) struct Diary<H> {
    pages: BTreeMap<(Timestamp, u64), H>,
    written: u64,
}

impl<H> Default for Diary<H> {
    fn default() -> Self {
        Self {
            pages: BTreeMap::new(),
            written: 0,
        }
    }
}

impl<H> Diary<H> {
    pub fn add(&mut self, at: Timestamp, happening: H) {
        self.pages.insert((at, self.written), happening);
        self.written += 1;
    }

    pub fn next(&self) -> Option<Timestamp> {
        self.pages.keys().next().map(|(at, _)| *at)
    }

    /// Takes out the first that is due.
    pub fn due(&mut self, now: Timestamp) -> Option<(Timestamp, H)> {
        let first = self.pages.first_entry()?;
        if first.key().0 > now {
            return None;
        }
        let ((at, _), happening) = first.remove_entry();
        Some((at, happening))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_in_order_and_the_rest_waits() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut diary = Diary::default();
        for (second, what) in [(2, "c"), (1, "a"), (1, "b"), (9, "later")] {
            diary.add(at(second), what);
        }
        assert_eq!(diary.next(), Some(at(1)));
        let mut due = Vec::new();
        while let Some((_, what)) = diary.due(at(5)) {
            due.push(what);
        }
        assert_eq!(due, ["a", "b", "c"]);
        assert_eq!(diary.next(), Some(at(9)));
    }
}
