//! Source text, spans in it, and its line index.

mod joined;

use std::fmt;
use std::sync::{Arc, OnceLock};

pub use joined::{Link, NotLinked, Part, Placed};

/// A range of bytes in one source text, half open.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The span from `start` to before `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// An empty span at `at`.
    pub const fn at(at: u32) -> Self {
        Self { start: at, end: at }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Its length in bytes.
    pub fn len(self) -> usize {
        (self.end.saturating_sub(self.start)) as usize
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// A place in a source as people count it, both from 1. Columns count characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
}

/// A named text. Its line index is made once, when first asked for. A flow that uses the steps of
/// other files is one text with theirs behind it: see [`Source::parts`].
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    lines: OnceLock<Vec<u32>>,
    parts: Vec<Part>,
    links: Vec<Link>,
}

/// The same text under the same name.
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.text == other.text
    }
}

impl Source {
    /// Longest text that can be a source, in bytes: spans are 32 bits wide.
    pub const MAX_BYTES: usize = 64 << 20;

    /// A source named `name`, usually the path it was read from.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            lines: OnceLock::new(),
            parts: Vec::new(),
            links: Vec::new(),
        }
    }

    /// The name it was given.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text that a span covers; empty where the span is not inside the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Where a byte stands.
    pub fn place(&self, at: u32) -> Place {
        let line = self.line_of(at);
        let start = self.lines()[line as usize - 1] as usize;
        let end = (at as usize).clamp(start, self.text.len());
        let column = self
            .text
            .get(start..end)
            .map_or(0, |s| s.chars().count() as u32);
        Place {
            line,
            column: column + 1,
        }
    }

    /// The line, from 1, that holds a byte.
    pub fn line_of(&self, at: u32) -> u32 {
        self.lines().partition_point(|&start| start <= at) as u32
    }

    /// The span of a line (from 1), without its line end; empty past the last.
    pub fn line_span(&self, line: u32) -> Span {
        let starts = self.lines();
        let Some(&start) = (line as usize)
            .checked_sub(1)
            .and_then(|index| starts.get(index))
        else {
            return Span::at(self.text.len() as u32);
        };
        let end = starts
            .get(line as usize)
            .map_or(self.text.len(), |&next| next as usize);
        let text = self.text[start as usize..end].trim_end_matches(['\n', '\r']);
        Span::new(start, start + text.len() as u32)
    }

    /// The first byte of a line (from 1); past the last, the end of the text.
    pub fn line_start(&self, line: u32) -> u32 {
        let index = line.saturating_sub(1) as usize;
        let start = self.lines().get(index).copied();
        start.unwrap_or(self.text.len() as u32)
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> u32 {
        self.lines().len() as u32
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            // what flows are like has a line every thirty bytes or so
            let mut starts = Vec::with_capacity(bytes.len() / 24 + 1);
            starts.push(0);
            starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at as u32 + 1));
            starts
        })
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("name", &self.name)
            .field("bytes", &self.text.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let source = Source::new("a.flow", "é = 1\r\nlet X\n");
        assert_eq!(source.place(0), Place { line: 1, column: 1 });
        assert_eq!(source.place(3), Place { line: 1, column: 3 });
        assert_eq!(source.place(8), Place { line: 2, column: 1 });
        assert_eq!(source.slice(source.line_span(1)), "é = 1");
        assert_eq!(source.slice(source.line_span(2)), "let X");
        assert_eq!(source.line_count(), 3);
    }
}
