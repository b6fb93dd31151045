//! What is to be run, once everything about it has been read.

use super::jobs::Jobs;
use super::pace::Pace;
use crate::config::Profile;
use crate::journal::{Job, SqliteJournal};
use crate::run::Limits;
use crate::settings::Secrets;
use std::sync::Arc;

/// Everything that is needed to run, and nothing has been asked of any system yet.
pub(super) struct Ready<'a> {
    /// One a system; the first is for scripts with no `use` line.
    pub profiles: Vec<Profile>,
    /// Where the connections' secrets are fetched.
    pub secrets: Secrets<'a>,
    pub limits: Limits,
    pub jobs: Jobs<'a>,
    /// Whether there are rows, or more than one script.
    pub many: bool,
    /// Where the runs are kept, if they are.
    pub keeping: Option<Keeping>,
    /// How fast actions may be sent, if somebody says so.
    pub pace: Option<Pace>,
}

/// Where runs are kept, and what is kept beside each of them.
pub(super) struct Keeping {
    pub journal: Arc<SqliteJournal>,
    pub note: Arc<str>,
    /// The job whose rows the runs are.
    pub job: Option<KeptJob>,
}

/// A job: a run for each row of a table, which goes on as one.
pub(super) struct KeptJob {
    pub name: Arc<str>,
    /// With what it begins; nothing where it has begun before.
    pub begins: Option<Box<Job>>,
    /// Whether it goes on only to end.
    pub cancel: bool,
}
