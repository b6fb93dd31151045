//! With what a kept run began: its settings, its flow, and the secrets that no journal keeps.

use super::front::Front;
use super::pace::{Pace, Rate};
use super::prepare::{Prepared, prepare};
use super::used_systems;
use crate::catalogue::Catalogue;
use crate::check;
use crate::cli::args::ProfileArgs;
use crate::cli::exit::Exit;
use crate::cli::journal::{self, Note};
use crate::cli::scripts::{self, Script};
use crate::cli::session;
use crate::config::{Config, Problem, Profile};
use crate::host::live::kept_script;
use crate::journal::{Journal, KeptScript, Record, SqliteJournal, Started};
use crate::value::{Mark, Record as Fields, Text, Value};
use std::path::Path;
use std::sync::Arc;

/// The settings with which a kept run began.
pub(super) struct Settings {
    pub config: Config,
    pub named: Vec<String>,
}

impl Settings {
    pub fn of(note: &Note, args: &ProfileArgs) -> Result<Self, Problem> {
        let config = match (&args.config, &note.config) {
            (Some(file), _) | (None, Some(file)) => Config::read(file)?,
            (None, None) => Config::find(&note.folder)?,
        };
        let named: Vec<String> = match args.names().as_slice() {
            [] => note.profiles.clone(),
            names => names.iter().map(|name| (*name).to_owned()).collect(),
        };
        Ok(Self { config, named })
    }

    pub fn profiles(&self, uses: &[String]) -> Result<Vec<Profile>, Problem> {
        let named: Vec<&str> = self.named.iter().map(String::as_str).collect();
        let uses: Vec<&str> = uses.iter().map(String::as_str).collect();
        self.config.choose(&named, &uses)
    }

    /// The script as the journal keeps it: it was checked when the run began.
    pub fn with_kept(
        &self,
        kept: &KeptScript,
        front: &Front<'_>,
    ) -> Result<(Vec<Profile>, Prepared), Exit> {
        let script = Script {
            source: kept.source(),
            path: None,
            marked: false,
        };
        let uses = used_systems(&script);
        let profiles = self.profiles(&uses);
        let profiles = profiles.map_err(|problem| front.problem(&problem))?;
        let context = kept.context(Catalogue::builtin());
        let checked = check::check_text(&script.source, Catalogue::builtin(), &context);
        session::hide(&script.source, &checked.problems, front.printer());
        let Some(program) = checked.program else {
            return Err(front.findings(&script, &checked.problems));
        };
        let prepared = Prepared {
            script,
            program,
            uses,
            warnings: 0,
        };
        Ok((profiles, prepared))
    }

    /// Another script: it is checked as any that is run.
    pub fn with_file(
        &self,
        file: &Path,
        front: &Front<'_>,
    ) -> Result<(Vec<Profile>, Prepared), Exit> {
        let script = scripts::read(file).map_err(|problem| front.problem(&problem))?;
        let script = script.with_files();
        let uses = used_systems(&script);
        let profiles = self.profiles(&uses);
        let profiles = profiles.map_err(|problem| front.problem(&problem))?;
        let prepared = prepare((script, uses), &self.config, &profiles, front)?;
        Ok((profiles, prepared))
    }
}

/// Where the settings of a run came from; of a row, where those of its job did. A run whose profile
/// is not known is not resumed: another one would lead to another tenant.
pub(super) fn note_of(journal: &dyn Journal, started: &Started) -> Result<Note, Problem> {
    let text = match &started.item {
        None => Some(started.note.clone()),
        Some(item) => {
            let records = journal.read(&item.job).map_err(journal::problem)?;
            records.into_iter().find_map(|record| match record {
                Record::Job(job) => Some(job.note),
                _ => None,
            })
        }
    };
    let note = text.as_deref().and_then(Note::read);
    let note = note.ok_or_else(|| {
        Problem::new(format!(
            "run {} has no profile of `flow`",
            started.start.run
        ))
        .help("another program keeps this run: resume it there")
    })?;
    Ok(Note { job: None, ..note })
}

pub(super) fn script_of(journal: &dyn Journal, records: &[Record]) -> Result<KeptScript, Problem> {
    let kept = kept_script(journal, records).map_err(journal::problem)?;
    kept.ok_or_else(|| Problem::new("the journal does not keep the flow of this run"))
}

/// The secret inputs, which no journal keeps: from the command line, or from the environment.
pub(super) fn secret_inputs(
    pairs: &[String],
    started: &Started,
    front: &Front<'_>,
) -> Result<Fields, Exit> {
    let mut inputs = Fields::new();
    let is_secret = |name: &str| {
        let value = started.start.inputs.get(name);
        matches!(value, Some(Value::Text(text)) if text.mark == Mark::Secret)
    };
    let mut set = |name: &str, text: String| {
        front.printer().redactor().register(&text, Mark::Secret);
        inputs.insert(name.into(), Value::Text(Text::marked(text, Mark::Secret)));
    };
    for name in started.start.inputs.keys().filter(|name| is_secret(name)) {
        if let Ok(text) = std::env::var(format!("FLOW_INPUT_{name}")) {
            set(name, text);
        }
    }
    for pair in pairs {
        match pair.split_once('=') {
            Some((name, text)) if is_secret(name.trim()) => set(name.trim(), text.to_owned()),
            _ => {
                let name = pair.split('=').next().unwrap_or_default().trim();
                let problem =
                    Problem::new(format!("`--input {name}=…` is not a secret of this run"));
                let help = "a run keeps its other inputs; `flow run` begins a new one";
                return Err(front.problem(&problem.help(help)));
            }
        }
    }
    Ok(inputs)
}

/// What the profiles allow all flows of the machine, and the caller this one.
pub(super) fn pace_of(
    rate: Option<Rate>,
    journal: &Arc<SqliteJournal>,
    profiles: &[Profile],
) -> Result<Option<Pace>, Problem> {
    let journal = || Ok(journal.clone());
    Pace::new(rate, profiles, &journal)
}
