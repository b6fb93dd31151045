//! The statement or clause that is being typed: what of it stands before the place.

use super::probe::before_close;
use crate::lsp::document::Document;
use crate::source::{Source, Span};
use crate::syntax::tokens::{Reader, Sort, Token, parts};
use crate::syntax::{Part, Place, Want, begun, expected};

/// So many lines can one clause have before nobody looks further up.
const LONGEST: u32 = 200;

/// What is being typed.
pub(super) struct Line<'a> {
    pub source: &'a Source,
    /// The place.
    pub at: u32,
    /// The tokens of the statement before the word that is being typed.
    pub tokens: Vec<Token<'a>>,
    /// What has been typed of the word at the place; empty between words.
    pub partial: Span,
    /// All of that word, where the place is inside of it.
    pub word: Span,
    /// Where what stands after the word ends: with its line, or before the brace that closes a block
    /// around it.
    pub end: u32,
    /// Where the clause at hand begins in the text.
    pub from: u32,
    /// Whether the line begins with it, deeper than the line above.
    pub begins_line: bool,
    place: Place,
    inside: Inside,
}

/// How the place is embedded in the statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Inside {
    /// Not at all, or in brackets.
    Statement,
    /// In the letters of a text.
    Text,
    /// In a value of a text.
    Value,
}

impl<'a> Line<'a> {
    /// What is being typed at a byte.
    pub fn new(document: &'a Document, at: u32) -> Self {
        let source = &*document.source;
        let start = start_of(source, at);
        let tokens = Reader::new(source.text(), Span::new(start, at));
        let tokens: Vec<_> = tokens.filter(|it| it.sort != Sort::Comment).collect();
        let mut line = Self {
            source,
            at,
            tokens,
            partial: Span::at(at),
            word: Span::at(at),
            end: at,
            from: start,
            begins_line: false,
            place: Place::Statement,
            inside: Inside::Statement,
        };
        line.find_clause(in_test(document, at));
        line.look_into_text();
        line.take_partial();
        let own = source.line_start(source.line_of(at));
        let before = source.slice(Span::new(own, line.partial.start));
        line.begins_line = before.trim().is_empty();
        line.take_rest();
        line
    }

    /// What stands after the word on its line. In a text nothing does.
    pub fn rest(&self) -> impl Iterator<Item = Token<'a>> + use<'a> {
        let part = Span::new(self.word.end, self.end);
        Reader::new(self.source.text(), part).filter(|it| it.sort != Sort::Comment)
    }

    /// Whether the statement goes on: on the line, or with a `with` below.
    pub fn goes_on(&self) -> bool {
        if self.rest().next().is_some() {
            return true;
        }
        let source = self.source;
        let end = source.line_span(source.line_of(self.at)).end;
        let below = Reader::new(source.text(), Span::new(end, source.text().len() as u32));
        let mut below = below.filter(|it| it.sort != Sort::Comment);
        let first = below.next();
        first.is_some_and(|first| first.sort == Sort::Word && first.text == "with")
    }

    /// Finds the rest of the word at the place, and of its line.
    fn take_rest(&mut self) {
        let text = self.source.text();
        let after = text.get(self.at as usize..).unwrap_or("");
        let mut end = self.at;
        if !self.partial.is_empty() {
            let of_word = |c: &char| c.is_alphanumeric() || *c == '_';
            let rest = after.chars().take_while(of_word).map(char::len_utf8);
            end += rest.sum::<usize>() as u32;
            let closes = text
                .get(end as usize..)
                .is_some_and(|rest| rest.starts_with('>'));
            end += u32::from(closes && self.source.slice(self.partial).starts_with('<'));
        }
        self.word = Span::new(self.partial.start, end);
        self.end = end;
        if self.inside == Inside::Statement {
            let line = self.source.line_span(self.source.line_of(self.at));
            let part = Span::new(end, line.end.max(end));
            self.end = before_close(text, part).max(end);
        }
    }

