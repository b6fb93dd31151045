//! The statement or clause that is being typed: what of it stands before the place.

use super::slot::Slot;
use crate::lsp::document::Document;
use crate::lsp::lexer::{Look, Token, ends_in_text, lex};
use crate::source::{Source, Span};

/// So many lines can one clause have before nobody looks further up.
const LONGEST: u32 = 200;

/// What is being typed.
pub(super) struct Line<'a> {
    pub source: &'a Source,
    /// The place.
    pub at: u32,
    /// The tokens before the word that is being typed.
    pub tokens: Vec<Token>,
    /// What has been typed of the word at the place; empty between words.
    pub partial: Span,
    /// How it is embedded: in a text, in brackets.
    pub inside: Inside,
    /// What begins the clause at hand, and the tokens after that.
    pub clause: Clause,
    pub first: usize,
    /// Where the clause begins in the text.
    pub from: u32,
    /// Whether the line begins with it, deeper than the line above.
    pub begins_line: bool,
    /// Whether it is a line of a test.
    pub in_test: bool,
}

/// How the place is embedded in the clause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Inside {
    /// Not at all.
    Nothing,
    /// In the letters of a text.
    Text,
    /// In a value of a text.
    Value,
    /// In brackets.
    Brackets,
}

/// What the clause begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Clause {
    /// A statement of its own.
    Statement,
    /// `on`
    On,
    /// `->`
    Reaction,
    /// `, then`
    Then,
    /// `with`
    With,
    /// `giving`
    Giving,
    /// `else`, `always`: a brace is to come.
    Else,
}

impl<'a> Line<'a> {
    /// What is being typed at a byte.
    pub fn new(document: &'a Document, at: u32) -> Self {
        let source = &*document.source;
        let start = start_of(source, at);
        let part = Span::new(start, at);
        let mut tokens = lex(source.text(), part);
        tokens.retain(|token| !matches!(token.sort, Look::LineEnd | Look::Comment));
        let mut line = Self {
            source,
            at,
            partial: Span::at(at),
            inside: Inside::Nothing,
            clause: Clause::Statement,
            first: 0,
            from: start,
            begins_line: false,
            in_test: in_test(document, at),
            tokens,
        };
        line.take_partial();
        line.scan();
        if ends_in_text(source.text(), part) {
            line.inside = Inside::Text;
        }
        let before = source.slice(Span::new(
            source.line_start(source.line_of(at)),
            line.partial.start,
        ));
        line.begins_line = before.trim().is_empty();
        line
    }

    /// The tokens of the clause at hand.
    pub fn clause_tokens(&self) -> &[Token] {
        self.tokens.get(self.first..).unwrap_or(&[])
    }

