//! Pages of their own: reports of runs. A browser asks for one by its address alone, where no key can stand; so each
//! has an address that nobody can guess, and is given away once.

use super::guard::Guard;
use std::collections::VecDeque;
use std::io;
use std::sync::{Mutex, PoisonError};

/// So many pages wait; the oldest goes first, for nobody has come for it.
const MOST: usize = 8;

/// Pages that wait for the browser.
#[derive(Default)]
pub struct Pages(Mutex<VecDeque<(String, String)>>);

impl Pages {
    /// Keeps a page; its name.
    pub fn keep(&self, page: String) -> io::Result<String> {
        let name = Guard::new(0)?.key().to_owned();
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while pages.len() >= MOST {
            pages.pop_front();
        }
        pages.push_back((name.clone(), page));
        Ok(name)
    }

    /// Gives a page away.
    pub fn take(&self, name: &str) -> Option<String> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = pages.iter().position(|(known, _)| known == name)?;
        pages.remove(at).map(|(_, page)| page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_given_away_once() {
        let pages = Pages::default();
        let name = pages.keep("one".to_owned()).unwrap();
        assert_eq!(pages.take("other"), None);
        assert_eq!(pages.take(&name).as_deref(), Some("one"));
        assert_eq!(pages.take(&name), None);
        let names: Vec<String> = (0..=MOST)
            .map(|number| pages.keep(number.to_string()).unwrap())
            .collect();
        assert_eq!(pages.take(&names[0]), None);
        assert_eq!(pages.take(&names[1]).as_deref(), Some("1"));
    }
}
