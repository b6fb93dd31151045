//! Where a flow, and the files whose steps it uses, can be stopped.

use crate::program::Program;
use crate::source::Span;
use crate::testing::coverage::{handlers, statements};
use std::sync::Arc;

/// A line of a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Line {
    /// The file's name.
    pub file: Arc<str>,
    /// From 1.
    pub number: u32,
}

/// Where the statements and the handlers of a flow are.
#[derive(Debug)]
pub(super) struct Places {
    pub statements: Vec<Span>,
    pub handlers: Vec<Span>,
}

impl Places {
    pub fn of(program: &Program) -> Self {
        Self {
            statements: statements(program),
            handlers: handlers(program),
        }
    }
}
