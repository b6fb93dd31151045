//! What is left of a plan whose runs are over: those that have written nothing, as a plan of its own.

use super::fates::{Fate, of_run};
use super::file::{NoteLine, PlanFile};
use super::keys::PlanKeys;
use super::stale;
use crate::cli::journal::problem as of_journal;
use crate::config::Problem;
use crate::journal::{Ending, Journal, Record, RunState, SqliteJournal};
use crate::report::text::{count, name};
use jiff::Timestamp;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

/// With what the rest of a plan is made, and where.
pub(in crate::cli) struct Rest {
    pub keys: PlanKeys,
    /// The file of the plan, or one that stands for it.
    pub beside: PathBuf,
}

impl Rest {
    /// Writes the runs that were not reached, and says so; nothing as long as they can be resumed.
    pub fn write(
        &self,
        (plan, run): (&PlanFile, &str),
        runs: &[(u64, Arc<str>)],
        journal: &SqliteJournal,
    ) -> Result<Option<String>, Problem> {
        let state = state_of(journal, run)?;
        if !matches!(state, Some(RunState::Ended(_))) {
            return Ok(None);
        }
        let mut rows = HashSet::new();
        for (row, run) in runs {
            if is_untouched(journal, run)? {
                rows.insert(*row);
            }
        }
        if rows.is_empty() {
            return Ok(None);
        }
        if let Some(undone) = &plan.undoes {
            return Ok(Some(format!("next: flow undo {undone}")));
        }
        let path = self.path(run);
        self.of_rows(plan, &rows, journal)?.write(&path)?;
        let shown = name(&path.display().to_string()).into_owned();
        let many = count(rows.len(), "run", "runs");
        Ok(Some(format!(
            "nothing was sent for {many} of the plan, written to {shown}; next: flow apply {shown}"
        )))
    }

    fn path(&self, run: &str) -> PathBuf {
        let stem = self.beside.file_stem().unwrap_or_default();
        let stem = stem.to_string_lossy();
        self.beside
            .with_file_name(format!("{stem}-{run}-rest.plan"))
    }

    /// The same plan with these rows alone. It is as good for as long as the whole was, from now on: each
    /// thing is looked at again when it is applied.
    fn of_rows(
        &self,
        plan: &PlanFile,
        rows: &HashSet<u64>,
        journal: &SqliteJournal,
    ) -> Result<PlanFile, Problem> {
        let mut rest = PlanFile::read(&stale::copy(journal.folder(), &plan.id))?;
        let body = rest.open(&self.keys);
        let mut body = body.ok_or_else(|| Problem::new("the rest of the plan cannot be opened"))?;
        let is_left = |row: Option<u64>| rows.contains(&row.unwrap_or(0));
        let keep = |notes: &mut Vec<NoteLine>| notes.retain(|note| is_left(note.row));
        body.runs.retain(|(row, _)| is_left(*row));
        rest.writes.retain(|write| is_left(write.row));
        keep(&mut rest.assumed);
        keep(&mut rest.cut);
        rest.left_out.clear();
        rest.runs = body.runs.len() as u64;
        // Made again it is the same plan: it is applied once.
        rest.id.push_str("rest");
        let valid = plan.expires.duration_since(plan.made);
        let expires = Timestamp::now().saturating_add(valid);
        rest.expires = expires.unwrap_or(Timestamp::MAX);
        rest.seal(&body, &self.keys)
    }
}

/// How a run stands; nothing where it never began.
fn state_of(journal: &SqliteJournal, run: &str) -> Result<Option<RunState>, Problem> {
    let named = journal.named(run).map_err(of_journal)?;
    let mut named = named.iter();
    // Where none has the whole name, those that begin so are found.
    let found = named.find(|kept| *kept.run == *run);
    Ok(found.map(|kept| kept.state))
}

/// Whether a run is over, or never began, before anything of it was sent.
fn is_untouched(journal: &SqliteJournal, run: &str) -> Result<bool, Problem> {
    if state_of(journal, run)?.is_none() {
        return Ok(true);
    }
    let records = journal.read(run).map_err(of_journal)?;
    let ended = records.iter().find_map(|record| match record {
        Record::Ended { how, .. } => Some(*how),
        _ => None,
    });
    let unsent = of_run(&records)
        .values()
        .all(|fate| *fate == Fate::NotReached);
    Ok(unsent && ended.is_some_and(|how| how != Ending::Succeeded))
}
