//! What changes runs: settling what is in doubt, cancelling, forgetting.

use super::select::{find, select};
use crate::cli::args::{Happened, RotateArgs, SelectArgs, SettleArgs};
use crate::cli::exit::Exit;
use crate::cli::journal::{problem as of_journal, refusal};
use crate::cli::run::resume;
use crate::config::Problem;
use crate::journal::{Journal, Kept, Record, RunState, SqliteJournal};
use crate::report::Printer;
use crate::report::text::count;
use jiff::Timestamp;
use std::sync::Arc;

pub fn settle(args: &SettleArgs, printer: &Printer) -> Result<Exit, Problem> {
    let journal = super::select::kept_runs(&args.journal)?;
    let kept = find(&journal, &args.id)?;
    let found = (args.effect, args.happened == Happened::Happened);
    let recorded = record(&journal, &kept, found, (&crate::cli::who::user(), printer))?;
    printer.note(&recorded);
    if kept.state.is_left() {
        printer.note(&format!("next: flow resume {}", kept.run));
    }
    Ok(Exit::Done)
}

/// Records what somebody found out about a write in doubt; says what was recorded.
pub(in crate::cli) fn record(
    journal: &SqliteJournal,
    kept: &Kept,
    (effect, happened): (u64, bool),
    (by, printer): (&str, &Printer),
) -> Result<String, Problem> {
    let in_doubt = super::story::in_doubt(journal, kept, printer).map_err(of_journal)?;
    let listed = in_doubt.iter().find(|(id, _)| *id == effect);
    let listed = listed.map(|(_, what)| what.clone());
    let what = listed.or_else(|| super::story::looked_after(journal, kept, effect, printer));
    let Some(what) = what else {
        return Err(not_in_doubt(kept, effect, &in_doubt));
    };
    let record = Record::Settled {
        id: effect,
        at: Timestamp::now(),
        happened,
        by: by.into(),
    };
    keep(journal, kept, record)?;
    Ok(recorded(&what, happened))
}

/// What was recorded.
pub(in crate::cli) fn recorded(what: &str, happened: bool) -> String {
    let says = if happened {
        "happened"
    } else {
        "did not happen"
    };
    format!("recorded: {what} {says}")
}

/// Puts a record into a run that nobody drives.
fn keep(journal: &SqliteJournal, kept: &Kept, record: Record) -> Result<(), Problem> {
    match kept.state {
        RunState::Running => Err(Problem::new(format!("run {} is still running", kept.run))
            .help(format!("wait for it: `flow runs watch {}`", kept.run))),
        RunState::Ended(_) => journal
            .append_to_ended(&kept.run, record)
            .map_err(of_journal),
        RunState::Interrupted | RunState::Held => {
            journal.claim(&kept.run).map_err(of_journal)?;
            let written = write(journal, &kept.run, record);
            journal.release(&kept.run).map_err(of_journal)?;
            written
        }
    }
}

fn write(journal: &SqliteJournal, run: &Arc<str>, record: Record) -> Result<(), Problem> {
    journal.append(run, record).map_err(of_journal)?;
    journal.flush(run).map_err(of_journal)
}

pub(in crate::cli) fn not_in_doubt(
    kept: &Kept,
    effect: u64,
    in_doubt: &[(u64, String)],
) -> Problem {
    let problem = Problem::new(format!(
        "write {effect} of run {} is not in doubt",
        kept.run
    ));
    let list: Vec<String> = in_doubt
        .iter()
        .map(|(id, what)| format!("{id} ({what})"))
        .collect();
    problem.help(match list.is_empty() {
        true => "no write of this run is in doubt".to_owned(),
        false => format!("in doubt: {}", list.join(", ")),
    })
}

pub fn forget(args: &SelectArgs, printer: &Printer) -> Result<Exit, Problem> {
    let journal = super::select::kept_runs(&args.journal)?;
    let ended = |run: &Kept| run.state != RunState::Running;
    let runs = select(&journal, &args.selection, ("runs forget", ended), printer)?;
    if !args.selection.yes {
        for run in &runs {
            super::forgotten::is_meant(&journal, run, printer)?;
        }
    }
    let mut exit = Exit::Done;
    let mut many = 0;
    for run in &runs {
        match journal.forget(&run.run) {
            Ok(()) => many += 1,
            Err(why) => exit = crate::cli::session::tell(&refusal(&why), printer),
        }
    }
    if many > 0 {
        printer.note(&format!("forgot {}", count(many, "run", "runs")));
    }
    Ok(exit)
}

pub fn rotate_key(args: &RotateArgs, printer: &Printer) -> Result<Exit, Problem> {
    let journal = super::select::kept_runs(&args.journal)?;
    if args.lost {
        return begin_with_new_key(&journal, printer);
    }
    let done = match args.finish {
        true => journal.finish_rotation(),
        false => journal.rotate_key(),
    };
    let done = done.map_err(|why| refusal(&why))?;
    let runs = count(done.runs, "run is", "runs are");
    match args.finish {
        true => {
            printer.note("every run is sealed under the newest key, and the older keys are removed")
        }
        false => {
            printer.note(&format!(
                "{runs} sealed under a new key; there are {} keys now",
                done.keys
            ));
            printer.note("next: flow runs rotate-key --finish, when no other `flow` is running");
        }
    }
    Ok(Exit::Done)
}

fn begin_with_new_key(journal: &SqliteJournal, printer: &Printer) -> Result<Exit, Problem> {
    let runs = journal.begin_with_new_key().map_err(|why| refusal(&why))?;
    let runs = count(
        usize::try_from(runs).unwrap_or(usize::MAX),
        "run stays listed and cannot be read",
        "runs stay listed and cannot be read",
    );
    printer.note(&format!(
        "a new key is used from now on; {runs}: `flow runs forget` removes them"
    ));
    printer.note(
        "next: keep a copy of `journal.keys`; if the lost one is found, add its lines to the file",
    );
    Ok(Exit::Done)
}

pub fn cancel(args: &SelectArgs, printer: &Printer) -> Result<Exit, Problem> {
    let journal = super::select::kept_runs(&args.journal)?;
    let open = |run: &Kept| !matches!(run.state, RunState::Ended(_));
    let runs = select(&journal, &args.selection, ("runs cancel", open), printer)?;
    let mut exit = Exit::Done;
    for run in &runs {
        let worse = match run.state {
            RunState::Running => {
                journal.ask_to_cancel(&run.run).map_err(of_journal)?;
                printer.note(&format!("cancelling run {}", run.run));
                Exit::Done
            }
            RunState::Ended(_) => {
                printer.note(&format!("run {} has already ended", run.run));
                Exit::Failed
            }
            // Its `always` blocks have to be run by somebody: here.
            RunState::Interrupted | RunState::Held => {
                resume::cancel(&journal, run, &args.journal, printer)
            }
        };
        exit = exit.max(worse);
    }
    Ok(exit)
}
