//! Which runs a command is about: named ones, those of a query, or all of them.

use super::list::{in_doubt, line};
use super::query::Query;
use crate::cli::args::{JournalArgs, Selection};
use crate::cli::journal;
use crate::config::Problem;
use crate::journal::{Kept, RunState, SqliteJournal};
use crate::report::Printer;
use crate::report::text::count;
use jiff::Timestamp;
use std::sync::Arc;

/// Runs that are listed before something is done with all of them.
const LISTED: usize = 10;

/// The journal, where there has to be one.
pub(in crate::cli) fn kept_runs(args: &JournalArgs) -> Result<Arc<SqliteJournal>, Problem> {
    journal::look(args)?.ok_or_else(|| {
        let folder = journal::folder(args).unwrap_or_default();
        Problem::new(format!("no runs are kept in {}", folder.display()))
            .help("set FLOW_JOURNAL if the journal is in another folder")
    })
}

/// The run of an id, or of the beginning of one.
pub(in crate::cli) fn find(journal: &SqliteJournal, id: &str) -> Result<Kept, Problem> {
    let mut found = journal.named(id).map_err(journal::problem)?;
    match (found.len(), found.pop()) {
        (1, Some(run)) => Ok(run),
        (0, _) | (_, None) => Err(Problem::new(format!("unknown run `{id}`"))
            .help("`flow runs` lists the runs that are kept")),
        (many, _) => {
            let many = journal.how_many(id).unwrap_or(many as u64);
            Err(
                Problem::new(format!("{many} runs have ids that begin with `{id}`"))
                    .help("write more of the id, as `flow runs` shows it"),
            )
        }
    }
}

/// What a command does to runs, and to which of them it can be done at all.
pub(in crate::cli) type Verb = (&'static str, fn(&Kept) -> bool);

/// The runs that are meant; none where they are only listed.
pub(in crate::cli) fn select(
    journal: &SqliteJournal,
    selection: &Selection,
    verb: Verb,
    printer: &Printer,
) -> Result<Vec<Kept>, Problem> {
    if !selection.ids.is_empty() {
        let ids = selection.ids.iter();
        return ids.map(|id| find(journal, id)).collect();
    }
    let meant = Meant::read(selection, verb)?;
    let runs = match &meant.query {
        Some(query) => query.candidates(journal),
        None => journal.runs(),
    };
    Ok(meant.of(runs.map_err(journal::problem)?, |run| run, printer))
}

/// Which runs are meant where none is named, wherever they are kept.
pub(in crate::cli) struct Meant {
    query: Option<Query>,
    verb: Verb,
    /// Whether it is to be done without showing them first.
    yes: bool,
    now: Timestamp,
}

impl Meant {
    pub fn read(selection: &Selection, verb: Verb) -> Result<Self, Problem> {
        let query = match (&selection.query, selection.all) {
            (Some(text), _) => Some(Query::read(text)?),
            (None, true) => None,
            (None, false) => {
                let (verb, _) = verb;
                return Err(Problem::new("no run is named").help(format!(
                    "name a run: `flow {verb} ID`; or write a query: `flow {verb} --where 'state = …'`"
                )));
            }
        };
        Ok(Self {
            query,
            verb,
            yes: selection.yes,
            now: Timestamp::now(),
        })
    }

    /// Those of these runs; none where they are only listed.
    pub fn of<R>(&self, mut runs: Vec<R>, kept: impl Fn(&R) -> &Kept, printer: &Printer) -> Vec<R> {
        runs.retain(|run| self.takes(kept(run)));
        let many = match runs.len() {
            0 => "no runs".to_owned(),
            some => count(some, "run", "runs"),
        };
        let (verb, _) = self.verb;
        printer.note(&format!("{many} to {}", verb.trim_start_matches("runs ")));
        self.tell_of_doubts(&runs, &kept, printer);
        if runs.is_empty() || self.yes {
            return runs;
        }
        for run in runs.iter().take(LISTED) {
            printer.result(&line(kept(run), self.now, printer));
        }
        if runs.len() > LISTED {
            printer.note(&format!("and {} more", runs.len() - LISTED));
        }
        printer.note("nothing has been changed: add `--yes` to do it");
        Vec::new()
    }

    /// What is forgotten with them has to be meant.
    fn tell_of_doubts<R>(&self, runs: &[R], kept: impl Fn(&R) -> &Kept, printer: &Printer) {
        let (verb, _) = self.verb;
        let doubtful = runs.iter().filter(|run| in_doubt(kept(run)) > 0).count();
        if verb == "runs forget" && doubtful > 0 {
            let have = match doubtful {
                1 => "has",
                _ => "have",
            };
            printer.note(&format!(
                "{doubtful} of them {have} writes in doubt: no record of these would be left but the audit record"
            ));
        }
    }

    fn takes(&self, run: &Kept) -> bool {
        let (query, (verb, fits)) = (self.query.as_ref(), self.verb);
        let meant = query.is_none_or(|query| query.matches(run, self.now));
        // A run that takes its host down again and again goes on only where it is meant by name.
        let held = query.is_some_and(|query| query.names_state(RunState::Held));
        meant && fits(run) && (run.state != RunState::Held || held || verb != "resume")
    }
}
