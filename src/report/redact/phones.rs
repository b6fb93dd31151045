//! Numbers to dial, however they are written: with and without the country's code, with the zero
//! that is dialled inside the country, in groups.

use super::fold::Folded;
use super::hidden::Hidden;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// A number is known by its last digits: what two numbers of one town do not share.
const LAST: usize = 7;
/// Signs that may stand between two digits of a number.
const BETWEEN: usize = 3;

/// Numbers to dial.
#[derive(Default)]
pub(super) struct Phones {
    by_last: HashMap<u32, Vec<Phone>>,
}

struct Phone {
    /// Its digits inside the country, without the zero before them.
    national: Vec<u8>,
    /// The code of the country, where it is known.
    country: String,
    shown: Arc<str>,
}

/// Digits of a text that belong together.
#[derive(Default)]
struct Run {
    digits: Vec<u8>,
    /// Where each stands in the folded text.
    places: Vec<usize>,
}

impl Phones {
    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.by_last.is_empty()
    }

    /// Looks for a number from now on.
    pub fn add(&mut self, value: &str, shown: &Arc<str>) {
        let (country, national) = match crate::value::phone_parts(value) {
            Some((country, national)) => (country, national),
            None => (String::new(), local(value)),
        };
        let national = national.into_bytes();
        if let Some(last) = last(&national) {
            let phones = self.by_last.entry(last).or_default();
            let shown = shown.clone();
            phones.push(Phone {
                national,
                country,
                shown,
            });
        }
    }

    /// Adds every place where a number stands in a text.
    pub fn find(&self, folded: &Folded, text: &str, found: &mut Vec<Hidden>) {
        if self.is_empty() {
            return;
        }
        let mut run = Run::default();
        let mut apart = 0;
        for (at, byte) in folded.text.bytes().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    run.digits.push(byte);
                    run.places.push(at);
                    apart = 0;
                }
                b' ' | b'-' | b'.' | b'(' | b')' | b'/' if apart < BETWEEN => apart += 1,
                _ => {
                    self.find_in(&run, folded, text, found);
                    run = Run::default();
                    apart = 0;
                }
            }
        }
        self.find_in(&run, folded, text, found);
    }

    fn find_in(&self, run: &Run, folded: &Folded, text: &str, found: &mut Vec<Hidden>) {
        for end in LAST..=run.digits.len() {
            let phones = last(&run.digits[..end]).and_then(|last| self.by_last.get(&last));
            for phone in phones.into_iter().flatten() {
                if let Some(start) = phone.start(&run.digits, end) {
                    let range = run.range(start..end, folded, text);
                    let shown = phone.shown.clone();
                    found.push(Hidden { range, shown });
                }
            }
        }
    }
}

impl Phone {
    /// Where the number that ends here begins among these digits.
    fn start(&self, digits: &[u8], end: usize) -> Option<usize> {
        let before = match digits[..end].strip_suffix(&*self.national) {
            Some(before) => before,
            // Nothing but its end: as people of the same town write it.
            None if end == digits.len() && self.national.ends_with(digits) => return Some(0),
            None => return None,
        };
        let without_zero = before.strip_suffix(b"0").unwrap_or(before);
        let of_country = without_zero.strip_suffix(self.country.as_bytes());
        let Some(abroad) = of_country.filter(|_| !self.country.is_empty()) else {
            return Some(without_zero.len());
        };
        let dialled = [&b"00"[..], b"011"];
        let outside = dialled.iter().find_map(|code| abroad.strip_suffix(*code));
        Some(outside.unwrap_or(abroad).len())
    }
}

impl Run {
    /// Where digits stand in the text, with a plus or a bracket before them.
    fn range(&self, digits: Range<usize>, folded: &Folded, text: &str) -> Range<usize> {
        let first = self.places[digits.start];
        let mut range = folded.source(first, self.places[digits.end - 1] + 1);
        let mut at = first;
        while let Some(before) = at.checked_sub(1) {
            let sign = folded.source(before, at);
            let spelled = text.get(sign.clone()).unwrap_or_default();
            let bare = spelled.trim_start();
            if !matches!(bare, "+" | "(" | "%2B" | "%2b" | "%28" | "&#43;") {
                break;
            }
            range.start = sign.end - bare.len();
            at = before;
        }
        range
    }
}

fn last(digits: &[u8]) -> Option<u32> {
    let last = &digits[digits.len().checked_sub(LAST)?..];
    let number = last
        .iter()
        .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    Some(number)
}

/// The digits of a number that says no country.
fn local(value: &str) -> String {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').to_owned()
}
