//! Values that are looked for in what others wrote, however they spell them.

use super::encoded;
use super::fold::Folded;
use super::forms;
use super::grams::Grams;
use super::hidden::Hidden;
use super::levels::Levels;
use super::phones::Phones;
use crate::value::Mark;
use std::sync::Arc;

/// How often escapes are undone: JSON in JSON, a URL in a URL.
const ESCAPES: usize = 3;

/// Some values.
#[derive(Default)]
pub(super) struct Matcher {
    short: Levels,
    long: Grams,
    phones: Phones,
}

impl Matcher {
    /// Looks for a value from now on, and shows `shown` for it.
    pub fn add(&mut self, value: &str, mark: Mark, shown: &Arc<str>) {
        let forms = forms::of(value, mark);
        self.short.add(forms.short, shown);
        for long in forms.long {
            self.long.add(long, shown);
        }
        if forms.phone {
            self.phones.add(value, shown);
        }
    }

    /// Everything that has to be hidden in a text; parts may overlap.
    pub fn find(&self, text: &str) -> Vec<Hidden> {
        let mut found = Vec::new();
        if self.is_empty() {
            return found;
        }
        self.find_folded(Folded::new(text), text, &mut found);
        encoded::each(text, |decoded| {
            let mut inside = Vec::new();
            self.find_folded(decoded.folded(), "", &mut inside);
            found.extend(decoded.hide(inside));
        });
        found
    }

    fn is_empty(&self) -> bool {
        self.short.is_empty() && self.long.is_empty() && self.phones.is_empty()
    }

    /// Looks at a text and at what its escapes stand for.
    fn find_folded(&self, mut folded: Folded, text: &str, found: &mut Vec<Hidden>) {
        for _ in 0..=ESCAPES {
            self.short.find(&folded, text, found);
            self.long.find(&folded, found);
            self.phones.find(&folded, text, found);
            match folded.decoded() {
                Some(decoded) => folded = decoded,
                None => return,
            }
        }
    }
}
