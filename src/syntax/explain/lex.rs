//! The words and signs of a broken statement. Coarser than the grammar, and it takes anything.

use crate::source::Span;
use crate::syntax::comments::after_text;
use crate::syntax::explain::words::is_statement_word;

/// What a piece of a broken statement is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
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
    /// `"…` up to the end of the line
    OpenText,
    /// `->`, `==`, `(` …
    Sign,
}

/// A piece of a broken statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece<'a> {
    pub(super) sort: Sort,
    pub(super) text: &'a str,
    pub(super) span: Span,
    /// Whether it touches the piece before it.
    pub(super) glued: bool,
    /// Whether it is the first of its line.
    pub(super) leads: bool,
}

/// A broken statement in pieces.
pub(super) struct Pieces<'a> {
    pub(super) pieces: Vec<Piece<'a>>,
    /// Where the statement ends: before the brace that opens its block, or at its line's end.
    pub(super) end: u32,
    /// Whether it ends with a `{` that opens a block over several lines.
    pub(super) opens: Option<Span>,
}

/// Signs of more than one character, the longest first.
const LONG_SIGNS: &[&str] = &[
    "===", "!==", "<=>", "...", "->", "=>", "==", "!=", "<>", "<=", ">=", "=<", ":=", "+=", "-=",
    "*=", "/=", "++", "--", "&&", "||", "//", "/*", "*/", "${", "{{", "}}", "<-", "??", "::", "|>",
];

/// Cuts the statement that begins at `start` into pieces.
pub(super) fn pieces(text: &str, start: u32) -> Pieces<'_> {
    let mut lexer = Lexer {
        text,
        at: start as usize,
        open: Vec::new(),
        found: Pieces {
            pieces: Vec::new(),
            end: start,
            opens: None,
        },
    };
    lexer.run();
    lexer.found
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// The brackets that are open.
    open: Vec<u8>,
    found: Pieces<'a>,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) {
        let mut leads = false;
        loop {
            let before = self.at;
            match self.bytes().get(self.at) {
                None => return self.stop(),
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'#') => self.skip_comment(),
                Some(b'\n') => match self.next_line() {
                    Some(next) => {
                        self.at = next;
                        leads = true;
                    }
                    None => return self.stop(),
                },
                Some(b'}') if !self.closes() => return self.stop(),
                Some(b'{') if self.opens_block() => return self.open_block(),
                Some(_) => {
                    let touches = self
                        .found
                        .pieces
                        .last()
                        .is_some_and(|p| p.span.end as usize == before);
                    self.piece(touches && !leads, leads);
                    leads = false;
                }
            }
        }
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn stop(&mut self) {
        self.found.end = self.at as u32;
    }

    fn open_block(&mut self) {
        self.found.opens = Some(Span::new(self.at as u32, self.at as u32 + 1));
        self.stop();
    }

    fn skip_comment(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    fn last_sign(&self) -> &'a str {
        match self.found.pieces.last() {
            Some(piece) if piece.sort == Sort::Sign => piece.text,
            _ => "",
        }
    }

    /// Where the next line begins that is not blank, where the statement goes on in it.
    fn next_line(&self) -> Option<usize> {
        let unfinished = !self.open.is_empty() || self.last_sign() == ",";
        if !unfinished {
            return None;
        }
        let mut at = self.at;
        for line in self.rest().split_inclusive('\n') {
            let words = line.trim_start();
            if !words.is_empty() && !words.starts_with('#') {
                return (!begins_anew(words)).then_some(at);
            }
            at += line.len();
        }
        None
    }

    /// Whether a `}` here closes a brace of this statement.
    fn closes(&self) -> bool {
        self.open.contains(&b'{')
    }

    /// Whether a `{` here opens a block over several lines, not a record.
    fn opens_block(&self) -> bool {
        let after = self.rest()[1..].trim_start_matches([' ', '\t', '\r']);
        let ends_line = after.is_empty() || after.starts_with(['\n', '#']);
        let begins_value = matches!(self.last_sign(), "=" | ":" | "(" | "[" | ",");
        ends_line && !begins_value
    }

    fn piece(&mut self, glued: bool, leads: bool) {
        let (sort, length) = self.measure();
        let text = self.text.get(self.at..self.at + length).unwrap_or("");
        let span = Span::new(self.at as u32, (self.at + length) as u32);
        if sort == Sort::Sign {
            self.bracket(text);
        }
        self.found.pieces.push(Piece {
            sort,
            text,
            span,
            glued,
            leads,
        });
        self.at += length;
    }

    fn bracket(&mut self, sign: &str) {
        for byte in sign.bytes() {
            match byte {
                b'(' | b'[' | b'{' => self.open.push(byte),
                b')' | b']' | b'}' => drop(self.open.pop()),
                _ => {}
            }
        }
    }

    fn measure(&self) -> (Sort, usize) {
        let rest = self.rest();
        let first = rest.chars().next().unwrap_or(' ');
        if first == '"' {
            return self.text_piece();
        }
        if first.is_ascii_digit() {
            return (Sort::Number, number_length(rest));
        }
        if first.is_alphabetic() || first == '_' {
            return letters(rest);
        }
        let long = LONG_SIGNS.iter().find(|sign| rest.starts_with(**sign));
        (Sort::Sign, long.map_or(first.len_utf8(), |sign| sign.len()))
    }

    fn text_piece(&self) -> (Sort, usize) {
        let end = after_text(self.bytes(), self.at);
        let closed = end > self.at + 1 && self.bytes().get(end - 1) == Some(&b'"');
        if closed && !ends_in_escape(&self.bytes()[self.at..end]) {
            return (Sort::Text, end - self.at);
        }
        let open = self.text.get(self.at..end).unwrap_or("");
        (Sort::OpenText, open.trim_end().len().max(1))
    }
}

/// Whether a line is a statement or clause of its own, and no part of the one above.
fn begins_anew(line: &str) -> bool {
    let word = lower_word(line);
    let limit = word == "for" && line[word.len()..].trim_start().starts_with("at most");
    is_statement_word(word) && !limit
}

/// Whether the last quote of a text is escaped, and so does not close it.
fn ends_in_escape(text: &[u8]) -> bool {
    let before = &text[..text.len() - 1];
    before.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

fn letters(rest: &str) -> (Sort, usize) {
    let mut length = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let hyphen = c == '-' && chars.peek().is_some_and(|(_, next)| next.is_lowercase());
        if !(c.is_alphanumeric() || c == '_' || (hyphen && at > 0)) {
            break;
        }
        length = at + c.len_utf8();
    }
    let text = &rest[..length];
    (sort_of(text), length)
}

fn sort_of(text: &str) -> Sort {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let named = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(named) {
        Sort::Name
    } else if text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(plain) {
        Sort::Word
    } else {
        Sort::Mixed
    }
}

/// How far a number, time, date or duration goes, wrong ones too.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut zone = false;
    for (at, &byte) in bytes.iter().enumerate() {
        let goes_on = match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' => true,
            b'.' | b':' | b'-' | b'/' => digit(at + 1),
            b'+' => digit(at + 1) && zone,
            _ => false,
        };
        if !goes_on {
            return at;
        }
        zone |= byte == b'T';
    }
    bytes.len()
}

/// The word in small letters that a line begins with.
pub(super) fn lower_word(line: &str) -> &str {
    let end = line
        .find(|c: char| !(c.is_ascii_lowercase() || c == '-'))
        .unwrap_or(line.len());
    &line[..end]
}