    /// What may be written at the place.
    pub fn wants(&self) -> Vec<Want<'a>> {
        match self.inside {
            Inside::Text => Vec::new(),
            Inside::Statement => expected(self.source, self.tokens.clone(), self.place),
            Inside::Value => {
                let wants = expected(self.source, self.tokens.clone(), self.place);
                let field =
                    |want: &Want<'_>| matches!(want, Want::Field { .. } | Want::ItemField { .. });
                wants.into_iter().filter(field).collect()
            }
        }
    }

    /// Whether a value of a text is being typed.
    pub fn in_text_value(&self) -> bool {
        self.inside == Inside::Value
    }

    /// Whether it is a clause, and so belongs to the statement above: on the same line or another.
    pub fn goes_on_with_above(&self) -> bool {
        let clause = |token: &Token<'_>| {
            let word = matches!(token.text, "on" | "with" | "giving" | "else" | "always");
            word && token.sort == Sort::Word
        };
        self.tokens.first().is_some_and(clause)
            || self
                .tokens
                .iter()
                .any(|it| it.span.start == self.from && clause(it))
    }

    /// Whether it is a line of a test.
    pub fn in_test(&self) -> bool {
        self.place == Place::Test
    }

    /// Whether the line goes on with this symbol after the place.
    pub fn followed_by(&self, sign: &str) -> bool {
        let line = self.source.line_span(self.source.line_of(self.at));
        let rest = self.source.slice(Span::new(self.at, line.end));
        rest.trim_start().starts_with(sign)
    }

    /// Whether the statement has this word so far.
    pub fn has(&self, word: &str) -> bool {
        let mut tokens = self.tokens.iter();
        tokens.any(|token| token.sort == Sort::Word && token.text == word)
    }

    /// A text that is open at the place is looked into: only its values can be completed.
    fn look_into_text(&mut self) {
        let Some(last) = self.tokens.last().copied() else {
            return;
        };
        let open = last.sort == Sort::OpenText && {
            let rest = Span::new(last.span.start, self.at);
            !self.source.slice(rest).contains('\n')
        };
        if !open {
            return;
        }
        let parts = parts(self.source.text(), last);
        let brace = parts.iter().rposition(|part| part.is_sign("{"));
        let value = brace.and_then(|at| parts.get(at + 1..));
        match value.filter(|value| {
            !value
                .iter()
                .any(|part| part.sort == Sort::Text || part.is_sign("}"))
        }) {
            Some(value) => {
                self.tokens = value.to_vec();
                self.inside = Inside::Value;
            }
            None => self.inside = Inside::Text,
        }
    }

    /// Takes the word off that touches the place, and `<` before it.
    fn take_partial(&mut self) {
        let touches = |token: &Token<'_>| token.span.end == self.at && token.is_letters();
        if let Some(token) = self.tokens.pop_if(|token| touches(token)) {
            self.partial = token.span;
        }
        let start = self.partial.start;
        let bracket = |token: &mut Token<'_>| token.is_sign("<") && token.span.end == start;
        if let Some(token) = self.tokens.pop_if(bracket) {
            self.partial = Span::new(token.span.start, self.at);
        }
    }

    /// Leaves out what stands before the statement at hand, and notes where its clause begins.
    fn find_clause(&mut self, in_test: bool) {
        let (first, place) = begun(&self.tokens, in_test);
        self.tokens.drain(..first);
        self.place = place;
        let start = self.tokens.first().map(|token| token.span.start);
        self.from = start.unwrap_or(self.partial.start);
        let mut open = 0;
        for token in &self.tokens {
            match token.text {
                "(" | "[" | "{" if token.sort == Sort::Sign => open += 1,
                ")" | "]" | "}" if token.sort == Sort::Sign => open -= 1,
                "on" | "with" | "giving" | "else" | "always"
                    if open == 0 && token.sort == Sort::Word && !in_test =>
                {
                    self.from = token.span.start;
                }
                _ => {}
            }
        }
    }
}

/// How many words stand at the end of a phrase, after its last value.
pub(super) fn last_words(parts: &[Part<'_>]) -> usize {
    parts.iter().rev().take_while(|part| part.is_word()).count()
}

/// Where the lines begin that belong together: one that ends in a comma or an open bracket goes
/// on below.
fn start_of(source: &Source, at: u32) -> u32 {
    let mut first = source.line_of(at);
    let mut line = first;
    while line > 1 && first - line < LONGEST && first > 1 {
        line -= 1;
        let tokens = Reader::new(source.text(), source.line_span(line));
        let Some(last) = tokens.filter(|it| it.sort != Sort::Comment).last() else {
            continue;
        };
        if !(last.sort == Sort::Sign && matches!(last.text, "," | "(" | "[")) {
            break;
        }
        first = line;
    }
    source.line_start(first)
}

/// Whether a place lies in a `test`.
fn in_test(document: &Document, at: u32) -> bool {
    use crate::syntax::tree::Item;
    let mut items = document.parsed().tree.items.iter();
    items.any(|item| match item {
        Item::Test(test) => test.body.start < at && at < test.body.end.max(test.body.start + 1),
        _ => false,
    })
}
