//! What the command keeps in mind of the rows of a table while they run: which are over already, how
//! many failed, and which are left to be run again.

use super::ended::Ended;
use super::jobs::{Job, Jobs, KeptRun, Made};
use super::ledger::Ledger;
use super::left::{RowsLeft, Why};
use super::ready::{Keeping, Ready};
use super::repeats;
use crate::cli::args::RunArgs;
use crate::cli::exit::Exit;
use crate::cli::journal::problem as of_journal;
use crate::config::Problem;
use crate::host::RunOptions;
use crate::journal::{Ending, Item, Journal, Record, Rows, RunState, SqliteJournal};
use crate::run::event::{End, RunReport};
use jiff::Timestamp;
use std::sync::Arc;

/// The rows of a table while they run.
pub(super) struct Tally {
    job: Option<Arc<str>>,
    journal: Option<Arc<SqliteJournal>>,
    /// Which rows are over; only of a job that goes on.
    ledger: Option<Ledger>,
    left: Option<RowsLeft>,
    limit: Option<u64>,
    stop_after: Option<u64>,
    begun: u64,
    failed: u64,
    /// Why no further row is begun.
    stopped: Option<Stopped>,
    /// The end of a row that the journal does not have.
    unkept: Option<Problem>,
}

/// All rows of the table, once more.
pub(super) type Again<'r> = &'r dyn Fn() -> Result<Made<'r>, Problem>;

/// Why no further row is begun.
enum Stopped {
    Limit,
    Failures(u64),
    Refused,
    /// A row is not over, since the journal was lost or it could not be resumed.
    NotOver,
    Cancelled,
}

/// A job begins: it is kept before any of its runs.
pub(super) fn begin_job(keeping: &Keeping) -> Result<(), Problem> {
    let Some(job) = &keeping.job else {
        return Ok(());
    };
    let Some(begins) = &job.begins else {
        return Ok(());
    };
    let kept = keeping
        .journal
        .append(&job.name, Record::Job(begins.clone()));
    kept.and_then(|()| keeping.journal.flush(&job.name))
        .map_err(of_journal)
}

impl Tally {
    pub fn new(args: &RunArgs, ready: &Ready<'_>) -> Self {
        let keeping = ready.keeping.as_ref();
        let kept = keeping.and_then(|keeping| Some((keeping, keeping.job.as_ref()?)));
        let ledger = kept.filter(|(_, job)| job.begins.is_none());
        let ledger =
            ledger.map(|(keeping, job)| Ledger::new(keeping.journal.clone(), job.name.clone()));
        let job = kept.map(|(_, job)| job.name.clone());
        let left = match (&ready.jobs, &job) {
            (Jobs::Table(of), Some(job)) => RowsLeft::new(&of.table, job),
            _ => None,
        };
        let cancelled = kept.filter(|(_, job)| job.cancel);
        Self {
            job,
            journal: keeping.map(|keeping| keeping.journal.clone()),
            ledger,
            left,
            limit: args.limit,
            stop_after: args.stop_after,
            begun: 0,
            failed: 0,
            stopped: cancelled.map(|_| Stopped::Cancelled),
            unkept: None,
        }
    }

    /// Whether another row may begin.
    pub fn may_begin(&self) -> bool {
        // Of a job that is cancelled the open rows still have their `always` to run.
        self.stopped.is_none() || (self.ledger.is_some() && self.is_cancelled())
    }

    fn is_cancelled(&self) -> bool {
        matches!(self.stopped, Some(Stopped::Cancelled))
    }

    /// The job as it is to be run now; nothing where its row is over.
    pub fn take(&mut self, mut job: Job) -> Result<Option<Job>, Problem> {
        let row = job.number().unwrap_or_default() as u64;
        let known = match &mut self.ledger {
            Some(ledger) => ledger.of(row).map_err(of_journal)?,
            None => None,
        };
        match known {
            None if self.is_cancelled() => return Ok(None),
            None => {}
            Some(kept) => match kept.state {
                RunState::Ended(_) => return Ok(None),
                RunState::Running | RunState::Interrupted | RunState::Held => {
                    job.kept = Some(KeptRun {
                        run: kept.run,
                        other_script: false,
                        cancel: self.is_cancelled(),
                    });
                }
            },
        }
        self.begun += 1;
        if self.limit.is_some_and(|limit| self.begun >= limit) {
            self.stopped.get_or_insert(Stopped::Limit);
        }
        Ok(Some(job))
    }

