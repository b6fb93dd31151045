//! What stands in a text in base64 or as hex digits.

use super::fold::Folded;
use super::hidden::Hidden;
use std::ops::Range;

/// Shorter ones hold nothing that could be told from chance.
const SHORTEST: usize = 6;
/// Fewer decoded bytes turn up by chance.
const SHORTEST_FOUND: usize = 4;

/// Signs of a text that may be an encoding of something else.
struct Run {
    /// What each sign stands for: six bits, or four.
    values: Vec<u8>,
    places: Vec<Range<usize>>,
    bits: usize,
}

/// A run decoded from one of its signs on.
pub(super) struct Decoded<'a> {
    run: &'a Run,
    skipped: usize,
    bytes: Vec<u8>,
}

/// Hands everything that a text may hold encoded to `see`.
pub(super) fn each(text: &str, mut see: impl FnMut(Decoded<'_>)) {
    let (mut base64, mut hex) = (Run::new(6), Run::new(4));
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (sign, length) = sign(bytes, at);
        let place = at..at + length;
        // An encoder wraps its lines.
        if !(base64.values.len() >= SHORTEST && matches!(sign, b'\r' | b'\n')) {
            base64.take(sextet(sign), place.clone(), &mut see);
        }
        hex.take(nibble(sign), place, &mut see);
        at += length;
    }
    base64.over(&mut see);
    hex.over(&mut see);
}

/// A byte, and what stands for it where it is escaped in a URL or in JSON.
fn sign(bytes: &[u8], at: usize) -> (u8, usize) {
    match &bytes[at..] {
        [b'%', b'2', b'B' | b'b', ..] => (b'+', 3),
        [b'%', b'2', b'F' | b'f', ..] => (b'/', 3),
        [b'\\', b'/', ..] => (b'/', 2),
        rest => (rest[0], 1),
    }
}

fn sextet(sign: u8) -> Option<u8> {
    Some(match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

fn nibble(sign: u8) -> Option<u8> {
    char::from(sign).to_digit(16).map(|digit| digit as u8)
}

impl Run {
    fn new(bits: usize) -> Self {
        Self {
            values: Vec::new(),
            places: Vec::new(),
            bits,
        }
    }

    fn take(&mut self, value: Option<u8>, place: Range<usize>, see: &mut impl FnMut(Decoded<'_>)) {
        match value {
            Some(value) => {
                self.values.push(value);
                self.places.push(place);
            }
            None => self.over(see),
        }
    }

    fn over(&mut self, see: &mut impl FnMut(Decoded<'_>)) {
        let signs_a_byte = if self.bits == 6 { 4 } else { 2 };
        for skipped in 0..signs_a_byte {
            let bytes = self.decoded(skipped);
            if self.values.len() >= SHORTEST && bytes.len() >= SHORTEST_FOUND {
                see(Decoded {
                    run: self,
                    skipped,
                    bytes,
                });
            }
        }
        self.values.clear();
        self.places.clear();
    }

    fn decoded(&self, skipped: usize) -> Vec<u8> {
        let values = self.values.get(skipped..).unwrap_or_default();
        let mut bytes = Vec::with_capacity(values.len() * self.bits / 8);
        let (mut held, mut bits) = (0u32, 0);
        for value in values {
            held = (held << self.bits) | u32::from(*value);
            bits += self.bits;
            if bits >= 8 {
                bits -= 8;
                bytes.push((held >> bits) as u8);
                held &= (1 << bits) - 1;
            }
        }
        bytes
    }
}

impl Decoded<'_> {
    /// What can be read of it, with the places of its bytes.
    pub fn folded(&self) -> Folded {
        let mut text = String::with_capacity(self.bytes.len());
        let mut places = Vec::with_capacity(self.bytes.len());
        let mut at = 0u32;
        for chunk in self.bytes.utf8_chunks() {
            for _ in chunk.valid().bytes() {
                places.push(at);
                at += 1;
            }
            text.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                // What is no text separates what is.
                places.push(at);
                text.push('\0');
                at += chunk.invalid().len() as u32;
            }
        }
        Folded::of_places(&text, &places, at)
    }

    /// What was found in it, as places of the text that holds it.
    pub fn hide(&self, found: Vec<Hidden>) -> impl Iterator<Item = Hidden> {
        let long = |hidden: &Hidden| hidden.range.len() >= SHORTEST_FOUND;
        found.into_iter().filter(long).filter_map(|hidden| {
            let sign = |byte: usize| self.skipped + byte * 8 / self.run.bits;
            let end = (hidden.range.end * 8).div_ceil(self.run.bits) + self.skipped;
            let first = self.run.places.get(sign(hidden.range.start))?;
            let last = self.run.places.get(end.checked_sub(1)?)?;
            Some(Hidden {
                range: first.start..last.end,
                ..hidden
            })
        })
    }
}
