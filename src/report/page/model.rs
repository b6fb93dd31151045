//! What a page shows. Every text in it is as it may be seen: values are hidden before.

use crate::graph::Picture;
use jiff::Timestamp;

/// A page.
pub struct Page {
    pub title: String,
    /// What has to be known first: the profile, how long it took.
    pub lead: Vec<String>,
    /// What the runs are called: `row`, `run`, `test`.
    pub unit: &'static str,
    pub flows: Vec<Flow>,
    pub runs: Vec<Run>,
    pub made: Timestamp,
}

/// A flow, its text and its picture.
pub struct Flow {
    pub name: String,
    pub lines: Vec<String>,
    pub picture: Picture,
    /// The picture in words.
    pub said: String,
}

/// A run.
pub struct Run {
    pub title: String,
    /// Its place in the list: rows end in another order than they stand in their table.
    pub number: u64,
    /// Which flow, by index.
    pub flow: usize,
    pub state: State,
    /// The outcome that it failed with.
    pub outcome: String,
    /// The action that it failed at, or the last one that it did.
    pub action: String,
    pub began: Timestamp,
    pub took_ms: i64,
    pub attempts: u64,
    /// What happened in it; of runs that went well only where there are few.
    pub detail: Option<Detail>,
}

/// How a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum State {
    Doubt,
    Failed,
    Stopped,
    Cancelled,
    Open,
    Succeeded,
}

impl State {
    pub const ALL: [Self; 6] = [
        Self::Doubt,
        Self::Failed,
        Self::Stopped,
        Self::Cancelled,
        Self::Open,
        Self::Succeeded,
    ];

    /// The word for it on a page of runs, or of tests.
    pub fn said(self, unit: &str) -> &'static str {
        match (self, unit) {
            (Self::Succeeded, "test") => "passed",
            _ => self.word(),
        }
    }

    /// The word for it, in the address of a page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Doubt => "unknown",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
            Self::Open => "running",
            Self::Succeeded => "succeeded",
        }
    }

    pub fn sign(self) -> &'static str {
        match self {
            Self::Doubt => "?",
            Self::Failed | Self::Stopped => "✗",
            Self::Cancelled => "–",
            Self::Open => "…",
            Self::Succeeded => "✓",
        }
    }
}

/// What happened in a run.
#[derive(Default)]
pub struct Detail {
    /// How much happened before them, which is not shown.
    pub earlier: usize,
    /// Whether the flow's graph counts none of that either.
    pub uncounted: bool,
    pub entries: Vec<Entry>,
    /// Why it failed, as people are told it.
    pub failure: String,
    pub results: Vec<(String, String)>,
    pub doubts: Vec<Doubt>,
}

/// A write of which nobody knows what came of it.
pub struct Doubt {
    pub what: String,
    /// What to type when that is known.
    pub commands: Vec<String>,
}

/// Something that happened.
pub struct Entry {
    pub sort: Sort,
    /// Since the run began.
    pub at_ms: i64,
    pub took_ms: i64,
    pub text: String,
    /// What went over the wire.
    pub more: Vec<String>,
    /// The line of the flow; 0 where it is about none.
    pub line: u32,
}

/// The sorts of what happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    Good,
    Bad,
    Unknown,
    /// Time that passes: a pause before a retry, a wait.
    Pause,
    Other,
}
