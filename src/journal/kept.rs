//! What a journal says of its runs without opening a record.

use super::Ending;
use jiff::Timestamp;
use std::sync::Arc;

/// A run, or a job, in the journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Its name.
    pub run: Arc<str>,
    /// The script's name.
    pub script: Arc<str>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How it stands.
    pub state: RunState,
    /// The outcome that it failed with.
    pub outcome: Option<Arc<str>>,
    /// How often a program that drove it has died.
    pub deaths: u32,
    /// The names of the writes that may or may not have happened.
    pub in_doubt: Vec<Arc<str>>,
    /// The job, and the row of it, that it is for.
    pub item: Option<(Arc<str>, u64)>,
    /// Where it is a job: how many rows it has, and how far it is.
    pub rows: Option<Rows>,
}

/// How far a job is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Rows {
    /// How many there are.
    pub all: u64,
    /// How many reached their end.
    pub succeeded: u64,
    /// How many ended in any other way.
    pub failed: u64,
    /// How many have begun, and are not over.
    pub open: u64,
    /// How many have a write that may or may not have happened.
    pub in_doubt: u64,
}

impl Rows {
    /// How many have not begun.
    pub fn not_begun(&self) -> u64 {
        let begun = self.succeeded + self.failed + self.open;
        self.all.saturating_sub(begun)
    }
}

/// How a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunState {
    /// A process drives it.
    Running,
    /// The process that drove it is gone; it can be resumed.
    Interrupted,
    /// It took down whoever drove it several times, and is resumed only by a person.
    Held,
    /// It is over.
    Ended(Ending),
}

impl RunState {
    /// The word for it, in lists and in queries.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Interrupted => "interrupted",
            Self::Held => "held",
            Self::Ended(how) => how.word(),
        }
    }

    /// Whether it waits for somebody to go on with it.
    pub fn is_left(self) -> bool {
        matches!(self, Self::Interrupted | Self::Held)
    }

    /// The words of all states.
    pub const WORDS: [&'static str; 7] = [
        "running",
        "interrupted",
        "held",
        "succeeded",
        "failed",
        "stopped",
        "cancelled",
    ];
}
