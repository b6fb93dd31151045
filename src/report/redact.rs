//! The one seam: what must not be seen is known here. A text is shown part by part, as each part is
//! marked: the program's own words as they are, a value that nobody may see as its placeholder, and
//! what a system wrote once it has been searched for every known value.

mod common;
mod encoded;
mod eras;
mod fold;
mod forms;
mod grams;
mod hidden;
mod levels;
mod matcher;
mod nets;
mod phones;

pub use eras::Era;
pub use hidden::Hidden;

use crate::value::{Mark, Text, Value};
use eras::Known;
use serde_json::Value as Json;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

/// Knows the values that nobody may see. Copies share what they know.
///
/// In what systems write, a value is found however it is spelled: in other letters, without its
/// accents, escaped for JSON, XML or a URL, in base64, as hex digits, a number to dial with or
/// without its country; and cut off, where enough of it is left. Card numbers, bearer tokens and
/// basic credentials are hidden even where nobody registered them.
///
/// Phone numbers and personal values are numbered in the order in which they were first seen,
/// so that lines about the same person can be told from lines about another.
#[derive(Clone, Default)]
pub struct Redactor {
    known: Arc<RwLock<Known>>,
    /// Whether a script's own text is shown as it is, but for secrets.
    for_writer: bool,
}

/// The most of a system's words that is shown, in characters.
const LONGEST_WORDS: usize = 1000;
/// `[phone number 12345678901234567890]`
const LONGEST_PLACEHOLDER: usize = 40;

impl Redactor {
    /// One that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same for whoever writes the flow: its own text, numbers too, is shown as it is written.
    pub fn for_writer(&self) -> Self {
        Self {
            known: self.known.clone(),
            for_writer: true,
        }
    }

    /// Hides `value` from now on; a plain or empty one changes nothing.
    pub fn register(&self, value: &str, mark: Mark) {
        if mark.is_hidden() && !value.trim().is_empty() && !self.knows(value, mark) {
            self.write().add(value, mark);
        }
    }

    /// Hides a value that stands in a script, also where the script itself is shown.
    pub fn register_written(&self, value: &str, mark: Mark) {
        self.register(value, mark);
        let shown = self.placeholder(value, mark);
        self.write().add_written(value, mark, &shown);
    }

    /// Begins an era: what is registered from now on is forgotten when nobody holds it, or an earlier
    /// one, any more. For rows of a table that is as long as it likes.
    pub fn begin_era(&self) {
        self.write().begin_era();
    }

    /// The era that it is; nothing before the first one.
    pub fn era(&self) -> Option<Era> {
        self.read().era()
    }

    /// Hides the marked parts of a text from now on.
    pub fn register_text(&self, text: &Text) {
        for (part, mark) in text.parts() {
            self.register(part, mark);
        }
    }

    /// Hides every marked text in a value from now on.
    pub fn register_value(&self, value: &Value) {
        value.each_marked(&mut |text| self.register_text(text));
    }

    /// A text as people may see it: each part as it is marked.
    pub fn show(&self, text: &Text) -> String {
        let mut shown = String::with_capacity(text.len());
        for (part, mark) in text.parts() {
            match mark {
                Mark::Plain => shown.push_str(part),
                Mark::Foreign => shown.push_str(&swapped(part, self.find(part))),
                hidden => shown.push_str(&self.placeholder(part, hidden)),
            }
        }
        match swapped(&shown, nets_in(&shown)) {
            Cow::Owned(caught) => caught,
            Cow::Borrowed(_) => shown,
        }
    }

    /// Why something ended so, as people may see it: not endless, whatever a system wrote.
    pub fn reason(&self, text: &Text) -> String {
        shortened(Cow::Owned(self.show(text))).into_owned()
    }

    /// A value as people may see it, in the exact form.
    pub fn show_value(&self, value: &Value) -> String {
        self.show(&value.said())
    }

