//! A job goes on: the rows that are not over run, and no other.

use super::{Settings, pace_of};
use crate::cli::args::{ResumeArgs, RunArgs};
use crate::cli::exit::Exit;
use crate::cli::journal::{self, JobNote, Note};
use crate::cli::run::front::Front;
use crate::cli::run::given::Given;
use crate::cli::run::jobs::{Jobs, OfTable};
use crate::cli::run::ready::{Keeping, KeptJob, Ready};
use crate::cli::run::rows::Table;
use crate::cli::run::{drive, limits, pace};
use crate::cli::session;
use crate::config::Problem;
use crate::journal as journal_floor;
use crate::journal::{Journal, Kept, Record, SqliteJournal};
use crate::report::Printer;
use crate::settings::Secrets;
use crate::source::Source;
use std::sync::Arc;

/// Goes on with a job, or ends it where it is to be cancelled.
pub(super) fn go_on(
    args: &ResumeArgs,
    journal: &Arc<SqliteJournal>,
    kept: &Kept,
    cancel: bool,
    printer: &Printer,
) -> Exit {
    let hide = session::hiding(printer);
    let front = Front::new(printer, args.output.is_json());
    let going_on = GoingOn {
        args,
        journal,
        kept,
        cancel,
    };
    if let Err(why) = journal.claim(&kept.run) {
        return front.refuse(front.problem(&Problem::new(why.to_string())));
    }
    let exit = match going_on.ready(Secrets::new(&hide), &front) {
        Ok((run, ready)) => drive::drive(&run, ready, &front),
        Err(exit) => front.refuse(exit),
    };
    // Where it is not over by now, the next program may go on with it.
    let _ = journal.release(&kept.run);
    exit
}

struct GoingOn<'a> {
    args: &'a ResumeArgs,
    journal: &'a Arc<SqliteJournal>,
    kept: &'a Kept,
    cancel: bool,
}

impl GoingOn<'_> {
    fn ready<'s>(
        &self,
        secrets: Secrets<'s>,
        front: &Front<'_>,
    ) -> Result<(RunArgs, Ready<'s>), Exit> {
        let stop = |problem: Problem| front.problem(&problem);
        let job = self.job().map_err(stop)?;
        let note = Note::read(&job.note).ok_or_else(|| {
            stop(Problem::new(format!(
                "job {} has no profile of `flow`",
                self.kept.run
            )))
        })?;
        let of = note.job.clone().unwrap_or_default();
        let run = self.run_args(&of);
        let settings = Settings::of(&note, &self.args.profile).map_err(stop)?;
        let source = Source::new(&*job.script.name, &*job.script.text);
        let (profiles, script) = settings.with_kept(source, front)?;
        let secrets = secrets.refused(settings.config.distrust());
        let scripts = vec![Arc::new(script)];
        let given = Given::new(&run, &profiles, &scripts, (&secrets, front.printer()));
        let jobs = Jobs::Table(Box::new(OfTable {
            given: given.map_err(stop)?,
            table: self.table(&of).map_err(stop)?,
            scripts,
        }));
        let rate = run
            .rate
            .as_deref()
            .map(|rate| pace::of_option("--rate", rate));
        let rate = rate.transpose().map_err(stop)?;
        let row_limits = limits(&run).map_err(stop)?;
        Ok((
            run,
            Ready {
                pace: pace_of(rate, self.journal, &profiles).map_err(stop)?,
                profiles,
                secrets,
                limits: row_limits,
                many: true,
                jobs,
                keeping: Some(Keeping {
                    journal: self.journal.clone(),
                    note: job.note.clone(),
                    job: Some(KeptJob {
                        name: self.kept.run.clone(),
                        begins: None,
                        cancel: self.cancel,
                    }),
                }),
            },
        ))
    }

    fn job(&self) -> Result<Box<journal_floor::Job>, Problem> {
        let records = self
            .journal
            .read(&self.kept.run)
            .map_err(journal::problem)?;
        let job = records.into_iter().find_map(|record| match record {
            Record::Job(job) => Some(job),
            _ => None,
        });
        job.ok_or_else(|| Problem::new(format!("run {} is not a job", self.kept.run)))
    }

    /// The table, if it is the one that the job began with.
    fn table(&self, of: &JobNote) -> Result<Table, Problem> {
        let path = self.args.inputs.as_ref().unwrap_or(&of.table);
        let help = "give the table that the job began with: `--inputs FILE`";
        if path.as_os_str().is_empty() {
            let problem = Problem::new("the table of this job came through a pipe");
            return Err(problem.help(help));
        }
        let table = Table::read(path)?;
        match table.digest == of.digest {
            true => Ok(table),
            false => Err(Problem::new(format!(
                "{} is not the table that job {} began with",
                path.display(),
                self.kept.run
            ))
            .help(help)),
        }
    }

    fn run_args(&self, of: &JobNote) -> RunArgs {
        let pairs = of
            .inputs
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        RunArgs {
            input: pairs.chain(self.args.input.iter().cloned()).collect(),
            at_once: of.at_once.max(1),
            rate: of.rate.clone(),
            time_limit: of.time_limit.clone(),
            ..self.args.as_run()
        }
    }
}
