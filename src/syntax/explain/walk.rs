//! Going along a broken statement, token by token, up to the one that does not fit.

use super::messages as say;
use crate::diagnostic::{Diagnostic, Edit};
use crate::nearest::nearest;
use crate::source::{Source, Span};
use crate::syntax::tokens::{Sort, Statement, Token};
use crate::syntax::want::Want;
use crate::syntax::words::OPERATORS;

/// Whether the way could be gone, or what stands in it.
pub(in crate::syntax) type Way<T = ()> = Result<T, Box<Diagnostic>>;

/// Follows a statement. Whatever it asks for where the tokens end is what may stand there.
pub(in crate::syntax) struct Walk<'a> {
    pub(super) source: &'a Source,
    pub(super) tokens: Vec<Token<'a>>,
    pub(super) at: usize,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) opens: Option<Span>,
    /// The statement's first word, for the form that help shows.
    pub(super) head: &'a str,
    /// How many values stand inside each other here.
    pub(super) depth: usize,
    /// Whether an action takes what is read.
    pub(super) data: bool,
    /// Whether somebody is still writing: what is open may stay so.
    pub(in crate::syntax) unfinished: bool,
    /// What was asked for where the tokens ended.
    pub(in crate::syntax) wants: Vec<Want<'a>>,
}

impl<'a> Walk<'a> {
    pub(in crate::syntax) fn new(source: &'a Source, found: &Statement<'a>, start: u32) -> Self {
        Self {
            source,
            tokens: found.tokens.clone(),
            at: 0,
            start,
            end: found.end,
            opens: found.opens,
            head: "",
            depth: 0,
            data: false,
            unfinished: false,
            wants: Vec::new(),
        }
    }

    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    pub(super) fn after(&self, ahead: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + ahead).copied()
    }

    pub(super) fn before(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at.checked_sub(1)?).copied()
    }

    pub(super) fn step(&mut self) {
        self.at += 1;
    }

    /// Whether the next token is this one. For what may rightly stand here there is
    /// [`Self::may`].
    pub(super) fn is(&self, text: &str) -> bool {
        self.peek()
            .is_some_and(|token| token.text == text && token.sort != Sort::Text)
    }

    /// Notes what may stand here, where the tokens end here.
    pub(super) fn want(&mut self, want: impl FnOnce(&Self) -> Want<'a>) {
        if self.unfinished && self.peek().is_none() {
            let want = want(self);
            self.wants.push(want);
        }
    }

    /// Whether the next token is this one, which may stand here.
    pub(super) fn may(&mut self, text: &'static str) -> bool {
        self.want(|_| word_or_sign(text));
        self.is(text)
    }

    /// Takes the next token where it is this one, which may stand here.
    pub(super) fn take(&mut self, text: &'static str) -> bool {
        let found = self.may(text);
        self.at += usize::from(found);
        found
    }

    pub(super) fn take_sort(&mut self, sort: Sort) -> Option<Token<'a>> {
        let token = self.peek().filter(|token| token.sort == sort)?;
        self.step();
        Some(token)
    }

    /// Takes these words where all of them stand here.
    pub(super) fn take_all(&mut self, texts: &[&str]) -> bool {
        let all = texts
            .iter()
            .enumerate()
            .all(|(ahead, text)| self.after(ahead).is_some_and(|token| token.text == *text));
        self.at += if all { texts.len() } else { 0 };
        all
    }

    /// The end of what has been read: where something missing belongs.
    pub(super) fn gap(&self) -> Span {
        Span::at(self.before().map_or(self.start, |token| token.span.end))
    }

    /// Where the next token stands, or the end of what has been read.
    pub(super) fn here(&self) -> Span {
        self.peek().map_or_else(|| self.gap(), |token| token.span)
    }

    /// The next token has to be this word.
    pub(super) fn need_word(&mut self, word: &'static str) -> Way {
        if self.take(word) {
            return Ok(());
        }
        match self.peek() {
            Some(token) if token.is_letters() && nearest(token.text, [word]).is_some() => {
                Err(say::misspelt(self, token, word))
            }
            _ => Err(say::missing(
                self,
                &format!("`{word}`"),
                Some(&format!(" {word}")),
            )),
        }
    }

    /// Two words that belong together.
    pub(super) fn need_words(&mut self, both: &'static str) -> Way {
        let (first, second) = both.split_once(' ').unwrap_or((both, ""));
        self.want(|_| Want::Word(both));
        let asked = self.wants.len();
        let found = self.need_word(first);
        self.wants.truncate(asked);
        found?;
        self.need_word(second)
    }

    /// The next token has to be this sign.
    pub(super) fn need_sign(&mut self, sign: &'static str) -> Way {
        if self.take(sign) {
            return Ok(());
        }
        let insert = match sign {
            ":" | "," | ")" | "]" => sign.to_owned(),
            _ => format!(" {sign}"),
        };
        Err(say::missing(self, &format!("`{sign}`"), Some(&insert)))
    }

    /// Reads this, and nothing more may stand here.
    pub(super) fn then_end(&mut self, read: impl FnOnce(&mut Self) -> Way) -> Way {
        read(self)?;
        self.need_end()
    }

    /// Nothing more may stand here.
    pub(super) fn need_end(&mut self) -> Way {
        match self.peek() {
            None if self.opens.is_some() => Err(say::no_block(self)),
            None => Ok(()),
            Some(_) => Err(say::left_over(self)),
        }
    }
}

fn word_or_sign(text: &'static str) -> Want<'static> {
    match text.starts_with(|first: char| first.is_ascii_lowercase()) {
        true => Want::Word(text),
        false => Want::Sign(text),
    }
}

pub(super) fn edit(span: Span, text: &str) -> Edit {
    let text = text.to_owned();
    Edit { span, text }
}

/// Whether a token stands between two values.
pub(super) fn is_between(token: Token<'_>) -> bool {
    matches!(token.sort, Sort::Sign | Sort::Word) && OPERATORS.contains(&token.text)
}
