//! A plan on its way: what its runs are held to, and what is said of them at the end.

use super::fates::{Fates, of_run};
use super::file::{Body, PlanFile};
use super::rest::Rest;
use super::stale::{self, AppliedBy};
use crate::config::Problem;
use crate::host::plan::{Applied, Steps};
use crate::journal::{Journal, SqliteJournal};
use crate::report::Printer;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;

/// A plan that is applied.
pub(in crate::cli) struct ToApply {
    /// What its runs are held to, by their rows.
    pub steps: Arc<HashMap<u64, Steps>>,
    plan: PlanFile,
    /// The run, or the job.
    run: Arc<str>,
    rest: Rest,
    /// The runs, by their rows.
    runs: Vec<(u64, Arc<str>)>,
    journal: Arc<SqliteJournal>,
    /// As what it is marked; nothing where it was before.
    mark: Option<AppliedBy>,
}

impl ToApply {
    pub fn new(
        (plan, rest): (PlanFile, Rest),
        body: &Body,
        (run, journal): (&Arc<str>, Arc<SqliteJournal>),
        mark: Option<AppliedBy>,
    ) -> Self {
        let runs = body.runs.iter();
        Self {
            steps: Applied::steps(
                runs.clone()
                    .map(|(row, planned)| (row.unwrap_or(0), planned)),
            ),
            runs: runs
                .map(|(row, _)| (row.unwrap_or(0), name_of(run, *row)))
                .collect(),
            plan,
            run: run.clone(),
            rest,
            journal,
            mark,
        }
    }

    /// It is about to be applied: from now on nobody else can, and anybody can go on with it.
    pub fn begin(&self) -> Result<(), Problem> {
        match &self.mark {
            Some(by) => stale::mark(self.journal.folder(), &self.plan, by),
            None => Ok(()),
        }
    }

    /// The same where an engine has its runs, under a name of theirs.
    pub fn begin_as(&self, run: &str) -> Result<(), Problem> {
        let run = run.to_owned();
        match self.mark.clone() {
            Some(by) => stale::mark(self.journal.folder(), &self.plan, &AppliedBy { run, ..by }),
            None => Ok(()),
        }
    }

    /// Keeps what was not reached for another time, once nothing of it can be resumed; says how.
    pub fn keep_rest(&self) -> Result<Option<String>, Problem> {
        let of = (&self.plan, &*self.run);
        self.rest.write(of, &self.runs, &self.journal)
    }

    /// What became of its writes.
    pub fn told(&self, printer: &Printer) -> (Vec<String>, Json) {
        let runs = self.runs.iter().map(|(row, run)| {
            let records = self.journal.read(run).unwrap_or_default();
            (*row, of_run(&records))
        });
        let runs = runs.collect();
        let fates = Fates::new(&self.plan, &runs);
        (
            fates.lines(printer.redactor()),
            fates.json(printer.redactor()),
        )
    }
}

/// The name of a run of a plan: that of its job and its row, where it is for rows.
fn name_of(run: &Arc<str>, row: Option<u64>) -> Arc<str> {
    match row {
        Some(row) => format!("{run}-{row}").into(),
        None => run.clone(),
    }
}
