//! Going along a broken statement, piece by piece, up to the one that does not fit.

use super::Place;
use super::lex::{Piece, Pieces, Sort};
use super::words::{self, is_statement_word};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::nearest::nearest;
use crate::source::{Source, Span};
use crate::syntax::codes;

/// Whether the way could be gone, or what stands in it.
pub(super) type Way<T = ()> = Result<T, Box<Diagnostic>>;

pub(super) struct Walk<'a> {
    pub(super) source: &'a Source,
    pub(super) pieces: &'a [Piece<'a>],
    pub(super) at: usize,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) opens: Option<Span>,
    /// The statement's first word, for the form that help shows.
    pub(super) head: &'a str,
    /// How many values stand inside each other here.
    pub(super) depth: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(source: &'a Source, found: &'a Pieces<'a>, start: u32) -> Self {
        Self {
            source,
            pieces: &found.pieces,
            at: 0,
            start,
            end: found.end,
            opens: found.opens,
            head: "",
            depth: 0,
        }
    }

    pub(super) fn follow(&mut self, place: Place) -> Way {
        match place {
            Place::Statement | Place::Clause => self.statement(),
            Place::Test => self.test_line(),
            Place::AfterBlock => self.after_block(),
        }
    }

    pub(super) fn peek(&self) -> Option<Piece<'a>> {
        self.pieces.get(self.at).copied()
    }

    pub(super) fn after(&self, ahead: usize) -> Option<Piece<'a>> {
        self.pieces.get(self.at + ahead).copied()
    }

    pub(super) fn before(&self) -> Option<Piece<'a>> {
        self.pieces.get(self.at.checked_sub(1)?).copied()
    }

    pub(super) fn step(&mut self) {
        self.at += 1;
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.peek()
            .is_some_and(|piece| piece.text == text && piece.sort != Sort::Text)
    }

    pub(super) fn take(&mut self, text: &str) -> bool {
        let found = self.is(text);
        self.at += usize::from(found);
        found
    }

    pub(super) fn take_sort(&mut self, sort: Sort) -> Option<Piece<'a>> {
        let piece = self.peek().filter(|piece| piece.sort == sort)?;
        self.step();
        Some(piece)
    }

    /// Takes these words where all of them stand here.
    pub(super) fn take_all(&mut self, texts: &[&str]) -> bool {
        let all = texts
            .iter()
            .enumerate()
            .all(|(ahead, text)| self.after(ahead).is_some_and(|piece| piece.text == *text));
        self.at += if all { texts.len() } else { 0 };
        all
    }

    /// The end of what has been read: where something missing belongs.
    pub(super) fn gap(&self) -> Span {
        Span::at(self.before().map_or(self.start, |piece| piece.span.end))
    }

    /// Where the next piece stands, or the end of what has been read.
    pub(super) fn here(&self) -> Span {
        self.peek().map_or_else(|| self.gap(), |piece| piece.span)
    }

    pub(super) fn shown_form(&self) -> String {
        form_of(self.head)
    }

    /// Something that has to stand here and does not; `insert` mends it where that is certain.
    pub(super) fn missing(&self, what: &str, insert: Option<&str>) -> Box<Diagnostic> {
        let (here, gap) = (self.here(), self.gap());
        let label = match self.peek() {
            Some(piece) => format!("{what} belongs before {}", quoted(piece)),
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
        let Some(piece) = self.peek() else {
            return Box::new(self.unclear());
        };
        if piece.sort == Sort::Word && is_statement_word(piece.text) && self.at > 0 {
            return self.new_line(piece);
        }
        if matches!(piece.text, ")" | "]" | "}") {
            return closes_nothing(piece);
        }
        let shown = quoted(piece);
        let problem = Diagnostic::error(
            codes::LEFT_OVER,
            piece.span,
            format!("{shown} does not belong here"),
        );
        let what = match words::form(self.head) {
            Some(_) => format!("`{}` is complete before this", self.head),
            None => "the statement is complete before this".to_owned(),
        };
        Box::new(problem.label(what).help(self.shown_form()))
    }

    fn new_line(&self, piece: Piece<'_>) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(
                codes::LEFT_OVER,
                piece.span,
                "every statement stands on a line of its own",
            )
            .label(format!("`{}` begins another statement", piece.text))
            .help(format!(
                "put `{}` and what follows it on the next line",
                piece.text
            ))
            .fix(
                "begin a new line",
                Safety::Safe,
                vec![edit(Span::new(self.gap().start, piece.span.start), "\n")],
            ),
        )
    }

    /// A piece that has to be another one.
    pub(super) fn replace(
        &self,
        piece: Piece<'_>,
        code: crate::diagnostic::Code,
        title: String,
        by: &str,
    ) -> Box<Diagnostic> {
        Box::new(
            Diagnostic::error(code, piece.span, title)
                .label(format!("should be `{by}`"))
                .help(self.shown_form())
                .fix(
                    format!("write `{by}`"),
                    Safety::Safe,
                    vec![edit(piece.span, by)],
                ),
        )
    }

    /// The next piece has to be this word.
    pub(super) fn need_word(&mut self, word: &str) -> Way {
        if self.take(word) {
            return Ok(());
        }
        match self.peek() {
            Some(piece) if letters(piece) && nearest(piece.text, [word]).is_some() => {
                Err(self.misspelt(piece, word))
            }
            _ => Err(self.missing(&format!("`{word}`"), Some(&format!(" {word}")))),
        }
    }

    pub(super) fn misspelt(&self, piece: Piece<'_>, word: &str) -> Box<Diagnostic> {
        let same = piece.text.eq_ignore_ascii_case(word);
        let (code, title, label) = match same {
            true => (
                codes::CASE,
                format!(
                    "words of the language are written in small letters: `{}`",
                    piece.text
                ),
                format!("should be `{word}`"),
            ),
            false => (
                codes::MISSPELT,
                format!("`{}` is not a word of the language here", piece.text),
                format!("did you mean `{word}`?"),
            ),
        };
        let help = match words::form(word) {
            Some(_) => form_of(word),
            None => self.shown_form(),
        };
        Box::new(
            Diagnostic::error(code, piece.span, title)
                .label(label)
                .help(help)
                .fix(
                    format!("write `{word}`"),
                    Safety::Safe,
                    vec![edit(piece.span, word)],
                ),
        )
    }

    /// The next piece has to be this sign.
    pub(super) fn need_sign(&mut self, sign: &str) -> Way {
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

/// Whether a piece is made of letters.
pub(super) fn letters(piece: Piece<'_>) -> bool {
    matches!(piece.sort, Sort::Word | Sort::Name | Sort::Mixed)
}

/// A closing bracket without its opening one.
pub(super) fn closes_nothing(piece: Piece<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::STRAY_CLOSE,
            piece.span,
            format!("this `{}` closes nothing", piece.text),
        )
        .label("no such bracket is open here")
        .help("take it out, or open the bracket before it"),
    )
}

/// A piece as a message shows it.
pub(super) fn quoted(piece: Piece<'_>) -> String {
    const MOST: usize = 30;
    match piece.sort {
        Sort::Text | Sort::OpenText => "this text".to_owned(),
        _ if piece.text.chars().count() > MOST => {
            let short: String = piece.text.chars().take(MOST).collect();
            format!("`{short}…`")
        }
        _ => format!("`{}`", piece.text),
    }
}

pub(super) fn edit(span: Span, text: &str) -> Edit {
    let text = text.to_owned();
    Edit { span, text }
}