    /// A value as programs may see it.
    pub fn json(&self, value: &Value) -> Json {
        match value {
            Value::Text(text) => Json::String(self.show(text)),
            Value::List(items) => items.iter().map(|item| self.json(item)).collect(),
            Value::Record(fields) => fields
                .iter()
                .map(|(name, value)| (name.to_string(), self.json(value)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            plain => plain.to_json(),
        }
    }

    /// What a system, or any other program, wrote: without what nobody may see, and not endless. It
    /// is cut when everything is hidden: half a secret would be known to nobody, and shown.
    pub fn clean<'a>(&self, text: &'a str) -> Cow<'a, str> {
        shortened(swapped(text, self.find(text)))
    }

    /// What has to be hidden in what others wrote, in its order; the parts do not overlap.
    pub fn find(&self, text: &str) -> Vec<Hidden> {
        let found = self.read().find(text);
        settled(text, found)
    }

    /// A script's own text, or words that quote it: without the numbers and secrets that stand in
    /// it.
    pub fn clean_written<'a>(&self, text: &'a str) -> Cow<'a, str> {
        swapped(text, self.find_written(text))
    }

    /// What has to be hidden in a script's own text.
    pub fn find_written(&self, text: &str) -> Vec<Hidden> {
        let known = self.read();
        let found = match self.for_writer {
            true => known.find_secrets(text),
            false => known.find_written(text),
        };
        settled(text, found)
    }

    /// Our own words, on their way out: no secret is in them, and if one is, it stays here.
    pub fn guard<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let found = self.read().find_secrets(text);
        swapped(text, settled(text, found))
    }

    fn knows(&self, value: &str, mark: Mark) -> bool {
        self.read().knows(value, mark)
    }

    /// What is shown for a value. One that was put into JSON is known by what it was before.
    fn placeholder(&self, value: &str, mark: Mark) -> Arc<str> {
        let before = serde_json::from_str::<String>(&format!("\"{value}\"")).ok();
        let known = self.read();
        let names = [Some(value), before.as_deref()];
        let mut names = names.into_iter().flatten();
        if let Some(shown) = names.find_map(|name| known.shown(name, mark)) {
            return shown;
        }
        drop(known);
        let mut known = self.write();
        match before.as_deref().filter(|before| *before != value) {
            Some(before) => {
                let shown = known.add(before, mark);
                known.spell(value, mark, shown)
            }
            None => known.add(value, mark),
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}

fn shortened(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST_WORDS) {
        Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
        None => text,
    }
}

/// The text with the hidden parts shown as what stands for them.
fn swapped(text: &str, hidden: Vec<Hidden>) -> Cow<'_, str> {
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for one in hidden {
        shown.push_str(&text[at..one.range.start]);
        shown.push_str(&one.shown);
        at = one.range.end;
    }
    shown.push_str(&text[at..]);
    Cow::Owned(shown)
}

fn nets_in(text: &str) -> Vec<Hidden> {
    settled(text, Vec::new())
}

/// With what the nets catch, and without what has been hidden before.
fn settled(text: &str, mut found: Vec<Hidden>) -> Vec<Hidden> {
    nets::cast(text, &mut found);
    if found.is_empty() {
        return found;
    }
    let shown = placeholders(text);
    let within = |hidden: &Hidden| {
        let before = shown.partition_point(|known| known.start <= hidden.range.start);
        let known = before.checked_sub(1).and_then(|index| shown.get(index));
        known.is_some_and(|known| hidden.range.end <= known.end)
    };
    found.retain(|hidden| !within(hidden));
    merge(found)
}

/// Where a text has been cleaned before: a value `1` is not looked for in `[personal 1]`.
fn placeholders(text: &str) -> Vec<Range<usize>> {
    text.match_indices('[')
        .filter_map(|(start, _)| {
            let mut near = text.as_bytes()[start..].iter().take(LONGEST_PLACEHOLDER);
            let end = start + near.position(|byte| *byte == b']')? + 1;
            let words = text[start + 1..end - 1].trim_end_matches(|c: char| c.is_ascii_digit());
            matches!(
                words,
                "secret" | "card number" | "personal " | "phone number "
            )
            .then_some(start..end)
        })
        .collect()
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
