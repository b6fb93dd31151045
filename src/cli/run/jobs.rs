//! The runs that are to be made: a few that are known, or one for each row of a table, which is read
//! as the runs begin.

use super::given::Given;
use super::prepare::Prepared;
use super::rows::{Row, Table};
use crate::config::Problem;
use crate::diagnostic::Severity;
use crate::program::Program;
use crate::report::redact::Era;
use crate::report::text::name;
use crate::report::{People, Printer};
use crate::value::Record;
use std::sync::Arc;

/// Rows whose values are all kept in mind to be hidden: of a longer table only those of the runs that
/// are open are.
const IN_MIND: u64 = 10_000;

/// What rows hold is forgotten in so many of them together.
const ERA: u64 = 5_000;

/// One run to be made.
#[derive(Clone)]
pub(in crate::cli) struct Job {
    pub script: Arc<Prepared>,
    /// What it is called where there are several: `row 3`.
    pub label: Option<String>,
    pub row: Option<Arc<Row>>,
    pub inputs: Record,
    /// The kept run that it is; a new one without it.
    pub kept: Option<KeptRun>,
    /// Keeps what it holds hidden, as long as it is open.
    #[expect(dead_code, reason = "it is kept for its effect, and never read")]
    pub era: Option<Era>,
    /// How it begins, where it is one of a plan.
    pub planned: Option<PlannedRun>,
}

/// How a run of a plan begins: as when the plan was made.
#[derive(Clone)]
pub(in crate::cli) struct PlannedRun {
    /// Its name, where it is not named after a row.
    pub name: Option<Arc<str>>,
    pub at: jiff::ZonedDateTime,
    pub seed: u64,
}

/// A kept run that goes on.
#[derive(Clone)]
pub(in crate::cli) struct KeptRun {
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

    /// The number of its row.
    pub fn number(&self) -> Option<usize> {
        self.row.as_ref()?.number
    }
}

/// The runs that are to be made.
pub(in crate::cli) enum Jobs<'a> {
    /// These.
    Listed(Vec<Job>),
    /// One for each row.
    Table(Box<OfTable<'a>>),
}

/// Scripts, each of which runs with every row.
pub(in crate::cli) struct OfTable<'a> {
    pub scripts: Vec<Arc<Prepared>>,
    pub table: Table,
    pub given: Given<'a>,
}

/// Jobs as they are made.
pub(in crate::cli) type Made<'j> = Box<dyn Iterator<Item = Result<Job, Vec<Problem>>> + 'j>;

impl Jobs<'_> {
    /// How many there are.
    pub fn count(&self) -> usize {
        match self {
            Self::Listed(jobs) => jobs.len(),
            Self::Table(of) => {
                let rows = usize::try_from(of.table.rows).unwrap_or(usize::MAX);
                rows.saturating_mul(of.scripts.len())
            }
        }
    }

    /// The scripts that run, each once.
    pub fn scripts(&self) -> Vec<&Arc<Prepared>> {
        let mut scripts: Vec<&Arc<Prepared>> = Vec::new();
        let jobs = match self {
            Self::Table(of) => return of.scripts.iter().collect(),
            Self::Listed(jobs) => jobs,
        };
        for job in jobs {
            if !scripts.iter().any(|known| Arc::ptr_eq(known, &job.script)) {
                scripts.push(&job.script);
            }
        }
        scripts
    }

    /// Tells of rows that are in the table more than once, where a flow does something that must not be done
    /// twice: nobody sees it later in a table of a thousand rows.
    pub fn warn_of_doubled(&self, printer: &Printer) {
        let Self::Table(of) = self else { return };
        let Some(message) = of.table.doubled() else {
            return;
        };
        let calls = of.scripts.iter().flat_map(|script| script.program.calls());
        let mut once = calls.filter(|call| !call.action.reads && !call.action.repeatable);
        let Some(call) = once.next() else { return };
        let help = format!(
            "each row is a separate run: `{}` would run again with the same values. Remove the line, unless \
             both rows are meant",
            call.action.short()
        );
        let people = People::new(printer.look(), printer.redactor());
        printer.note(&people.message(Severity::Warning, &message, Some(&help)));
    }

    /// Makes them one after the other; what must not be shown is hidden by this printer.
    pub fn each<'j>(&'j self, printer: &'j Printer) -> Result<Made<'j>, Problem> {
        match self {
            Self::Listed(jobs) => Ok(Box::new(jobs.iter().cloned().map(Ok))),
            Self::Table(of) => of.each(printer),
        }
    }

    /// The same only to be looked at: what a long table holds is not kept in mind for that.
    pub fn looked_at<'j>(&'j self, printer: &'j Printer) -> Result<Made<'j>, Problem> {
        match self {
            Self::Table(of) if of.table.rows > IN_MIND => of.forgetful(printer),
            _ => self.each(printer),
        }
    }
}

impl OfTable<'_> {
    fn each<'j>(&'j self, printer: &'j Printer) -> Result<Made<'j>, Problem> {
        let mut made: Made<'j> = Box::new(std::iter::empty());
        let is_long = self.table.rows > IN_MIND;
        for script in &self.scripts {
            let rows = self.table.rows()?;
            let mut before = 0;
            let jobs = rows.map(move |row| {
                if is_long && before % ERA == 0 {
                    printer.redactor().begin_era();
                }
                before += 1;
                self.make(script, row, printer)
            });
            made = Box::new(made.chain(jobs));
        }
        Ok(made)
    }

    fn forgetful<'j>(&'j self, printer: &'j Printer) -> Result<Made<'j>, Problem> {
        let look = printer.look();
        let fresh = move || {
            let nowhere = || Box::new(std::io::sink());
            Printer::new(look, nowhere(), nowhere())
        };
        let mut made: Made<'j> = Box::new(std::iter::empty());
        for script in &self.scripts {
            let rows = self.table.rows()?;
            let (mut scratch, mut used) = (fresh(), 0_u32);
            let jobs = rows.map(move |row| {
                used += 1;
                if used % 1000 == 0 {
                    scratch = fresh();
                }
                self.make(script, row, &scratch)
            });
            made = Box::new(made.chain(jobs));
        }
        Ok(made)
    }

    fn make(
        &self,
        script: &Arc<Prepared>,
        row: Result<Row, Problem>,
        printer: &Printer,
    ) -> Result<Job, Vec<Problem>> {
        let row = row.map_err(|problem| vec![problem])?;
        let inputs = self.given.inputs(script, &row, printer)?;
        Ok(Job {
            script: script.clone(),
            label: Some(self.label(script, &row)),
            row: Some(Arc::new(row)),
            inputs,
            kept: None,
            era: printer.redactor().era(),
            planned: None,
        })
    }

    fn label(&self, script: &Prepared, row: &Row) -> String {
        let row = format!("row {}", row.number.unwrap_or_default());
        match self.scripts.len() > 1 {
            true => format!("{}, {row}", name(script.script.source.name())),
            false => row,
        }
    }
}
