//! What starts runs for others, wherever they are driven: by this process, or by workers of an
//! engine.

use super::{Heard, Inputs, NotHeard};
use crate::journal::{Actor, Kept};
use crate::program::Program;
use crate::run::Limits;
use crate::system::Pending;
use crate::value::Value;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Starts runs, says how they stand, and passes on what is said to them.
pub trait Runner: Send + Sync {
    /// Starts a run. It is kept for good when this is answered: a run of a name begins once, however
    /// often it is asked for.
    ///
    /// # Errors
    ///
    /// Why it does not begin.
    fn start(&self, wanted: Wanted) -> Pending<'_, Result<Begun, NotBegun>>;

    /// How a run stands; nothing where there is none of this name.
    ///
    /// # Errors
    ///
    /// Where what keeps the runs cannot be asked.
    fn state<'a>(&'a self, run: &'a str) -> Pending<'a, Result<Option<Kept>, OutOfReach>>;

    /// Says something to a run: `await signal` goes on with it. `key` is this very telling's: with the
    /// same one it is heard once, however often it is sent.
    ///
    /// # Errors
    ///
    /// Why the run cannot hear it.
    fn signal<'a>(
        &'a self,
        run: &'a str,
        said: (Arc<str>, Value),
        key: &'a str,
    ) -> Pending<'a, Result<Heard, NotSaid>>;

    /// Cancels a run: every `always` on the way out runs. Whether there was one to cancel.
    ///
    /// # Errors
    ///
    /// Where what drives the runs cannot be asked.
    fn cancel<'a>(&'a self, run: &'a str) -> Pending<'a, Result<bool, OutOfReach>>;
}

/// A run that somebody wants.
#[derive(Clone)]
pub struct Wanted {
    /// Its name, which is its own: that of the request that asks for it.
    pub name: Arc<str>,
    /// Its script, checked.
    pub program: Arc<Program>,
    /// The inputs by name.
    pub inputs: Inputs,
    /// What it may use.
    pub limits: Limits,
    /// What is kept beside it for a program that resumes it: which settings it began with.
    pub note: Arc<str>,
    /// In whose name it runs.
    pub actor: Option<Actor>,
}

/// What came of asking for a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Begun {
    /// It is kept, and begins.
    Now,
    /// It was asked for before, by the same name: nothing new begins.
    Before,
}

/// Why a run does not begin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotBegun {
    /// It never will: what is wrong with it, and what to do about that.
    Wrong {
        /// What is wrong.
        problem: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// There is no room for it now.
    Busy {
        /// When to ask again.
        retry_after: Duration,
    },
    /// What would keep it cannot be asked. Nothing has begun.
    OutOfReach(OutOfReach),
    /// Nobody answered whether it has begun. Asking again by its name is safe.
    Unsure(OutOfReach),
}

/// Why nothing was said to a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotSaid {
    /// The run does not take it.
    Refused(NotHeard),
    /// There is no run of this name.
    NoRun,
    /// What drives it cannot be asked. It may have been heard: saying it again with its key is safe.
    OutOfReach(OutOfReach),
}

/// What keeps the runs, or drives them, cannot be asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutOfReach(
    /// Why.
    pub String,
);

impl fmt::Display for OutOfReach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for NotBegun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong { problem, .. } => f.write_str(problem),
            Self::Busy { retry_after } => write!(
                f,
                "too many runs are open: ask again in {} s",
                retry_after.as_secs().max(1)
            ),
            Self::OutOfReach(why) | Self::Unsure(why) => why.fmt(f),
        }
    }
}

impl fmt::Display for NotSaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => why.fmt(f),
            Self::NoRun => f.write_str("there is no run of this name"),
            Self::OutOfReach(why) => why.fmt(f),
        }
    }
}

impl std::error::Error for OutOfReach {}
impl std::error::Error for NotBegun {}
impl std::error::Error for NotSaid {}