    /// With what a new run begins. A row of a job has its name from the job and its number: it
    /// begins once, whatever happens.
    pub fn options(&self, keeping: Option<&Keeping>, job: &Job) -> RunOptions {
        let Some(keeping) = keeping else {
            return RunOptions::default();
        };
        match (&self.job, job.number()) {
            (Some(name), Some(row)) => RunOptions {
                name: Some(format!("{name}-{row}").into()),
                item: Some(Item {
                    job: name.clone(),
                    row: row as u64,
                }),
                ..RunOptions::default()
            },
            _ => RunOptions {
                note: Some(keeping.note.clone()),
                actor: Some(keeping.actor.clone()),
                ..RunOptions::default()
            },
        }
    }

    /// A row is over; `refused` says whether the credentials of a system are.
    pub fn ended(&mut self, ended: &Ended, refused: bool) {
        let report = &ended.report;
        let in_doubt = !report.in_doubt.is_empty();
        if report.succeeded() && !in_doubt {
            return;
        }
        let unkept = self.unkept(report);
        if unkept.is_some() || self.is_not_over(report) {
            self.stopped = Some(Stopped::NotOver);
            self.unkept = self.unkept.take().or(unkept);
            return;
        }
        if !report.succeeded() {
            self.failed += 1;
        }
        let why = self.why(ended);
        if let (Some(left), Some(row)) = (&mut self.left, &ended.job.row) {
            left.add(row, why);
        }
        if refused && ended.job.row.is_some() {
            // All rows share the credentials: more refusals could lock an agent out.
            self.stopped.get_or_insert(Stopped::Refused);
        }
        if self.stop_after.is_some_and(|most| self.failed >= most) {
            self.stopped.get_or_insert(Stopped::Failures(self.failed));
        }
    }

    /// Why the row of a run is left.
    fn why(&self, ended: &Ended) -> Why {
        let again = |journal: &Arc<SqliteJournal>| {
            repeats::would_do_again(journal, &ended.report.run, ended.job.program())
        };
        match ended.report.in_doubt.is_empty() {
            false => Why::InDoubt,
            true if self.journal.as_ref().is_some_and(again) => Why::PartlyDone,
            true => Why::Failed,
        }
    }

    /// Whether a run stopped without being over, since its journal was lost or it could not be
    /// resumed: it has failed at nothing, and continues with the job.
    fn is_not_over(&self, report: &RunReport) -> bool {
        let Some(journal) = self.journal.as_ref().filter(|_| self.job.is_some()) else {
            return false;
        };
        let found = || journal.named(&report.run).ok()?.pop();
        matches!(report.end, End::Faulted(_))
            && found().is_none_or(|kept| !matches!(kept.state, RunState::Ended(_)))
    }

    /// That the end of a run is not kept: what only this program knows did not happen for the next one.
    fn unkept(&self, report: &RunReport) -> Option<Problem> {
        // One that stopped for that says so itself.
        let says = !matches!(report.end, End::Faulted(_));
        let journal = self.journal.as_ref().filter(|_| says)?;
        let why = journal.flush(&report.run).err()?;
        let (why, run) = (why.parts().0, &report.run);
        let problem = Problem::new(format!("the end of run {run} was not kept: {why}"));
        Some(problem.help(format!(
            "the run is where it was: remove the cause, then `flow resume {}`, or cancel it again",
            self.job.as_ref().unwrap_or(run)
        )))
    }

    /// Whether this is the job.
    pub fn is_job(&self, run: &str) -> bool {
        self.job.as_deref() == Some(run)
    }

    /// The job is cancelled from elsewhere.
    pub fn cancel(&mut self) {
        self.stopped = Some(Stopped::Cancelled);
    }

