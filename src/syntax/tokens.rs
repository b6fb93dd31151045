//! The words and symbols of a text, whatever shape it is in. Coarser than the grammar, and it takes
//! anything: messages, completion and colours read lines with it that no grammar can read.

mod measure;
mod statement;

pub(super) use statement::{Statement, statement};

use super::marks::after_text;
use crate::source::Span;

/// What a token looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// `hold`, `wrap-up`
    Word,
    /// `ContactId`
    Name,
    /// Letters that are neither: `holdContact`, `contact_id`, `Größe`
    Mixed,
    /// `42`, `2s`, `09:00`, and whatever else begins with a digit
    Number,
    /// `"…"`
    Text,
    /// `"…` up to the end of its line, or of what is read
    OpenText,
    /// `# …`
    Comment,
    /// `->`, `==`, `(` …
    Sign,
}

/// A word or symbol.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    /// What it looks like.
    pub sort: Sort,
    /// How it is written.
    pub text: &'a str,
    /// Where.
    pub span: Span,
    /// Whether it touches the token before it.
    pub glued: bool,
    /// Whether it is the first of its line.
    pub leads: bool,
}

impl Token<'_> {
    /// Whether it is this symbol, and no text that says so.
    pub fn is_sign(&self, sign: &str) -> bool {
        self.sort == Sort::Sign && self.text == sign
    }

    /// Whether it is made of letters.
    pub fn is_letters(&self) -> bool {
        matches!(self.sort, Sort::Word | Sort::Name | Sort::Mixed)
    }
}

/// Reads tokens one after the other, from a place outside of texts and comments.
#[derive(Clone)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    leads: bool,
    last: usize,
}

impl<'a> Reader<'a> {
    /// The tokens of a part of a text.
    pub fn new(text: &'a str, part: Span) -> Self {
        let text = text.get(..part.end as usize).unwrap_or(text);
        let at = part.start as usize;
        Self {
            text,
            at,
            leads: false,
            last: usize::MAX,
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Where the next token begins, or the end.
    fn skip(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' => {}
                b'\n' => self.leads = true,
                _ => return,
            }
            self.at += 1;
        }
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip();
        let rest = self.rest();
        if rest.is_empty() {
            return None;
        }
        let (sort, length) = measure::token(rest);
        let end = self.at + length;
        let token = Token {
            sort,
            text: self.text.get(self.at..end).unwrap_or(""),
            span: Span::new(self.at as u32, end as u32),
            glued: self.last == self.at,
            leads: std::mem::take(&mut self.leads),
        };
        (self.at, self.last) = (end, end);
        Some(token)
    }
}

/// The parts of a text token: its characters, quotes included, and the tokens of the values between
/// them. The last value is open where its `}` is missing.
pub fn parts<'a>(source: &'a str, token: Token<'a>) -> Vec<Token<'a>> {
    let bytes = source.as_bytes();
    let end = token.span.end as usize;
    let (mut parts, mut from) = (Vec::new(), token.span.start as usize);
    let mut at = from + 1;
    while at < end {
        match bytes.get(at) {
            Some(b'\\') => at += 2,
            Some(b'{') => {
                // between the values of "{A}{B}" there are none
                if from < at {
                    parts.push(characters(source, token, from, at));
                }
                at = value(source, at, end, &mut parts);
                from = at;
            }
            _ => at += 1,
        }
    }
    if from < end {
        parts.push(characters(source, token, from, end));
    }
    parts
}

fn characters<'a>(source: &'a str, of: Token<'a>, from: usize, to: usize) -> Token<'a> {
    Token {
        sort: Sort::Text,
        text: source.get(from..to).unwrap_or(""),
        span: Span::new(from as u32, to as u32),
        glued: true,
        leads: of.leads && from == of.span.start as usize,
    }
}

/// Takes the tokens of a value in a text, from its `{` up to its `}`; where it ends.
fn value<'a>(source: &'a str, at: usize, end: usize, parts: &mut Vec<Token<'a>>) -> usize {
    let part = Span::new(at as u32, end as u32);
    for token in Reader::new(source, part) {
        if matches!(token.sort, Sort::Text | Sort::OpenText) {
            return token.span.start as usize;
        }
        parts.push(token);
        if token.is_sign("}") {
            return token.span.end as usize;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(Sort, &str)> {
        let whole = Span::new(0, text.len() as u32);
        let all = Reader::new(text, whole).flat_map(|token| match token.sort {
            Sort::Text | Sort::OpenText => parts(text, token),
            _ => vec![token],
        });
        all.map(|token| (token.sort, token.text)).collect()
    }

    #[test]
    fn words_and_symbols_are_told_apart() {
        use Sort::*;
        let text = "wrap-up <A_1>->retry-> 2s 3+4 09:00 2026-12-01T09:00:00+01:00 holdIt \"a\\\"{B + 1h} c\" # d";
        assert_eq!(
            shown(text),
            [
                (Word, "wrap-up"),
                (Sign, "<"),
                (Name, "A_1"),
                (Sign, ">"),
                (Sign, "->"),
                (Word, "retry"),
                (Sign, "->"),
                (Number, "2s"),
                (Number, "3"),
                (Sign, "+"),
                (Number, "4"),
                (Number, "09:00"),
                (Number, "2026-12-01T09:00:00+01:00"),
                (Mixed, "holdIt"),
                (Text, "\"a\\\""),
                (Sign, "{"),
                (Name, "B"),
                (Sign, "+"),
                (Number, "1h"),
                (Sign, "}"),
                (Text, " c\""),
                (Comment, "# d"),
            ]
        );
    }

    #[test]
    fn odd_texts_end() {
        for text in [
            "",
            "\"",
            "\"\\",
            "\"{",
            "\"{\"",
            "é\u{1F600}",
            "-",
            "a-",
            "1.",
            "\"a\nb",
            "\"{A\"b\"}\"",
        ] {
            shown(text);
        }
        assert_eq!(shown("log \"{A}").len(), 5);
    }

    #[test]
    fn what_begins_a_line_and_what_touches_is_seen() {
        let text = "a(b)\n c";
        let whole = Span::new(0, text.len() as u32);
        let all: Vec<_> = Reader::new(text, whole)
            .map(|token| (token.text, token.glued, token.leads))
            .collect();
        let glued = |text| (text, true, false);
        assert_eq!(
            all,
            [
                ("a", false, false),
                glued("("),
                glued("b"),
                glued(")"),
                ("c", false, true)
            ]
        );
    }
}
