//! Long values, found by any piece of them: a note of which a system says half a page back, a
//! secret that was cut off. Every so many bytes of a value one piece is remembered; where a text
//! has it, the match is made as long as it goes. Memory is a small part of the value, and time is
//! that of reading the text once.

use super::fold::Folded;
use super::hidden::Hidden;
use std::collections::HashMap;
use std::sync::Arc;

/// The bytes of a piece: any part of a value that is twice as long has one.
const PIECE: usize = 24;
/// Of pieces that are alike (a row of dashes) so many are remembered.
const ALIKE: usize = 4;
/// Any odd number does.
const BASE: u64 = 0x9E37_79B9_7F4A_7C15;

/// Long values.
#[derive(Default)]
pub(super) struct Grams {
    values: Vec<(Box<[u8]>, Arc<str>)>,
    pieces: HashMap<u64, Vec<Piece>>,
}

#[derive(Clone, Copy)]
struct Piece {
    value: u32,
    at: u32,
}

impl Grams {
    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Looks for a folded value from now on.
    pub fn add(&mut self, folded: String, shown: &Arc<str>) {
        let bytes: Box<[u8]> = folded.into_bytes().into();
        let Some(last) = bytes.len().checked_sub(PIECE) else {
            return;
        };
        let value = self.values.len() as u32;
        for at in (0..last).step_by(PIECE).chain([last]) {
            let alike = self.pieces.entry(hash(&bytes[at..at + PIECE])).or_default();
            if alike.len() < ALIKE {
                let at = at as u32;
                alike.push(Piece { value, at });
            }
        }
        self.values.push((bytes, shown.clone()));
    }

    /// Adds every part of a text that is a part of a value.
    pub fn find(&self, folded: &Folded, found: &mut Vec<Hidden>) {
        let text = folded.text.as_bytes();
        if self.is_empty() || text.len() < PIECE {
            return;
        }
        let mut rolling = hash(&text[..PIECE]);
        let (mut at, mut free) = (0, 0);
        loop {
            let best = (at >= free)
                .then(|| self.longest(rolling, text, at))
                .flatten();
            if let Some((start, end, shown)) = best {
                found.push(Hidden {
                    range: folded.source(floor(&folded.text, start), ceil(&folded.text, end)),
                    shown: shown.clone(),
                });
                // Parts of values may overlap, but never is a piece looked at from within.
                free = (end - PIECE).max(at) + 1;
            }
            let Some(next) = text.get(at + PIECE) else {
                return;
            };
            rolling = roll(rolling, text[at], *next);
            at += 1;
        }
    }

    /// The longest match of a piece here, made as long as it goes on both sides.
    fn longest(&self, hash: u64, text: &[u8], at: usize) -> Option<(usize, usize, &Arc<str>)> {
        let matches = self.pieces.get(&hash)?.iter().filter_map(|piece| {
            let (value, shown) = self.values.get(piece.value as usize)?;
            let from = piece.at as usize;
            let here = &text[at..at + PIECE];
            if value.get(from..from + PIECE)? != here {
                return None;
            }
            let back = same(text[..at].iter().rev(), value[..from].iter().rev());
            let on = same(text[at..].iter(), value[from..].iter());
            Some((at - back, at + on, shown))
        });
        matches.max_by_key(|(start, end, _)| end - start)
    }
}

fn same<'a>(a: impl Iterator<Item = &'a u8>, b: impl Iterator<Item = &'a u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |hash, byte| add(hash, *byte))
}

fn add(hash: u64, byte: u8) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1)
}

fn roll(hash: u64, out: u8, into: u8) -> u64 {
    const LEAVING: u64 = power(PIECE as u32);
    let left = LEAVING.wrapping_mul(u64::from(out) + 1);
    add(hash, into).wrapping_sub(left)
}

const fn power(times: u32) -> u64 {
    let (mut power, mut left) = (1u64, times);
    while left > 0 {
        power = power.wrapping_mul(BASE);
        left -= 1;
    }
    power
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn ceil(text: &str, at: usize) -> usize {
    (at..=text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len())
}