    /// Ends the job where all its rows are over. It says what is left of it, what the command ends in for
    /// the rows that an earlier one ran, and what could not be kept.
    pub fn end(
        &mut self,
        (keeping, each): (Option<&Keeping>, Again<'_>),
    ) -> (Vec<String>, Exit, Option<Problem>) {
        let mut lines = Vec::new();
        let next = match (keeping, self.job.clone()) {
            (Some(keeping), Some(job)) => self.end_job((&keeping.journal, &job), each),
            _ => Ok((Vec::new(), Exit::Done)),
        };
        match self.stopped {
            Some(Stopped::Failures(many)) => lines.push(format!(
                "stopped: {}; `--stop-after` allows no more",
                crate::report::text::count(many as usize, "row failed", "rows failed")
            )),
            Some(Stopped::Refused) => lines.push(
                "stopped: the system rejected the credentials; the other rows use the same ones"
                    .into(),
            ),
            Some(Stopped::NotOver) if self.job.is_some() => {
                lines.push(
                    "stopped: a row could not be completed; `flow resume` continues with it".into(),
                );
            }
            _ => {}
        }
        if let Some(left) = &self.left {
            lines.extend(left.problem.clone());
            let files = left.files(self.ledger.is_some());
            lines.extend(files.into_iter().map(|(why, path)| match why {
                Why::Failed => format!("failed rows, to run again: {}", path.display()),
                Why::PartlyDone => format!(
                    "rows that failed after some of their actions were done, and would repeat these \
                     if they were run again: {}",
                    path.display()
                ),
                Why::InDoubt => format!("rows in doubt, to check first: {}", path.display()),
                Why::NotBegun => format!("rows that have not begun: {}", path.display()),
            }));
        }
        let (next, exit, problem) = match next {
            Ok((next, exit)) => (next, exit, self.unkept.take()),
            Err(problem) => (Vec::new(), Exit::Done, Some(problem)),
        };
        lines.extend(next);
        (lines, exit, problem)
    }

    /// The job as the journal has it, ended where it is over.
    fn end_job(
        &mut self,
        (journal, job): (&Arc<SqliteJournal>, &Arc<str>),
        each: Again<'_>,
    ) -> Result<(Vec<String>, Exit), Problem> {
        let Some(rows) = journal_rows(journal, job)? else {
            return Ok((Vec::new(), Exit::Done));
        };
        let exit = match rows.failed + rows.in_doubt {
            0 => Exit::Done,
            _ => Exit::Failed,
        };
        let next = self.end_kept((journal, job), rows, each)?;
        Ok((self.before(rows).into_iter().chain(next).collect(), exit))
    }

    /// Of a job that was continued: how all of its rows ended, those of earlier commands too.
    fn before(&self, rows: Rows) -> Option<String> {
        let earlier = rows.failed.saturating_sub(self.failed);
        (self.ledger.is_some() && earlier > 0).then(|| {
            format!(
                "the whole job: {} succeeded, {} failed ({earlier} before it was resumed)",
                rows.succeeded, rows.failed
            )
        })
    }

    /// Writes the rows that never began beside the table: nobody else has a list of them.
    fn leave_not_begun(&mut self, journal: &Arc<SqliteJournal>, job: &Arc<str>, each: Again<'_>) {
        let Some(left) = &mut self.left else {
            return;
        };
        let mut ledger = Ledger::new(journal.clone(), job.clone());
        let wrong = match each() {
            Ok(made) => made.filter_map(Result::ok).try_for_each(|row| {
                let number = row.number().unwrap_or_default() as u64;
                let known = ledger.of(number).map_err(of_journal)?;
                if let (None, Some(row)) = (known, &row.row) {
                    left.add(row, Why::NotBegun);
                }
                Ok(())
            }),
            Err(problem) => Err(problem),
        };
        if let Err(problem) = wrong {
            let why = format!(
                "the rows that have not begun cannot be listed: {}",
                problem.message
            );
            left.problem.get_or_insert(why);
        }
    }

    fn end_kept(
        &mut self,
        (journal, job): (&Arc<SqliteJournal>, &Arc<str>),
        rows: Rows,
        each: Again<'_>,
    ) -> Result<Option<String>, Problem> {
        let over = rows.open == 0 && (rows.not_begun() == 0 || self.is_cancelled());
        if !over {
            return Ok(Some(format!("next: flow resume {job}")));
        }
        let how = match (self.is_cancelled(), rows.failed) {
            (true, _) => Ending::Cancelled,
            (false, 0) => Ending::Succeeded,
            (false, _) => Ending::Failed,
        };
        let record = Record::Ended {
            at: Timestamp::now(),
            how,
            outcome: None,
            in_doubt: Vec::new(),
        };
        let ended = journal.append(job, record);
        ended
            .and_then(|()| journal.flush(job))
            .map_err(of_journal)?;
        if rows.not_begun() > 0 {
            self.leave_not_begun(journal, job, each);
        }
        Ok((rows.failed + rows.in_doubt + rows.not_begun() > 0)
            .then(|| format!("next: flow runs show {job}")))
    }
}

fn journal_rows(journal: &SqliteJournal, job: &str) -> Result<Option<Rows>, Problem> {
    let named = journal.named(job).map_err(of_journal)?;
    Ok(named.into_iter().find_map(|kept| kept.rows))
}
