//! `test` blocks, run: their mocks answer at the seam where systems do, under virtual time, and what
//! happened is held against what was expected.

pub mod coverage;
pub mod explore;
pub mod har;
mod judge;
mod mocks;
pub mod mutate;
mod play;
mod ready;
pub mod recording;
pub mod sample;
pub(crate) mod seen;
pub mod timeline;
mod trace;

pub use judge::judge;
pub use mocks::{Line, Mocks};
pub use play::{name_in, name_of, play, prefix, started};
pub use ready::{Ready, ready};
pub use seen::{Seen, open_at_end};
pub use trace::trace;

use crate::source::Span;
use crate::value::{Mark, Text};

/// Something that a test did not find as it should be.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What sort of thing is wrong, for programs: `expectation`, `unused-mock` …
    pub kind: &'static str,
    /// The line that is not true.
    pub span: Span,
    /// What is wrong.
    pub title: String,
    /// What was expected.
    pub expected: Option<Box<Text>>,
    /// What there was.
    pub actual: Option<Box<Text>>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// A problem of a line.
    pub fn new(kind: &'static str, span: Span, title: impl Into<String>) -> Self {
        Self {
            kind,
            span,
            title: title.into(),
            expected: None,
            actual: None,
            help: None,
        }
    }

    /// Says what was expected and what there was.
    pub fn compared(mut self, expected: impl Into<Text>, actual: impl Into<Text>) -> Self {
        self.expected = Some(Box::new(searched(expected.into())));
        self.actual = Some(Box::new(searched(actual.into())));
        self
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A text that is searched for what nobody may see before it is shown: a test may say a number in it.
fn searched(text: Text) -> Text {
    match text.mark.is_hidden() {
        true => text,
        false => text.with_mark(Mark::Foreign),
    }
}
