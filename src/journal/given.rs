//! Signals that other programs give to runs through their journal.

use crate::value::Value;
use std::sync::Arc;

/// A signal that waits for the program that drives its run.
#[derive(Clone, PartialEq, Debug)]
pub struct Given {
    /// Its number, by which the journal knows that the run has it.
    pub number: u64,
    /// The run.
    pub run: Arc<str>,
    /// The signal.
    pub name: Arc<str>,
    /// What was said.
    pub value: Value,
}

/// What became of a signal, for whoever gave it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// The run waited for it, and goes on.
    Heard,
    /// The run does not wait for it yet, and keeps it.
    Kept,
    /// The run does not take it, and why.
    Refused(Arc<str>),
}

impl Fate {
    /// As it is written down.
    pub fn text(&self) -> String {
        match self {
            Self::Heard => "heard".into(),
            Self::Kept => "kept".into(),
            Self::Refused(why) => format!("refused: {why}"),
        }
    }

    /// As it was written down.
    pub fn read(text: &str) -> Self {
        match text.strip_prefix("refused: ") {
            Some(why) => Self::Refused(why.into()),
            None if text == "heard" => Self::Heard,
            None => Self::Kept,
        }
    }
}