    pub fn text(&self, token: &Token) -> &'a str {
        self.source.slice(token.span)
    }

    /// What is typed of a phrase since its last value, the word at the place included.
    pub fn phrase(&self, slot: &Slot<'_>) -> Span {
        let words = match slot {
            Slot::Phrase { parts, .. } | Slot::Mocked { parts } => parts,
            _ => return self.partial,
        };
        let open = words.iter().rev().take_while(|part| part.is_word()).count();
        let tokens = self.tokens.len().checked_sub(open);
        let first = tokens.and_then(|at| self.tokens.get(at));
        let start = first.map_or(self.partial.start, |token| token.span.start);
        let same_line = self.source.line_of(start) == self.source.line_of(self.at);
        if same_line {
            Span::new(start, self.at)
        } else {
            self.partial
        }
    }

    /// Takes the word off that touches the place, and `<` before it.
    fn take_partial(&mut self) {
        let touches = |token: &Token| {
            token.span.end == self.at && matches!(token.sort, Look::Word | Look::Name)
        };
        if let Some(token) = self.tokens.pop_if(|token| touches(token)) {
            self.partial = token.span;
        }
        let start = self.partial.start;
        let bracket = |token: &mut Token| token.sort == Look::Sign(b'<') && token.span.end == start;
        if let Some(token) = self.tokens.pop_if(bracket) {
            self.partial = Span::new(token.span.start, self.at);
        }
    }

    /// Finds the clause at hand: what stands after the last brace of a block, arrow or word that
    /// begins one.
    fn scan(&mut self) {
        let mut open: Vec<Inside> = Vec::new();
        let mut handler = self.from;
        for index in 0..self.tokens.len() {
            let token = self.tokens[index];
            let alone = open.is_empty();
            match token.sort {
                Look::Sign(b'{') if self.in_text_before(index) => open.push(Inside::Value),
                Look::Sign(b'{') if alone && self.opens_block(index) => {
                    self.begin(Clause::Statement, index);
                }
                Look::Sign(b'{' | b'(' | b'[') => open.push(Inside::Brackets),
                Look::Sign(b'}') if alone => self.begin(Clause::Statement, index),
                Look::Sign(b'}' | b')' | b']') => {
                    open.pop();
                }
                Look::Arrow if alone => {
                    self.begin(Clause::Reaction, index);
                    self.from = handler;
                }
                Look::Word if alone => {
                    let Some(clause) = self.clause_of(index) else {
                        continue;
                    };
                    if clause == Clause::On {
                        handler = token.span.start;
                    }
                    self.begin(clause, index);
                    self.from = match clause {
                        Clause::Then => handler,
                        _ => token.span.start,
                    };
                }
                _ => {}
            }
        }
        self.inside = open.last().copied().unwrap_or(Inside::Nothing);
        if self.clause == Clause::Statement {
            let first = self.tokens.get(self.first).map(|token| token.span.start);
            self.from = first.unwrap_or(self.partial.start);
        }
    }

    fn begin(&mut self, clause: Clause, at: usize) {
        self.clause = clause;
        self.first = at + 1;
    }

    fn clause_of(&self, index: usize) -> Option<Clause> {
        let first = self.tokens.get(self.first).map(|token| self.text(token));
        let of_test = matches!(first, Some("expect")) && index > self.first;
        match self.text(&self.tokens[index]) {
            _ if of_test => None,
            "on" => Some(Clause::On),
            "with" => Some(Clause::With),
            "giving" => Some(Clause::Giving),
            "else" | "always" => Some(Clause::Else),
            "then" if matches!(self.clause, Clause::Reaction | Clause::Then) => Some(Clause::Then),
            _ => None,
        }
    }

    /// Whether a brace stands in a text.
    fn in_text_before(&self, index: usize) -> bool {
        let brace = self.tokens[index].span.start;
        let before = index.checked_sub(1).map(|before| self.tokens[before]);
        let line = self.source.line_start(self.source.line_of(brace));
        before.is_some_and(|token| token.sort == Look::Text && token.span.end == brace)
            && ends_in_text(self.source.text(), Span::new(line, brace))
    }

    /// Whether a brace opens a block, and no record.
    fn opens_block(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1).map(|before| self.tokens[before]) else {
            return true;
        };
        match before.sort {
            Look::Sign(b'>' | b')' | b']' | b'}') | Look::Arrow => true,
            Look::Sign(_) => false,
            Look::Word => !matches!(self.text(&before), "and" | "or" | "not" | "in"),
            _ => true,
        }
    }
}

/// Where the lines begin that belong together: one that ends in a comma or an open bracket goes
/// on below.
fn start_of(source: &Source, at: u32) -> u32 {
    let mut first = source.line_of(at);
    let mut line = first;
    while line > 1 && first - line < LONGEST && first > 1 {
        line -= 1;
        let tokens = lex(source.text(), source.line_span(line));
        let mut said = tokens.iter().rev();
        let Some(last) = said.find(|token| token.sort != Look::Comment) else {
            continue;
        };
        if !matches!(last.sort, Look::Sign(b',' | b'(' | b'[')) {
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
