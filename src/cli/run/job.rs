//! What is to be run, once everything about it has been read.

use super::prepare::Prepared;
use crate::config::Profile;
use crate::journal::SqliteJournal;
use crate::program::Program;
use crate::run::Limits;
use crate::settings::Secrets;
use crate::value::Record;
use std::sync::Arc;

/// Everything that is needed to run, and nothing has been asked of any system yet.
pub(super) struct Ready<'a> {
    /// One a system; the first is for scripts with no `use` line.
    pub profiles: Vec<Profile>,
    /// Where the connections' secrets are fetched.
    pub secrets: Secrets<'a>,
    pub limits: Limits,
    pub jobs: Vec<Job>,
    /// Whether there are rows, or more than one script.
    pub many: bool,
    /// Where the runs are kept, if they are.
    pub keeping: Option<Keeping>,
}

/// Where runs are kept, and what is kept beside each of them.
pub(super) struct Keeping {
    pub journal: Arc<SqliteJournal>,
    pub note: Arc<str>,
}

/// One run to be made.
pub(super) struct Job {
    pub script: Arc<Prepared>,
    /// What it is called where there are several: `row 3`.
    pub label: Option<String>,
    pub row: Option<usize>,
    pub inputs: Record,
    /// The kept run that it is; a new one without it.
    pub kept: Option<KeptRun>,
}

/// A kept run that goes on.
pub(super) struct KeptRun {
    pub run: Arc<str>,
    /// Whether it goes on with another script than its journal keeps.
    pub other_script: bool,
    /// Whether it goes on only to end: its `always` blocks are run.
    pub cancel: bool,
}

impl Job {
    pub fn program(&self) -> &Arc<Program> {
        &self.script.program
    }
}
