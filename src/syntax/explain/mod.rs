//! What is wrong with text that is no statement, in the language's own words.

mod file;
mod words;

pub(super) use file::unreadable;
pub(super) use words::is_language_word;

use super::codes;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// What was being read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    /// A statement.
    Statement,
    /// `on`, `with`, `giving`, `else` or `always`.
    Clause,
    /// A line of a test.
    Test,
    /// What follows a `}` in its line.
    AfterBlock,
}

/// What is wrong, and how far the text goes of which nothing more needs to be said.
pub(super) struct Explained {
    pub(super) problem: Diagnostic,
    pub(super) until: u32,
}

/// Says what is wrong with what begins at `start`.
pub(super) fn explain(source: &Source, start: u32, _place: Place) -> Explained {
    let line = source.line_span(source.line_of(start));
    let problem = Diagnostic::error(
        codes::NOT_A_STATEMENT,
        Span::new(start, line.end),
        "this is no statement",
    );
    Explained {
        problem,
        until: line.end,
    }
}
