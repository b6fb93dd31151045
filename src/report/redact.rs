//! The one seam: what must not be seen is known here, and everything that anybody sees passes
//! through [`Redactor::clean`].

mod forms;
mod levels;
mod nets;

use crate::value::{Mark, Text, Value};
use levels::Levels;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

/// A part of a text that is shown as something else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hidden {
    /// The bytes that are not shown.
    pub range: Range<usize>,
    /// What is shown in their place.
    pub shown: Arc<str>,
}

/// Knows the values that nobody may see, and takes them out of texts: as they are, URL-encoded,
/// in base64 and JSON-escaped. Copies share what they know. Card numbers, bearer tokens and
/// basic credentials are taken out even where nobody registered them.
///
/// Phone numbers and personal values are numbered in the order in which they were first seen,
/// so that lines about the same person can be told from lines about another.
#[derive(Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Known>>,
}

#[derive(Default)]
struct Known {
    marks: HashMap<Arc<str>, (Mark, Arc<str>)>,
    phone_numbers: usize,
    personal: usize,
    levels: Levels,
}

/// Shorter than every number that a phone can be reached at from outside.
const SHORTEST_NUMBER: usize = 5;

impl Redactor {
    /// One that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Hides `value` from now on; a plain or empty one changes nothing, nor does a phone number
    /// too short to be anybody's: hiding `12` would tear dates and durations apart.
    pub fn register(&self, value: &str, mark: Mark) {
        let nobodys = mark == Mark::PhoneNumber && value.trim().len() < SHORTEST_NUMBER;
        if mark.is_plain() || value.trim().is_empty() || nobodys || self.knows(value, mark) {
            return;
        }
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.add(value, mark);
    }

    /// Hides a marked text from now on.
    pub fn register_text(&self, text: &Text) {
        self.register(&text.text, text.mark);
    }

    /// Hides every marked text in a value from now on.
    pub fn register_value(&self, value: &Value) {
        match value {
            Value::Text(text) => self.register_text(text),
            Value::List(items) => items.iter().for_each(|item| self.register_value(item)),
            Value::Record(fields) => fields.values().for_each(|item| self.register_value(item)),
            _ => {}
        }
    }

    /// The text without what nobody may see.
    pub fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let hidden = self.find(text);
        if hidden.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut clean = String::with_capacity(text.len());
        let mut at = 0;
        for Hidden { range, shown } in hidden {
            clean.push_str(&text[at..range.start]);
            clean.push_str(&shown);
            at = range.end;
        }
        clean.push_str(&text[at..]);
        Cow::Owned(clean)
    }

    /// What has to be hidden in a text, in its order; the parts do not overlap.
    pub fn find(&self, text: &str) -> Vec<Hidden> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = known.levels.find(text);
        nets::cast(text, &mut found);
        let shown = placeholders(text);
        found.retain(|hidden| !shown.iter().any(|known| within(&hidden.range, known)));
        merge(found)
    }

    fn knows(&self, value: &str, mark: Mark) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.marks.get(value).is_some_and(|(had, _)| *had >= mark)
    }
}

impl Known {
    fn add(&mut self, value: &str, mark: Mark) {
        if self.marks.get(value).is_some_and(|(had, _)| *had >= mark) {
            return;
        }
        let shown = self.placeholder(mark);
        let value: Arc<str> = value.into();
        self.marks.insert(value.clone(), (mark, shown.clone()));
        self.levels.add(forms::of(&value, mark), &shown);
    }

    fn placeholder(&mut self, mark: Mark) -> Arc<str> {
        match mark {
            Mark::PhoneNumber => {
                self.phone_numbers += 1;
                format!("[phone number {}]", self.phone_numbers).into()
            }
            Mark::Personal => {
                self.personal += 1;
                format!("[personal {}]", self.personal).into()
            }
            Mark::Secret | Mark::Plain => "[secret]".into(),
        }
    }
}

/// Where a text has been cleaned before: a value `1` is not looked for in `[personal 1]`.
fn placeholders(text: &str) -> Vec<Range<usize>> {
    text.match_indices('[')
        .filter_map(|(start, _)| {
            let end = start + text[start..].find(']')? + 1;
            let words = text[start + 1..end - 1].trim_end_matches(|c: char| c.is_ascii_digit());
            matches!(
                words,
                "secret" | "card number" | "personal " | "phone number "
            )
            .then_some(start..end)
        })
        .collect()
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Joins what overlaps, so that no piece of a hidden value is left over: the first and longest
/// says what is shown.
fn merge(mut found: Vec<Hidden>) -> Vec<Hidden> {
    found.sort_by_key(|hidden| (hidden.range.start, std::cmp::Reverse(hidden.range.end)));
    let mut merged: Vec<Hidden> = Vec::with_capacity(found.len());
    for next in found {
        match merged.last_mut() {
            Some(last) if next.range.start < last.range.end => {
                last.range.end = last.range.end.max(next.range.end);
            }
            _ => merged.push(next),
        }
    }
    merged
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor(…)")
    }
}

#[cfg(test)]
mod tests;
