//! A job goes on: the rows that are not over run, and no other.

use super::GoingOn;
use crate::cli::apply::ready::{inputs, job};
use crate::cli::args::{InputArgs, RunArgs};
use crate::cli::exit::Exit;
use crate::cli::journal::{self, JobNote, Note};
use crate::cli::plan::file::Body;
use crate::cli::run::began_with::{Settings, pace_of};
use crate::cli::run::front::Front;
use crate::cli::run::given::Given;
use crate::cli::run::jobs::{Job, Jobs, OfTable};
use crate::cli::run::prepare::Prepared;
use crate::cli::run::ready::{Keeping, KeptJob, Ready, actor};
use crate::cli::run::rows::Table;
use crate::cli::run::{drive, limits, pace};
use crate::config::Problem;
use crate::journal as journal_floor;
use crate::journal::{Journal, Record};
use crate::settings::Secrets;
use std::sync::Arc;

impl GoingOn<'_> {
    /// Goes on with a job, or ends it where it is to be cancelled.
    pub(super) fn job(&self, secrets: Secrets<'_>, front: &Front<'_>) -> Exit {
        if let Err(why) = self.journal.claim(&self.kept.run) {
            return front.refuse(front.problem(&Problem::new(why.to_string())));
        }
        let exit = match self.job_ready(secrets, front) {
            Ok((run, ready)) => drive::drive(&run, ready, front),
            Err(exit) => front.refuse(exit),
        };
        // Where it is not over by now, the next program may go on with it.
        let _ = self.journal.release(&self.kept.run);
        exit
    }

    fn job_ready<'s>(
        &self,
        secrets: Secrets<'s>,
        front: &Front<'_>,
    ) -> Result<(RunArgs, Ready<'s>), Exit> {
        let stop = |problem: Problem| front.problem(&problem);
        let job = self.kept_job().map_err(stop)?;
        let note = Note::read(&job.note).ok_or_else(|| {
            stop(Problem::new(format!(
                "job {} has no profile of `flow`",
                self.kept.run
            )))
        })?;
        let of = note.job.clone().unwrap_or_default();
        let run = self.job_args(&of);
        let settings = Settings::of(&note, &self.args.profile).map_err(stop)?;
        front.former_names(&settings.config);
        let (profiles, script) = settings.with_kept(&job.script, front)?;
        let secrets = secrets.refused(settings.config.distrust());
        let scripts = vec![Arc::new(script)];
        let given = Given::new(&run, &profiles, &scripts, (&secrets, front.printer()));
        let given = given.map_err(stop)?;
        let plan = self.plan(&note, &settings.config, &secrets).map_err(stop)?;
        let (plan, jobs) = match plan {
            Some((plan, body)) => {
                let jobs = planned(&given, &scripts[0], &body, front)?;
                (Some(plan), Jobs::Listed(jobs))
            }
            None => {
                let table = self.table(&of).map_err(stop)?;
                let of = OfTable {
                    given,
                    table,
                    scripts,
                };
                (None, Jobs::Table(Box::new(of)))
            }
        };
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
                plan,
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
                    actor: actor(&profiles, note.plan.as_deref()),
                }),
                profiles,
            },
        ))
    }

    fn kept_job(&self) -> Result<Box<journal_floor::Job>, Problem> {
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
        let help = "name the table that the job started with: `--inputs FILE`";
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

    fn job_args(&self, of: &JobNote) -> RunArgs {
        let pairs = of
            .inputs
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        RunArgs {
            given: InputArgs {
                input: pairs.chain(self.args.input.iter().cloned()).collect(),
                inputs: None,
            },
            at_once: of.at_once.max(1),
            rate: of.rate.clone(),
            time_limit: of.time_limit.clone(),
            ..self.args.as_run()
        }
    }
}

/// The runs of a plan, as it holds them.
fn planned(
    given: &Given<'_>,
    script: &Arc<Prepared>,
    body: &Body,
    front: &Front<'_>,
) -> Result<Vec<Job>, Exit> {
    let mut jobs = Vec::new();
    for (row, planned) in &body.runs {
        let inputs = inputs(given, script, planned, front)?;
        jobs.push(job(script, (*row, planned), inputs, None));
    }
    Ok(jobs)
}
