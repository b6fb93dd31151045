//! How a value is looked for: whole, line by line, and as a number to dial.

use super::common;
use super::fold::Folded;
use crate::value::Mark;

/// Longer values are found by pieces of them: what finds short ones takes more memory a byte.
const LONGEST_SHORT: usize = 48;
/// Shorter ones count as words only: hiding every `ed` would hide nothing.
const SHORTEST_ANYWHERE: usize = 4;
/// Names are words up to here: `Mark` is no part of `Marked`.
const LONGEST_NAME: usize = 5;
/// Shorter lines of a value of several lines say nothing of it.
const SHORTEST_LINE: usize = 4;
/// Of a value of many lines the lines up to here are known one by one; after that only long ones.
const LINES_BYTES: usize = 1 << 16;
/// Fewer digits are no number to dial.
const SHORTEST_NUMBER: usize = 7;

/// A short form of a value, folded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Form {
    /// How it is spelled.
    pub text: String,
    /// Where it counts.
    pub edge: Edge,
}

/// Where a form counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Edge {
    Anywhere,
    /// Where no letter or digit touches it.
    Word,
    /// Where it is all there is between two signs: in quotes, after `=`. So it is with words that
    /// stand in every sentence and are somebody's data only there.
    Alone,
}

/// Everything that a value is found by.
#[derive(Default, Debug)]
pub(super) struct Forms {
    pub short: Vec<Form>,
    pub long: Vec<String>,
    pub phone: bool,
}

/// How a value is looked for.
pub(super) fn of(value: &str, mark: Mark) -> Forms {
    let mut forms = Forms {
        phone: is_number(value, mark),
        ..Forms::default()
    };
    forms.spell(value, mark);
    let mut left = LINES_BYTES;
    if value.contains(['\n', '\r']) {
        for line in value.lines().map(str::trim) {
            if line.chars().count() >= SHORTEST_LINE && left >= line.len() {
                left -= line.len();
                forms.spell(line, mark);
            }
        }
    }
    forms
        .short
        .sort_by(|a, b| (&a.text, a.edge).cmp(&(&b.text, b.edge)));
    forms.short.dedup_by(|next, kept| next.text == kept.text);
    forms
}

impl Forms {
    fn spell(&mut self, value: &str, mark: Mark) {
        self.add(&Folded::new(value.trim()).text, mark);
        if let Some(transcribed) = transcribed(value.trim()) {
            self.add(&Folded::new(&transcribed).text, mark);
        }
    }

    fn add(&mut self, folded: &str, mark: Mark) {
        let folded = folded.trim();
        if folded.len() > LONGEST_SHORT {
            self.long.push(folded.to_owned());
        } else if !folded.is_empty() {
            self.short.push(Form {
                edge: edge(folded, mark),
                text: folded.to_owned(),
            });
        }
    }
}

fn edge(folded: &str, mark: Mark) -> Edge {
    let count = folded.chars().count();
    let letters = folded.chars().all(char::is_alphabetic);
    if (letters && count == 1) || common::is_word(folded) {
        return Edge::Alone;
    }
    let name = mark != Mark::Secret && letters && count <= LONGEST_NAME;
    match name || count < SHORTEST_ANYWHERE {
        true => Edge::Word,
        false => Edge::Anywhere,
    }
}

/// `Öhler` is written `Oehler` where there are no such letters.
fn transcribed(value: &str) -> Option<String> {
    if !value.contains(['ä', 'ö', 'ü', 'Ä', 'Ö', 'Ü', 'å', 'Å', 'ø', 'Ø']) {
        return None;
    }
    let mut text = String::with_capacity(value.len() + 4);
    for c in value.chars() {
        match c {
            'ä' | 'Ä' => text.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => text.push_str("oe"),
            'ü' | 'Ü' => text.push_str("ue"),
            'å' | 'Å' => text.push_str("aa"),
            other => text.push(other),
        }
    }
    Some(text)
}

/// Whether it is a number to dial, or looks like one in somebody's data.
fn is_number(value: &str, mark: Mark) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let only = value
        .chars()
        .all(|c| c.is_ascii_digit() || " +-.()/\u{a0}".contains(c));
    let long = (SHORTEST_NUMBER..=20).contains(&digits);
    long && (mark == Mark::PhoneNumber || (mark == Mark::Personal && only))
}
