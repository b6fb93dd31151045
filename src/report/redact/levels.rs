//! Many values, looked for in one pass. Values come one at a time and each must count at once,
//! so they are kept in sets of doubling size: adding n of them costs n log n in all.

use super::Hidden;
use super::forms::Form;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::{Arc, OnceLock};

/// Sets of forms, larger ones first.
#[derive(Default)]
pub(super) struct Levels {
    sets: Vec<Set>,
}

struct Set {
    forms: Vec<(Form, Arc<str>)>,
    finder: OnceLock<Option<AhoCorasick>>,
}

impl Levels {
    /// Looks for these too from now on, and shows `shown` for them.
    pub fn add(&mut self, forms: Vec<Form>, shown: &Arc<str>) {
        let mut forms: Vec<_> = forms
            .into_iter()
            .map(|form| (form, shown.clone()))
            .collect();
        while let Some(last) = self.sets.pop_if(|last| last.forms.len() <= forms.len()) {
            let mut older = last.forms;
            older.append(&mut forms);
            forms = older;
        }
        self.sets.push(Set {
            forms,
            finder: OnceLock::new(),
        });
    }

    /// Everything that has to be hidden in a text; parts may overlap.
    pub fn find(&self, text: &str) -> Vec<Hidden> {
        let mut found = Vec::new();
        for set in &self.sets {
            set.find(text, &mut found);
        }
        found
    }
}

impl Set {
    fn find(&self, text: &str, found: &mut Vec<Hidden>) {
        let Some(finder) = self.finder() else {
            return self.find_slowly(text, found);
        };
        for hit in finder.find_overlapping_iter(text) {
            let (form, shown) = &self.forms[hit.pattern().as_usize()];
            if !form.word || is_word(text, hit.start(), hit.end()) {
                found.push(Hidden {
                    range: hit.range(),
                    shown: shown.clone(),
                });
            }
        }
    }

    fn finder(&self) -> Option<&AhoCorasick> {
        let build = || {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(self.forms.iter().map(|(form, _)| &form.text))
                .ok()
        };
        self.finder.get_or_init(build).as_ref()
    }

    /// Where the finder cannot be built (too many values for it), slow beats leaking.
    fn find_slowly(&self, text: &str, found: &mut Vec<Hidden>) {
        for (form, shown) in &self.forms {
            for (start, part) in text.match_indices(&form.text) {
                let range = start..start + part.len();
                if !form.word || is_word(text, range.start, range.end) {
                    let shown = shown.clone();
                    found.push(Hidden { range, shown });
                }
            }
        }
    }
}

/// Whether no letter or digit touches this part of the text. What an escape ends in
/// (`%20Ada`, `\nAda`) is no letter.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    let before = &text[..start];
    let after = text[end..].chars().next();
    let touches_before = before
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    !after.is_some_and(char::is_alphanumeric) && (!touches_before || ends_in_escape(before))
}

fn ends_in_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    let hex = |from_end: usize, count: usize| {
        bytes.len() >= from_end
            && bytes[bytes.len() - from_end..][..count]
                .iter()
                .all(u8::is_ascii_hexdigit)
    };
    let at = |from_end: usize| bytes.len().checked_sub(from_end).map(|i| bytes[i]);
    (at(3) == Some(b'%') && hex(2, 2))
        || (at(2) == Some(b'\\') && at(1).is_some_and(|b| b"nrtbf".contains(&b)))
        || (at(6) == Some(b'\\') && at(5) == Some(b'u') && hex(4, 4))
}
