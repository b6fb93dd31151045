//! `flow runs watch`: the runs that are open, as they go on.

use super::list::line;
use crate::cli::args::WatchArgs;
use crate::cli::exit::Exit;
use crate::config::Problem;
use crate::journal::{Ending, Kept, RunState, SqliteJournal};
use crate::report::Printer;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// How often the journal is looked into; each look opens it anew, so that it never holds up whoever
/// writes.
const PAUSE: Duration = Duration::from_millis(500);

pub fn watch(args: &WatchArgs, printer: &Printer) -> Result<Exit, Problem> {
    let journal = super::select::kept_runs(&args.journal)?;
    let only = match &args.id {
        Some(id) => Some(super::select::find(&journal, id)?.run),
        None => None,
    };
    let mut shown: HashMap<Arc<str>, String> = HashMap::new();
    loop {
        let runs = watched(&journal, only.as_deref(), &shown)?;
        for run in &runs {
            let stands = format!("{} {:?} {}", run.state.word(), run.rows, run.in_doubt.len());
            if shown.get(&run.run) != Some(&stands) {
                printer.result(&line(run, Timestamp::now(), printer));
                shown.insert(run.run.clone(), stands);
            }
        }
        if !runs.iter().any(|run| run.state == RunState::Running) {
            return Ok(exit(&runs));
        }
        std::thread::sleep(PAUSE);
    }
}

/// The runs that are open, and those that were when they were looked at last.
fn watched(
    journal: &SqliteJournal,
    only: Option<&str>,
    shown: &HashMap<Arc<str>, String>,
) -> Result<Vec<Kept>, Problem> {
    if let Some(only) = only {
        return Ok(vec![super::select::find(journal, only)?]);
    }
    let mut runs = journal.runs().map_err(crate::cli::journal::problem)?;
    runs.retain(|run| !matches!(run.state, RunState::Ended(_)) || shown.contains_key(&run.run));
    Ok(runs)
}

fn exit(runs: &[Kept]) -> Exit {
    let well = |run: &Kept| run.state == RunState::Ended(Ending::Succeeded);
    match runs.iter().all(well) {
        true => Exit::Done,
        false => Exit::Failed,
    }
}
