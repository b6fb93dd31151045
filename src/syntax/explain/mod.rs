//! What is wrong with text that is no statement, in the language's own words.
//!
//! The broken statement is cut into pieces (`lex`); characters that never belong into a script
//! are looked for first (`signs`); then it is followed word for word along the form that it began
//! with (`statement`, `clause`, `test`, `value`), and the first place that does not fit is what is
//! reported.

mod blocks;
mod clause;
mod file;
mod first;
mod lex;
mod literal;
mod reaction;
mod signs;
mod statement;
mod test;
mod text;
mod top;
mod value;
mod walk;
mod words;

pub(super) use clause::default_branch;
pub(super) use file::unreadable;
pub(super) use words::is_language_word;
pub use words::{foreign_word, meant_word};

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use walk::Walk;

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
pub(super) fn explain(source: &Source, start: u32, place: Place) -> Explained {
    let found = lex::pieces(source.text(), start);
    let mut walk = Walk::new(source, &found, start);
    let problem = signs::wrong_sign(&walk)
        .or_else(|| walk.follow(place).err().map(|problem| *problem))
        .unwrap_or_else(|| walk.unclear());
    Explained {
        problem,
        until: found.end,
    }
}
