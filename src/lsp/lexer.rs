//! The words and signs of a text, whatever shape it is in: for colours, and for lines that are
//! still being typed. What they mean is for others to say.

use crate::source::Span;

/// A word or sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it looks like.
    pub sort: Look,
}

/// What a token looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// A lower-case word.
    Word,
    /// A capitalised one.
    Name,
    /// A number, time or duration.
    Number,
    /// A text without values in it, or a part of one between them; quotes included.
    Text,
    /// From `#` to the end of its line.
    Comment,
    /// `->`
    Arrow,
    /// Any other sign.
    Sign(u8),
    /// The end of a line.
    LineEnd,
}

/// The tokens of a part of a text that begins outside of texts and comments.
pub fn lex(text: &str, part: Span) -> Vec<Token> {
    Lexer::new(text, part).run().tokens
}

/// Whether a text is still open at the end of the part, outside of its `{ … }`.
pub fn ends_in_text(text: &str, part: Span) -> bool {
    Lexer::new(text, part).run().open
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    /// Whether the end was reached in the letters of a text.
    open: bool,
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str, part: Span) -> Self {
        let end = (part.end as usize).min(text.len());
        Self {
            bytes: &text.as_bytes()[..end],
            at: part.start as usize,
            tokens: Vec::new(),
            open: false,
        }
    }

    fn run(mut self) -> Self {
        while self.at < self.bytes.len() {
            self.one();
        }
        self
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn push(&mut self, start: usize, sort: Look) {
        let span = Span::new(start as u32, self.at as u32);
        self.tokens.push(Token { span, sort });
    }

    fn skip_while(&mut self, fits: impl Fn(u8) -> bool) {
        while self.at < self.bytes.len() && fits(self.bytes[self.at]) {
            self.at += 1;
        }
    }

    fn one(&mut self) {
        let start = self.at;
        let byte = self.peek(0);
        self.at += 1;
        match byte {
            b'\n' => self.push(start, Look::LineEnd),
            b' ' | b'\t' | b'\r' => {}
            b'#' => {
                self.skip_while(|byte| byte != b'\n');
                self.push(start, Look::Comment);
            }
            b'"' => self.text(start),
            b'a'..=b'z' => {
                self.skip_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
                self.arrow_left_out(start);
                self.push(start, Look::Word);
            }
            b'A'..=b'Z' => {
                self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                self.push(start, Look::Name);
            }
            b'0'..=b'9' => self.number(start),
            b'-' if self.peek(0) == b'>' => {
                self.at += 1;
                self.push(start, Look::Arrow);
            }
            128.. => self.skip_while(|byte| byte >= 128),
            sign => self.push(start, Look::Sign(sign)),
        }
    }

    /// `retry->` is a word and an arrow.
    fn arrow_left_out(&mut self, start: usize) {
        while self.at > start + 1 && self.bytes[self.at - 1] == b'-' {
            self.at -= 1;
        }
    }

    /// Dates, times of day and durations are numbers too.
    fn number(&mut self, start: usize) {
        loop {
            self.skip_while(|byte| byte.is_ascii_alphanumeric());
            let joins = matches!(self.peek(0), b'.' | b':' | b'-' | b'+');
            if !(joins && self.peek(1).is_ascii_digit()) || self.is_sum(start) {
                break;
            }
            self.at += 1;
        }
        self.push(start, Look::Number);
    }

    /// `3+4`: a sign joins a number only inside of a date or a time.
    fn is_sum(&self, start: usize) -> bool {
        let sofar = &self.bytes[start..self.at];
        let date = sofar.len() >= 4 && sofar[..4].iter().all(u8::is_ascii_digit);
        matches!(self.peek(0), b'-' | b'+') && !date
    }

    /// A text to its end or its line's; values in it are tokens of their own.
    fn text(&mut self, mut start: usize) {
        loop {
            match self.peek(0) {
                0 if self.at >= self.bytes.len() => {
                    self.open = true;
                    break;
                }
                b'\n' => break,
                b'"' => {
                    self.at += 1;
                    break;
                }
                b'\\' => self.at = (self.at + 2).min(self.bytes.len()),
                b'{' => {
                    self.push(start, Look::Text);
                    let closed = self.value();
                    start = self.at;
                    if !closed {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
        if self.at > start {
            self.push(start, Look::Text);
        }
    }

    /// The tokens up to a closing brace. `false` where the part ends before it.
    fn value(&mut self) -> bool {
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'\n' | b'"' => return true,
                b'}' => {
                    self.one();
                    return true;
                }
                _ => self.one(),
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(Look, &str)> {
        let all = lex(text, Span::new(0, text.len() as u32));
        let shown = |token: &Token| {
            let span = token.span.start as usize..token.span.end as usize;
            (token.sort, &text[span])
        };
        all.iter().map(shown).collect()
    }

    #[test]
    fn words_and_signs_are_told_apart() {
        use Look::*;
        let text =
            "wrap-up <A_1>->retry 2s 3+4 09:00 2026-12-01T09:00:00+01:00 \"a\\\"{B + 1h} c\" # d";
        assert_eq!(
            shown(text),
            [
                (Word, "wrap-up"),
                (Sign(b'<'), "<"),
                (Name, "A_1"),
                (Sign(b'>'), ">"),
                (Arrow, "->"),
                (Word, "retry"),
                (Number, "2s"),
                (Number, "3"),
                (Sign(b'+'), "+"),
                (Number, "4"),
                (Number, "09:00"),
                (Number, "2026-12-01T09:00:00+01:00"),
                (Text, "\"a\\\""),
                (Sign(b'{'), "{"),
                (Name, "B"),
                (Sign(b'+'), "+"),
                (Number, "1h"),
                (Sign(b'}'), "}"),
                (Text, " c\""),
                (Comment, "# d"),
            ]
        );
    }

    #[test]
    fn a_text_that_is_open_is_seen() {
        for (text, open) in [
            ("log \"a", true),
            ("log \"", true),
            ("log \"a\"", false),
            ("log \"a {", false),
            ("log \"a {B", false),
            ("log \"a {B} ", true),
            ("log \"a {B}", true),
            ("log \"a {B}\"", false),
            ("log \"\\\"", true),
            ("log ", false),
        ] {
            let part = Span::new(0, text.len() as u32);
            assert_eq!(ends_in_text(text, part), open, "{text:?}");
        }
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
        ] {
            lex(text, Span::new(0, text.len() as u32));
        }
        let text = "log \"{A}";
        assert_eq!(shown(text).len(), 5);
    }
}
