//! What a run tells those who watch it, and how it ended. Its texts hold values with their marks,
//! and words of systems: `report::Redactor` shows each part as its mark allows.

use super::effect::{Answer, EffectId, Exchange};
use crate::outcome::Outcome;
use crate::source::{Source, Span};
use crate::value::{NotOfValue, Text, Value};
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Something that happened in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When, by the run's clock.
    pub at: Timestamp,
    /// The script.
    pub source: Arc<Source>,
    /// Where in the script.
    pub span: Span,
    /// What.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum EventKind {
    /// The run began.
    Started,
    /// An action, a watch or an await was asked for.
    Asked {
        /// The effect's name.
        name: Arc<str>,
        /// The action with its values, as in the script: `hold contact 1001`.
        what: Text,
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// It was answered.
    Answered {
        /// The effect's name.
        name: Arc<str>,
        /// The same text as when it was asked.
        what: Text,
        /// How it ended.
        answer: Answer,
        /// How long it took.
        took: SignedDuration,
    },
    /// It will be tried again.
    Retrying {
        /// The same text as when it was asked.
        what: Text,
        /// Why.
        outcome: Outcome,
        /// Which retry this is, from 1.
        retry: u32,
        /// How many there may be, where that is bounded by a number.
        of: Option<u32>,
        /// How long is waited first.
        after: SignedDuration,
        /// The handler's text in the script.
        handler: Span,
    },
    /// A handler took an outcome.
    Handled {
        /// The outcome.
        outcome: Outcome,
        /// The handler's text in the script.
        handler: Span,
    },
    /// The flow waits for what somebody says to it: `RunHandle::signal` says it.
    Signalling {
        /// The effect's name.
        effect: Arc<str>,
        /// The signal.
        name: Arc<str>,
        /// What a person is asked; the answer is yes or no.
        question: Option<Text>,
        /// For how long at most.
        at_most: SignedDuration,
    },
    /// The flow waits.
    Waiting {
        /// For how long at most.
        at_most: SignedDuration,
    },
    /// An item of a `for each` is done.
    Progress {
        /// How many are done.
        done: usize,
        /// Out of how many.
        of: usize,
    },
    /// A line for people.
    Log(Text),
    /// A named result.
    Emitted(Arc<str>, Value),
    /// A write was in flight when its run stopped waiting for it: it ends in `Unknown`.
    Abandoned {
        /// The effect's name.
        name: Arc<str>,
        /// The action with its values.
        what: Text,
    },
    /// Something failed inside an `always` while something else was already on its way out,
    /// which stands.
    AlsoFailed(Box<End>),
    /// The run is over.
    Ended(End),
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// Its last statement, or `finish`, was reached.
    Finished {
        /// What `finish` said.
        message: Option<Text>,
    },
    /// An outcome that nothing handled, or `fail`.
    Failed(Box<Failure>),
    /// It was cancelled from outside; every `always` has run.
    Cancelled,
    /// The script asked for something that cannot be: a limit, a value of the wrong kind.
    Faulted(Box<Fault>),
}

/// A failed flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The statement that failed.
    pub span: Span,
    /// What was tried there, with its values: `hold contact 1001`; empty for a bare `fail`.
    pub what: Text,
    /// Whose action it was, and its key.
    pub action: Option<(Arc<str>, Arc<str>)>,
    /// The outcome; `Failed` where `fail` stands outside of any handler.
    pub outcome: Outcome,
    /// Why, in the system's own words.
    pub reason: Text,
    /// What `fail "…"` said.
    pub message: Option<Text>,
    /// The `fail` statement or reaction, where it was one that ended the flow.
    pub by: Option<Span>,
    /// Every attempt at it.
    pub attempts: Vec<Attempt>,
    /// The `run` statements through which it was reached, innermost first.
    pub through: Vec<Span>,
}

/// How the reason begins of a run that its own time limit has ended.
pub(crate) const RAN_TOO_LONG: &str = "the run took longer than";

