//! Many short values, looked for in one pass. Values come one at a time and each must count at
//! once, so they are kept in sets of doubling size: adding n of them costs n log n in all.

use super::fold::Folded;
use super::forms::{Edge, Form};
use super::hidden::Hidden;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::sync::{Arc, OnceLock};

/// Of a value that was cut off at the end of a text so many characters give it away.
const SHORTEST_CUT: usize = 4;

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
    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Looks for these too from now on, and shows `shown` for them.
    pub fn add(&mut self, forms: Vec<Form>, shown: &Arc<str>) {
        if forms.is_empty() {
            return;
        }
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

    /// Adds everything that has to be hidden in a text; parts may overlap.
    pub fn find(&self, folded: &Folded, text: &str, found: &mut Vec<Hidden>) {
        for set in &self.sets {
            set.find(folded, found);
        }
        if text.ends_with('…') || text.ends_with("...") {
            self.find_cut(folded, found);
        }
    }

    /// The beginning of a value that was cut off where the text ends.
    fn find_cut(&self, folded: &Folded, found: &mut Vec<Hidden>) {
        let whole = folded.text.trim_end_matches(['…', '.', ' ']);
        for (form, shown) in self.sets.iter().flat_map(|set| &set.forms) {
            let ends = form.text.char_indices().map(|(at, _)| at).rev();
            let cut = ends
                .take_while(|end| *end >= SHORTEST_CUT)
                .find(|end| whole.ends_with(&form.text[..*end]));
            if let Some(length) = cut.filter(|_| form.edge == Edge::Anywhere) {
                found.push(Hidden {
                    range: folded.source(whole.len() - length, whole.len()),
                    shown: shown.clone(),
                });
            }
        }
    }
}

impl Set {
    fn find(&self, folded: &Folded, found: &mut Vec<Hidden>) {
        let text = &*folded.text;
        let mut hit = |index: usize, start: usize, end: usize| {
            let (form, shown) = &self.forms[index];
            if form.edge.holds(text, start, end) {
                found.push(Hidden {
                    range: folded.source(start, end),
                    shown: shown.clone(),
                });
            }
        };
        match self.finder() {
            Some(finder) => finder
                .find_overlapping_iter(text)
                .for_each(|one| hit(one.pattern().as_usize(), one.start(), one.end())),
            // Where the finder cannot be built (too many values for it), slow beats leaking.
            None => self
                .forms
                .iter()
                .enumerate()
                .for_each(|(index, (form, _))| {
                    text.match_indices(&form.text)
                        .for_each(|(start, part)| hit(index, start, start + part.len()));
                }),
        }
    }

    /// Not the fastest kind, but the one that takes little memory for each byte of a value.
    fn finder(&self) -> Option<&AhoCorasick> {
        let build = || {
            AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(self.forms.iter().map(|(form, _)| &form.text))
                .ok()
        };
        self.finder.get_or_init(build).as_ref()
    }
}

impl Edge {
    fn holds(self, text: &str, start: usize, end: usize) -> bool {
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let touched = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match self {
            Self::Anywhere => true,
            Self::Word => !touched(before) && !touched(after),
            Self::Alone => opens(before) && closes(after),
        }
    }
}

fn opens(before: Option<char>) -> bool {
    before.is_none_or(|c| "\"'`=<>[({,:&/|".contains(c))
}

fn closes(after: Option<char>) -> bool {
    after.is_none_or(|c| "\"'`&<>])},;/|".contains(c))
}
