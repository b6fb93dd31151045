//! The signals of a run, and what becomes of one.

use crate::run::effect::{EffectId, Signal};
use crate::value::Value;
use std::fmt;
use std::sync::Arc;

/// The signals of a run: those that came before the run waited for them, and those that it waits
/// for.
#[derive(Debug, Default)]
pub(super) struct Signals {
    pub kept: Vec<(Arc<str>, Value)>,
    pub waiting: Vec<(EffectId, Signal)>,
}

/// So many signals that a run does not wait for yet are kept.
pub(super) const MOST_KEPT: usize = 100;

/// What became of a signal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    /// The run waited for it, and goes on.
    Now,
    /// The run does not wait for it yet: it is kept until it does.
    Kept,
}

/// Why a signal was not given to a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotHeard {
    /// The run is over.
    Over,
    /// The flow has no `await signal` of this name.
    Unknown {
        /// Those that it has.
        known: Vec<Arc<str>>,
    },
    /// The signal is a question, and the value is neither yes nor no.
    NoAnswer,
    /// The run keeps as many signals as it can, and waits for none of them.
    TooMany,
}

impl fmt::Display for NotHeard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Over => f.write_str("the run has ended"),
            Self::Unknown { known } if known.is_empty() => {
                f.write_str("the flow waits for no signal")
            }
            Self::Unknown { known } => {
                write!(f, "the flow waits for other signals: {}", known.join(", "))
            }
            Self::NoAnswer => f.write_str("the answer must be `yes` or `no`"),
            Self::TooMany => write!(f, "the run keeps {MOST_KEPT} signals; the limit is reached"),
        }
    }
}

impl std::error::Error for NotHeard {}

impl Signals {
    /// Nobody waits for this any more.
    pub fn stop(&mut self, id: EffectId) {
        self.waiting.retain(|(other, _)| *other != id);
    }

    /// The names of those that nobody waited for.
    pub fn unheard(&self) -> Vec<Arc<str>> {
        self.kept.iter().map(|(name, _)| name.clone()).collect()
    }
}