impl Failure {
    /// Whether the run did not begin: what its profile says did not do.
    pub fn is_of_profile(&self) -> bool {
        self.action.is_none() && self.span == Span::default() && !self.what.is_empty()
    }

    /// Whether the time limit of the whole run has ended it, not one that the flow sets.
    pub fn is_of_run_limit(&self) -> bool {
        let reason = self.reason.masked();
        self.outcome == Outcome::TIMED_OUT && reason.starts_with(RAN_TOO_LONG)
    }
}

/// One attempt at an action.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// When it was asked for.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, in the system's own words.
    pub reason: String,
    /// What went over the wire.
    pub exchanges: Vec<Exchange>,
}

/// A write of which nobody knows what came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct InDoubt {
    /// The effect's number in its run.
    pub effect: EffectId,
    /// The effect's name.
    pub name: Arc<str>,
    /// When it was asked for.
    pub at: Timestamp,
    /// The action in the script.
    pub span: Span,
    /// The action with its values, and with the parameters that the script gives it.
    pub what: Text,
}

/// Something that a run has opened and that is open when it is over: a contact on hold.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOpen {
    /// What and how, with its values: `contact 1001 is still on hold`.
    pub what: Text,
    /// The action that opened it, with its values.
    pub statement: Text,
    /// Where that is in the script.
    pub span: Span,
    /// Whether it is known to be open: what ended in `Unknown` may have opened it, or closed it.
    pub certain: bool,
    /// What to do about it: `resume the contact`.
    pub close: Arc<str>,
    /// What it does to people as long as it is open.
    pub harm: Option<Arc<str>>,
}

/// A script that cannot go on, and no outcome of any system.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// What cannot be, in the language's words.
    pub message: Text,
    /// What to do about it.
    pub help: Option<String>,
    /// The outcome as which a handler may take it, where it is a value's fault and not the script's.
    pub outcome: Option<Outcome>,
}

/// What is left of a run when it is over.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// The run's name.
    pub run: Arc<str>,
    /// The script.
    pub source: Arc<Source>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// How.
    pub end: End,
    /// What it emitted.
    pub results: IndexMap<Arc<str>, Value>,
    /// How many calls it made.
    pub calls: u64,
    /// Writes of which nobody knows what came of them, and that nothing in the script has looked
    /// after.
    pub in_doubt: Vec<InDoubt>,
    /// What failed inside of `always` blocks while the run was already ending some other way.
    pub also: Vec<End>,
    /// The `try` statements whose `always` was not done, or not to its end, since the run was ended
    /// at once.
    pub undone: Vec<Span>,
    /// What it has opened and nothing has closed.
    pub left_open: Vec<LeftOpen>,
    /// Whether an `always` has run because the run was ending.
    pub cleaned_up: bool,
    /// The signals that were given to the run and that it did not wait for.
    pub unheard: Vec<Arc<str>>,
}

impl RunReport {
    /// The report of a run that has not begun.
    pub(crate) fn of_nothing(run: Arc<str>, source: Arc<Source>, at: Timestamp, end: End) -> Self {
        Self {
            run,
            source,
            started: at,
            ended: at,
            end,
            results: IndexMap::new(),
            calls: 0,
            in_doubt: Vec::new(),
            also: Vec::new(),
            undone: Vec::new(),
            left_open: Vec::new(),
            cleaned_up: false,
            unheard: Vec::new(),
        }
    }

    /// The script's name.
    pub fn script(&self) -> &Arc<str> {
        self.source.name()
    }

    /// What it emitted, as a type of the host's own: a struct with a field for each result.
    ///
    /// # Errors
    ///
    /// What is missing, or does not fit.
    pub fn results_as<T: DeserializeOwned>(&self) -> Result<T, NotOfValue> {
        Value::from(self.results.clone()).to()
    }

    /// Whether the flow reached its end.
    pub fn succeeded(&self) -> bool {
        matches!(self.end, End::Finished { .. })
    }
}
