//! Where runs are kept, and what is kept beside them so that they can be resumed.

use super::args::{JournalArgs, RunArgs};
use super::who;
use crate::config::{Problem, Profile};
use crate::journal::{JournalError, SqliteJournal};
use crate::program::Program;
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a run is kept with: where its settings came from.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
pub(super) struct Note {
    /// The profiles, one a system.
    pub profiles: Vec<String>,
    /// The settings file, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config: Option<PathBuf>,
    /// The folder in which settings are looked for.
    pub folder: PathBuf,
    /// The user of the machine who started it.
    pub user: String,
    /// The run that this one repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
    /// The plan that it applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The folder of the `flow serve` that started it, which goes on with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served: Option<PathBuf>,
    /// What its trace is a part of, as a `traceparent`: it goes on in the same one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// Of a job: its table and its options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<JobNote>,
}

/// What a job is kept with.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
pub(super) struct JobNote {
    /// The table.
    pub table: PathBuf,
    /// A digest of its bytes: a job goes on with the table that it began with.
    pub digest: u64,
    /// Inputs of all rows, as they were given; secrets are not among them.
    pub inputs: Vec<(String, String)>,
    /// How many rows run in parallel.
    pub at_once: u16,
    /// At most so many actions in a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<String>,
    /// How long a row may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_limit: Option<String>,
}

impl Note {
    /// What a journal keeps of it.
    pub fn text(&self) -> Arc<str> {
        serde_json::to_string(self).unwrap_or_default().into()
    }

    /// What a journal has kept; nothing where another program than this command kept it.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Where these profiles come from.
    pub fn new(profiles: &[Profile], config: Option<&Path>, folder: &Path) -> Self {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self {
            profiles: profiles
                .iter()
                .map(|profile| profile.name().to_owned())
                .collect(),
            config: config.map(absolute),
            folder: absolute(folder),
            user: who::user(),
            again: None,
            plan: None,
            served: None,
            trace: None,
            job: None,
        }
    }
}

/// The journal's folder.
pub(super) fn folder(args: &JournalArgs) -> Result<PathBuf, Problem> {
    if let Some(folder) = args.journal_folder.as_ref()
        && !folder.as_os_str().is_empty()
    {
        return Ok(folder.clone());
    }
    let base = etcetera::choose_base_strategy().map_err(|_| {
        Problem::new("the journal needs a folder, but this user has no home folder")
            .help("set FLOW_JOURNAL to a folder, or run with `--ephemeral`")
    })?;
    let state = base.state_dir().unwrap_or_else(|| base.data_dir());
    Ok(state.join("contactflow").join("journal"))
}

/// A folder that only this user can look into.
pub(super) fn private(folder: &Path) -> Result<(), Problem> {
    let cannot = |why: std::io::Error| {
        let name = crate::report::text::name(&folder.display().to_string()).into_owned();
        problem(JournalError(format!(
            "cannot make the folder {name}: {why}"
        )))
    };
    if let Some(above) = folder.parent() {
        std::fs::create_dir_all(above).map_err(cannot)?;
    }
    crate::private::make(folder).map_err(cannot)
}

/// Opens the journal to keep something in it.
pub(super) fn open(args: &JournalArgs) -> Result<Arc<SqliteJournal>, Problem> {
    let folder = folder(args)?;
    SqliteJournal::open(&folder).map(Arc::new).map_err(problem)
}

/// Opens the journal to look into it; nothing where there is none.
pub(super) fn look(args: &JournalArgs) -> Result<Option<Arc<SqliteJournal>>, Problem> {
    let folder = folder(args)?;
    match folder.join("journal.sqlite").exists() {
        true => SqliteJournal::open_to_look(&folder)
            .map(|journal| Some(Arc::new(journal)))
            .map_err(problem),
        false => Ok(None),
    }
}

const HELP: &str = "free the disk or the folder, or set FLOW_JOURNAL to another folder";

/// Something is wrong with the journal.
pub(super) fn problem(why: JournalError) -> Problem {
    match why.parts() {
        (_, Some(_)) => refusal(&why),
        (what, None) => Problem::new(what).help(HELP),
    }
}

/// The journal does not do what it is asked for.
pub(super) fn refusal(why: &JournalError) -> Problem {
    let (what, help) = why.parts();
    let problem = Problem::new(what);
    match help {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// The same where a command can still do what it is asked for.
pub(super) fn warning(why: &JournalError) -> String {
    let (what, help) = why.parts();
    let help = help.map(|help| format!("\nhelp: {help}"));
    format!("warning: {what}{}", help.unwrap_or_default())
}

/// Refuses where the journal does not know all that was sent: whatever begins or goes on with it could
/// send that again.
pub(super) fn must_know_all(journal: &SqliteJournal) -> Result<(), Problem> {
    journal.knows_all().map_err(problem)
}

/// The journal for new runs. Runs that write to a system which outlives this command are kept
/// unless the caller says otherwise; those on a simulator inside of it only if the caller asks.
pub(super) fn for_runs<'a>(
    args: &RunArgs,
    profiles: &[Profile],
    programs: impl IntoIterator<Item = &'a Arc<Program>>,
) -> Result<Option<Arc<SqliteJournal>>, Problem> {
    let outlives = profiles.iter().any(|profile| !profile.is_simulator());
    let writes = |program: &Arc<Program>| {
        let mut calls = program.calls().into_iter();
        calls.any(|call| !call.action.reads)
    };
    let keeps = args.journal || (outlives && programs.into_iter().any(writes));
    if args.ephemeral || !keeps {
        return Ok(None);
    }
    let opened = open(&args.journal_place).and_then(|journal| {
        journal.has_room().map_err(problem)?;
        Ok(journal)
    });
    let advice = "free the disk or the folder, set FLOW_JOURNAL to another folder, or run with \
                  `--ephemeral`: a run without a journal cannot be resumed";
    opened.map(Some).map_err(|problem| match args.journal {
        true => problem,
        // What has a cause of its own says what to do about it.
        false if problem.help.as_deref() == Some(HELP) => problem.help(advice),
        false => problem,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_other_notes_are_nobodys() {
        let note = Note {
            profiles: vec!["production".into()],
            folder: "/flows".into(),
            user: "ana".into(),
            ..Note::default()
        };
        assert_eq!(Note::read(&note.text()), Some(note));
        assert_eq!(Note::read("a host's own words"), None);
    }
}
