//! A log that does not grow for ever: a simulator may run for weeks.

use serde::{Serialize, Serializer};
use std::collections::VecDeque;

/// The most entries that are kept.
const MOST: usize = 10_000;

/// The last entries of a log, each known by its number; the first of all has number 1.
#[derive(Clone, Debug)]
pub(crate) struct Log<T> {
    entries: VecDeque<T>,
    /// How many were written, kept or not.
    written: usize,
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self {
            entries: VecDeque::new(),
            written: 0,
        }
    }
}

impl<T> Log<T> {
    /// Writes the next entry, which is made from its number.
    pub fn write(&mut self, entry: impl FnOnce(usize) -> T) -> usize {
        self.written += 1;
        if self.entries.len() == MOST {
            self.entries.pop_front();
        }
        self.entries.push_back(entry(self.written));
        self.written
    }

    /// An entry that is still kept.
    pub fn get(&self, number: usize) -> Option<&T> {
        self.entries.get(self.place(number)?)
    }

    /// The same, to write more into it.
    pub fn get_mut(&mut self, number: usize) -> Option<&mut T> {
        let place = self.place(number)?;
        self.entries.get_mut(place)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator {
        self.entries.iter()
    }

    fn place(&self, number: usize) -> Option<usize> {
        let gone = self.written - self.entries.len();
        number.checked_sub(gone + 1)
    }
}

impl<T: Clone> Log<T> {
    pub fn kept(&self) -> Vec<T> {
        self.entries.iter().cloned().collect()
    }
}

impl<T: Serialize> Serialize for Log<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(&self.entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_their_numbers_when_the_first_are_gone() {
        let mut log = Log::default();
        for _ in 0..MOST + 3 {
            log.write(|number| number);
        }
        assert_eq!(log.iter().len(), MOST);
        assert_eq!((log.get(3), log.get(4)), (None, Some(&4)));
        assert_eq!(log.get_mut(MOST + 3), Some(&mut (MOST + 3)));
        assert_eq!((log.get(0), log.get(MOST + 4)), (None, None));
    }
}
