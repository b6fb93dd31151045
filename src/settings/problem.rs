//! Something about the environment that keeps a script from running: told like a finding, with
//! the place in the file where there is one.

use crate::source::{Source, Span};
use std::sync::Arc;

/// What is wrong with the environment, and what to do about it.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where, and what is to be said of that place.
    pub place: Option<(Arc<Source>, Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

/// What an operating system says, without the number that it has for it.
fn without_numbers(message: String) -> String {
    match message.split_once(" (os error ") {
        Some((said, rest)) => {
            let rest = rest.split_once(')').map_or("", |(_, rest)| rest);
            format!("{said}{rest}")
        }
        None => message,
    }
}

impl Problem {
    /// A problem that is nowhere in a file.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: without_numbers(message.into()),
            place: None,
            help: None,
        }
    }

    /// Says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says where.
    pub fn at(mut self, source: &Arc<Source>, span: Span, label: impl Into<String>) -> Self {
        self.place = Some((source.clone(), span, label.into()));
        self
    }
}
