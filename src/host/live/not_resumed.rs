//! Why a run does not go on.

use crate::diagnostic::Diagnostic;
use crate::journal::{JournalError, ReplayError};
use crate::run::effect::Answer;
use crate::source::Source;
use std::fmt;
use std::sync::Arc;

/// Why a run does not go on.
#[derive(Clone, Debug)]
pub enum NotResumed {
    /// The journal cannot be read, has no such run, or another program drives it.
    Journal(JournalError),
    /// It took down whoever drove it so many times: only a person goes on with it.
    Held(u32),
    /// The script does not pass the check any more.
    Script {
        /// The script.
        source: Arc<Source>,
        /// What was found in it.
        findings: Vec<Diagnostic>,
    },
    /// What has happened does not fit the script.
    Replay(ReplayError),
    /// These inputs are secrets, which no journal keeps.
    Secrets(Vec<Arc<str>>),
    /// It uses a system to which there is no connection.
    NoSystem(Arc<str>),
    /// The profile cannot be used.
    Profile(Box<Answer>),
}

impl From<JournalError> for NotResumed {
    fn from(why: JournalError) -> Self {
        Self::Journal(why)
    }
}

impl From<ReplayError> for NotResumed {
    fn from(why: ReplayError) -> Self {
        Self::Replay(why)
    }
}

impl fmt::Display for NotResumed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Journal(why) => write!(f, "{why}"),
            Self::Held(deaths) => write!(
                f,
                "the run is held: the program that drove it ended {deaths} times before the run did"
            ),
            Self::Script { source, findings } => write!(
                f,
                "{} has {} findings in this version's check",
                source.name(),
                findings.len()
            ),
            Self::Replay(why) => write!(f, "{why}"),
            Self::Secrets(names) => write!(
                f,
                "the journal keeps no secrets; set these again: {}",
                names.join(", ")
            ),
            Self::NoSystem(name) => write!(f, "the run uses {name}, which has no connection"),
            Self::Profile(answer) => write!(f, "cannot sign in: {}", answer.reason),
        }
    }
}

impl std::error::Error for NotResumed {}
