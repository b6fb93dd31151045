//! Places as an editor counts them, and as the source does: lines from 0, and in a line the units
//! that client and server have agreed on.

use crate::source::{Source, Span};
use lsp_types::{Position, Range};

/// What a character in a position counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// What the protocol says where nobody agrees on anything else.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The best of those that a client offers: bytes, for they need no counting.
    pub fn choose(offered: &[&str]) -> Self {
        let offers = |kind: Self| offered.contains(&kind.name());
        if offers(Self::Utf8) {
            Self::Utf8
        } else if offers(Self::Utf32) && !offers(Self::Utf16) {
            Self::Utf32
        } else {
            Self::Utf16
        }
    }

    /// As the protocol calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    /// The byte at a position. What lies past the end of a line is its end, what lies past the
    /// last line the end of the text, and what lies inside of a character its start.
    pub fn offset(self, source: &Source, position: Position) -> u32 {
        if position.line >= source.line_count() {
            return source.text().len() as u32;
        }
        let line = source.line_span(position.line + 1);
        let text = source.slice(line);
        line.start + self.bytes(text, position.character as usize) as u32
    }

    fn bytes(self, line: &str, units: usize) -> usize {
        if line.is_ascii() {
            return units.min(line.len());
        }
        let mut left = units;
        for (at, letter) in line.char_indices() {
            let size = self.units(letter);
            if left < size {
                return at;
            }
            left -= size;
        }
        line.len()
    }

    fn units(self, letter: char) -> usize {
        match self {
            Self::Utf8 => letter.len_utf8(),
            Self::Utf16 => letter.len_utf16(),
            Self::Utf32 => 1,
        }
    }

    /// The position of a byte.
    pub fn position(self, source: &Source, at: u32) -> Position {
        let at = at.min(source.text().len() as u32);
        let line = source.line_of(at);
        let start = source.line_start(line);
        let before = source.slice(Span::new(start, floor(source.text(), at)));
        Position::new(line - 1, self.length(before))
    }

    /// How long a text is in these units.
    pub fn length(self, text: &str) -> u32 {
        if self == Self::Utf8 || text.is_ascii() {
            return text.len() as u32;
        }
        text.chars().map(|letter| self.units(letter) as u32).sum()
    }

    pub fn range(self, source: &Source, span: Span) -> Range {
        Range::new(
            self.position(source, span.start),
            self.position(source, span.end),
        )
    }

    /// The span of a range; where it ends before it begins, it is empty.
    pub fn span(self, source: &Source, range: Range) -> Span {
        let start = self.offset(source, range.start);
        Span::new(start, self.offset(source, range.end).max(start))
    }
}

/// The byte itself, or the first of the letter that it is inside of; at most the text's end.
pub fn floor(text: &str, at: u32) -> u32 {
    let mut at = (at as usize).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source::new("a.flow", "log \"é𝄞x\"\r\nlet A = 1\n")
    }

    #[test]
    fn each_encoding_counts_in_its_own_units() {
        let source = source();
        let x = source.text().find('x').unwrap() as u32;
        for (encoding, character) in [
            (Encoding::Utf8, 11),
            (Encoding::Utf16, 8),
            (Encoding::Utf32, 7),
        ] {
            let position = Position::new(0, character);
            assert_eq!(encoding.position(&source, x), position, "{encoding:?}");
            assert_eq!(encoding.offset(&source, position), x, "{encoding:?}");
        }
    }

    #[test]
    fn places_outside_of_the_text_are_brought_into_it() {
        let source = source();
        let end = source.text().len() as u32;
        let utf16 = Encoding::Utf16;
        assert_eq!(utf16.offset(&source, Position::new(9, 0)), end);
        assert_eq!(utf16.offset(&source, Position::new(2, 5)), end);
        let line_end = source.text().find('\r').unwrap() as u32;
        assert_eq!(utf16.offset(&source, Position::new(0, 99)), line_end);
        let inside = utf16.offset(&source, Position::new(0, 7));
        assert_eq!(&source.text()[inside as usize..][.."𝄞".len()], "𝄞");
        assert_eq!(utf16.position(&source, end + 9), Position::new(2, 0));
    }

    #[test]
    fn bytes_are_taken_where_they_are_offered() {
        let choose = Encoding::choose;
        assert_eq!(choose(&["utf-16", "utf-8"]), Encoding::Utf8);
        assert_eq!(choose(&["utf-32"]), Encoding::Utf32);
        assert_eq!(choose(&["utf-32", "utf-16"]), Encoding::Utf16);
        assert_eq!(choose(&[]), Encoding::Utf16);
    }
}
