//! What is lost with a run that is forgotten: it has to be meant.

use super::list::in_doubt;
use super::story;
use crate::cli::journal;
use crate::config::Problem;
use crate::journal::{Kept, RunState, SqliteJournal};
use crate::report::Printer;
use crate::report::text::count;

/// Rows, and writes, that are named.
const NAMED: usize = 5;

/// Refuses where something is lost that nobody could find again, and that `--yes` has not accepted.
pub(super) fn is_meant(
    journal: &SqliteJournal,
    kept: &Kept,
    printer: &Printer,
) -> Result<(), Problem> {
    let run = &kept.run;
    if kept.rows.is_some() && kept.state.is_left() {
        let problem = Problem::new(format!("job {run} has not ended: cancel it first"));
        return Err(problem.help(format!(
            "`flow runs cancel {run}` ends its open rows, and lists those that have not begun; \
             `flow runs forget {run} --yes` forgets it as it is"
        )));
    }
    // Whoever drives it is told of by the journal.
    if in_doubt(kept) == 0 || kept.state == RunState::Running {
        return Ok(());
    }
    let (what, first) = match kept.rows {
        Some(_) => of_job(journal, kept)?,
        None => of_run(journal, kept, printer)?,
    };
    Err(
        Problem::new(format!("run {run} has writes in doubt: {what}")).help(format!(
            "check them in the system, and record what you find: `flow runs settle {first} happened`, \
             or `did-not`; to forget them: `flow runs forget {run} --yes`"
        )),
    )
}

/// The writes of a run, in words, and the first of them as `settle` names it.
fn of_run(
    journal: &SqliteJournal,
    kept: &Kept,
    printer: &Printer,
) -> Result<(String, String), Problem> {
    let writes = story::in_doubt(journal, kept, printer).map_err(journal::problem)?;
    let first = writes.first().map_or(0, |(number, _)| *number);
    let named = writes
        .iter()
        .map(|(number, what)| format!("{number} ({what})"));
    Ok((listed(named.collect()), format!("{} {first}", kept.run)))
}

/// The rows of a job that have some.
fn of_job(journal: &SqliteJournal, kept: &Kept) -> Result<(String, String), Problem> {
    let bad = super::show::bad_rows(journal, kept)?;
    let rows: Vec<&Kept> = bad.iter().filter(|row| !row.in_doubt.is_empty()).collect();
    let first = rows.first().map_or(&kept.run, |row| &row.run);
    let number = journal.doubts(first).map_err(journal::problem)?;
    let number = number.first().map_or(0, |(number, _)| *number);
    let named = rows.iter().filter_map(|row| {
        let (_, row) = row.item.as_ref()?;
        Some(format!("row {row}"))
    });
    Ok((listed(named.collect()), format!("{first} {number}")))
}

fn listed(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    if more > 0 {
        names.push(format!("and {}", count(more, "more", "more")));
    }
    names.join(", ")
}
