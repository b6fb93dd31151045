//! The first look at a table: its bytes, piece by piece, so that a large one takes no memory.

use super::quotes::{Quotes, Wrong};
use std::io::{self, Read};

/// What its bytes say.
#[derive(Debug)]
pub(super) struct Looked {
    /// Its first line, and no more of it than a table's head can be.
    pub first: String,
    /// Whether it begins with a byte order mark.
    pub marked: bool,
    /// Whether what it begins with is an object of JSON.
    pub object: bool,
    /// A digest of its bytes.
    pub digest: u64,
}

/// Why it is no table.
#[derive(Debug)]
pub(super) enum Unusable {
    Unreadable(io::Error),
    NotUtf8,
}

/// The longest first line.
const HEAD: usize = 1 << 20;
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Looks at the bytes of a table.
pub(super) fn look(mut file: impl Read) -> Result<Looked, Unusable> {
    let mut head = Vec::new();
    let mut utf8 = Utf8::default();
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    each_piece(&mut file, |piece| {
        for byte in piece {
            digest = (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let room = HEAD.saturating_sub(head.len()).min(piece.len());
        head.extend_from_slice(&piece[..room]);
        utf8.takes(piece)
    })?;
    if !utf8.is_whole() {
        return Err(Unusable::NotUtf8);
    }
    let marked = head.starts_with(MARK);
    let text = String::from_utf8_lossy(if marked { &head[MARK.len()..] } else { &head });
    Ok(Looked {
        first: text.lines().next().unwrap_or_default().to_owned(),
        object: text.trim_start().starts_with('{'),
        marked,
        digest,
    })
}

/// The first quote of a CSV file that is not as the standard has it.
pub(super) fn quotes(mut file: impl Read, delimiter: u8) -> Result<Result<(), Wrong>, Unusable> {
    let mut quotes = Quotes::new(delimiter);
    let mut wrong = Ok(());
    each_piece(&mut file, |piece| {
        if wrong.is_ok() {
            wrong = quotes.take(piece);
        }
        true
    })?;
    Ok(wrong.and_then(|()| quotes.end()))
}

fn each_piece(file: &mut impl Read, mut takes: impl FnMut(&[u8]) -> bool) -> Result<(), Unusable> {
    let mut piece = vec![0; 64 << 10];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(read) if takes(&piece[..read]) => {}
            Ok(_) => return Err(Unusable::NotUtf8),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Unusable::Unreadable(error)),
        }
    }
}

/// Whether pieces are text in UTF-8 together: a character may be cut in two by them.
#[derive(Default)]
struct Utf8 {
    rest: Vec<u8>,
}

impl Utf8 {
    fn takes(&mut self, piece: &[u8]) -> bool {
        self.rest.extend_from_slice(piece);
        match std::str::from_utf8(&self.rest) {
            Ok(_) => self.rest.clear(),
            Err(error) if error.error_len().is_none() => {
                self.rest.drain(..error.valid_up_to());
            }
            Err(_) => return false,
        }
        true
    }

    fn is_whole(&self) -> bool {
        self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_may_be_cut_in_two_by_pieces() {
        let text = "Zoë €".as_bytes();
        for cut in 0..=text.len() {
            let mut utf8 = Utf8::default();
            assert!(utf8.takes(&text[..cut]) && utf8.takes(&text[cut..]));
            assert!(utf8.is_whole());
        }
        let mut utf8 = Utf8::default();
        assert!(utf8.takes(&text[..3]) && !utf8.is_whole());
        assert!(!utf8.takes(b"x"));
    }
}
