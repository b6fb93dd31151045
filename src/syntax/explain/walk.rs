//! Going along a broken statement, token by token, up to the one that does not fit.

use super::Place;
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::nearest::nearest;
use crate::source::{Source, Span};
use crate::syntax::codes;
use crate::syntax::expected::Want;
use crate::syntax::tokens::{Sort, Statement, Token};
use crate::syntax::words::{self, is_statement_word};

/// Whether the way could be gone, or what stands in it.
pub(super) type Way<T = ()> = Result<T, Box<Diagnostic>>;

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

    pub(in crate::syntax) fn follow(&mut self, place: Place) -> Way {
        match place {
            Place::Statement | Place::Clause => self.statement(),
            Place::Test => self.test_line(),
            Place::AfterBlock => self.after_block(),
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

    pub(super) fn shown_form(&self) -> String {
        form_of(self.head)
    }

    /// Something that has to stand here and does not; `insert` mends it where that is certain.
    pub(super) fn missing(&self, what: &str, insert: Option<&str>) -> Box<Diagnostic> {
        let (here, gap) = (self.here(), self.gap());
        let label = match self.peek() {
            Some(token) => format!("{what} belongs before {}", quoted(token)),
            None => format!("{what} belongs here"),
        };
        let problem = Diagnostic::error(codes::MISSING, here, format!("{what} is missing"))
            .label(label)
            .help(self.shown_form());
        Box::new(match insert {
            Some(text) => problem.fix(
                format!("put in {what}"),
                Safety::Safe,
                vec![edit(gap, text)],
            ),
            None => problem,
        })
    }

    /// Something that does not belong where it stands.
    pub(super) fn left_over(&self) -> Box<Diagnostic> {
        let Some(token) = self.peek() else {
            return Box::new(self.unclear());
        };
        if token.sort == Sort::Word && is_statement_word(token.text) && self.at > 0 {
            return self.new_line(token);
        }
        if matches!(token.text, ")" | "]" | "}") {
            return closes_nothing(token);
        }
        let shown = quoted(token);
        let problem = Diagnostic::error(
            codes::LEFT_OVER,
            token.span,
            format!("{shown} does not belong here"),
        );
        let what = match words::form(self.head) {
            Some(_) => format!("`{}` is complete before this", self.head),
            None => "the statement is complete before this".to_owned(),
        };
        Box::new(problem.label(what).help(self.shown_form()))
    }

    fn new_line(&self, token: Token<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::LEFT_OVER,
                token.span,
                "every statement stands on a line of its own",
            )
            .label(format!("`{}` begins another statement", token.text))
            .help(format!(
                "put `{}` and what follows it on the next line",
                token.text
            ))
            .fix(
                "begin a new line",
                Safety::Safe,
                vec![edit(Span::new(self.gap().start, token.span.start), "\n")],
            ),
        )
    }

    /// A token that has to be another one.
    pub(super) fn replace(
        &self,
        token: Token<'_>,
        code: crate::diagnostic::Code,
        title: String,
        by: &str,
    ) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(code, token.span, title)
                .label(format!("should be `{by}`"))
                .help(self.shown_form())
                .fix(
                    format!("write `{by}`"),
                    Safety::Safe,
                    vec![edit(token.span, by)],
                ),
        )
    }

    /// The next token has to be this word.
    pub(super) fn need_word(&mut self, word: &'static str) -> Way {
        if self.take(word) {
            return Ok(());
        }
        match self.peek() {
            Some(token) if token.is_letters() && nearest(token.text, [word]).is_some() => {
                Err(self.misspelt(token, word))
            }
            _ => Err(self.missing(&format!("`{word}`"), Some(&format!(" {word}")))),
        }
    }

    pub(super) fn misspelt(&self, token: Token<'_>, word: &str) -> Box<Diagnostic> {
        let same = token.text.eq_ignore_ascii_case(word);
        let (code, title, label) = match same {
            true => (
                codes::CASE,
                format!(
                    "words of the language are written in small letters: `{}`",
                    token.text
                ),
                format!("should be `{word}`"),
            ),
            false => (
                codes::MISSPELT,
                format!("`{}` is not a word of the language here", token.text),
                format!("did you mean `{word}`?"),
            ),
        };
        let help = match words::form(word) {
            Some(_) => form_of(word),
            None => self.shown_form(),
        };
        Box::new(
            Diagnostic::error(code, token.span, title)
                .label(label)
                .help(help)
                .fix(
                    format!("write `{word}`"),
                    Safety::Safe,
                    vec![edit(token.span, word)],
                ),
        )
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
        Err(self.missing(&format!("`{sign}`"), Some(&insert)))
    }

    /// Nothing more may stand here.
    pub(super) fn need_end(&mut self) -> Way {
        match self.peek() {
            None if self.opens.is_some() => Err(self.no_block()),
            None => Ok(()),
            Some(_) => Err(self.left_over()),
        }
    }

    fn no_block(&self) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::LEFT_OVER,
                self.opens.unwrap_or_else(|| self.here()),
                "no block can stand here",
            )
            .label("this `{` opens one")
            .help(self.shown_form()),
        )
    }

    /// What is left to say where nothing else was found.
    pub(super) fn unclear(&self) -> Diagnostic {
        let line = self.source.line_span(self.source.line_of(self.start));
        let end = self.end.min(line.end).max(self.start);
        let text = self.source.slice(Span::new(self.start, end)).trim_end();
        let span = Span::new(self.start, self.start + text.len() as u32);
        Diagnostic::error(
            codes::NOT_A_STATEMENT,
            span,
            "this is not written as the language writes it",
        )
        .label("this could not be read")
        .help(self.shown_form())
    }
}

/// How the statement or clause that begins with `head` is written, as help says it.
fn form_of(head: &str) -> String {
    match words::form(head) {
        Some(form) => format!("write it as `{form}`"),
        None => "an action is words and values: `hold contact <ContactId>`".to_owned(),
    }
}

fn word_or_sign(text: &'static str) -> Want<'static> {
    match text.starts_with(|first: char| first.is_ascii_lowercase()) {
        true => Want::Word(text),
        false => Want::Sign(text),
    }
}

/// A closing bracket without its opening one.
pub(super) fn closes_nothing(token: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::STRAY_CLOSE,
            token.span,
            format!("this `{}` closes nothing", token.text),
        )
        .label("no such bracket is open here")
        .help("take it out, or open the bracket before it"),
    )
}

/// A token as a message shows it.
pub(super) fn quoted(token: Token<'_>) -> String {
    const MOST: usize = 30;
    match token.sort {
        Sort::Text | Sort::OpenText => "this text".to_owned(),
        _ if token.text.chars().count() > MOST => {
            let short: String = token.text.chars().take(MOST).collect();
            format!("`{short}…`")
        }
        _ => format!("`{}`", token.text),
    }
}

pub(super) fn edit(span: Span, text: &str) -> Edit {
    let text = text.to_owned();
    Edit { span, text }
}
