//! Why a run cannot go on from a journal.

use std::fmt;
use std::sync::Arc;

/// Why a run cannot go on from a journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReplayError {
    /// It does not begin with the start of a run.
    NoStart,
    /// It is the journal of a run of another script.
    OtherScript {
        /// The name of the script that it began with.
        script: Arc<str>,
    },
    /// The run does not ask for what the journal says that it asked for.
    Differs {
        /// Which record of the journal, counted from 1.
        record: usize,
        /// What does not fit.
        problem: String,
    },
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStart => f.write_str("the journal does not have the start of this run"),
            Self::OtherScript { script } => write!(
                f,
                "the flow has changed since the run began: resume with {script} as it was"
            ),
            Self::Differs { record, problem } => {
                write!(
                    f,
                    "record {record} of the journal does not match the run: {problem}"
                )
            }
        }
    }
}

impl std::error::Error for ReplayError {}

pub(super) fn differs(record: usize, problem: &str) -> ReplayError {
    let problem = problem.to_owned();
    ReplayError::Differs { record, problem }
}
