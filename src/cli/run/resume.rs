//! `flow resume` and `flow rerun`: kept runs go on, or begin anew.

mod job;

use super::began_with::{Settings, note_of, pace_of, script_of, secret_inputs};
use super::drive;
use super::front::Front;
use super::jobs::{Job, Jobs, KeptRun, PlannedRun};
use super::ready::{Keeping, Ready, actor};
use crate::cli::args::{JournalArgs, ProfileArgs, ResumeArgs, RunArgs};
use crate::cli::exit::Exit;
use crate::cli::journal::{self, Note};
use crate::cli::plan::file::{Body, PlanFile};
use crate::cli::plan::keys::PlanKeys;
use crate::cli::plan::rest::Rest;
use crate::cli::plan::stale;
use crate::cli::plan::to_apply::ToApply;
use crate::cli::runs::select::{kept_runs, select};
use crate::cli::session;
use crate::config::{Config, Problem};
use crate::journal::{Ending, Journal, Kept, Record, RunState, SqliteJournal};
use crate::report::Printer;
use crate::settings::Secrets;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Goes on with runs whose program ended before they did, one after the other: each has the
/// profiles with which it began.
pub(in crate::cli) fn resume(args: &ResumeArgs, printer: &Printer) -> Exit {
    let done = kept_runs(&args.journal).and_then(|journal| {
        journal::must_know_all(&journal)?;
        let left = |run: &Kept| run.state.is_left();
        let runs = select(&journal, &args.selection, ("resume", left), printer)?;
        Ok((journal, runs))
    });
    let (journal, runs) = match done {
        Ok(found) => found,
        Err(problem) => return session::tell(&problem, printer),
    };
    let exits = runs.iter().map(|kept| match over(args, kept) {
        Some(ending) => already_over(kept, ending, printer),
        None => go_on(args, &journal, kept, false, printer),
    });
    exits.max().unwrap_or(Exit::Done)
}

/// How a run ended that cannot go on. A program gets its document all the same.
fn over(args: &ResumeArgs, kept: &Kept) -> Option<Ending> {
    match kept.state {
        RunState::Ended(ending) if kept.rows.is_none() && !args.output.is_json() => Some(ending),
        _ => None,
    }
}

fn already_over(kept: &Kept, ending: Ending, printer: &Printer) -> Exit {
    let (run, word) = (&kept.run, ending.word());
    printer.note(&format!(
        "run {run} has already ended: {word}; `flow runs show {run}` shows what happened"
    ));
    Exit::Failed
}

/// Ends a run that nobody drives: it goes on here, and its `always` blocks are run.
pub(in crate::cli) fn cancel(
    journal: &Arc<SqliteJournal>,
    kept: &Kept,
    place: &JournalArgs,
    printer: &Printer,
) -> Exit {
    let exit = go_on(&ResumeArgs::of(place), journal, kept, true, printer);
    // That the run was cancelled is what was asked for here.
    let is_done = exit == Exit::Failed && is_cancelled(journal, &kept.run);
    if is_done { Exit::Done } else { exit }
}

fn is_cancelled(journal: &SqliteJournal, run: &str) -> bool {
    let found = journal.named(run).ok().and_then(|mut found| found.pop());
    found.is_some_and(|kept| {
        kept.state == RunState::Ended(Ending::Cancelled) && kept.in_doubt.is_empty()
    })
}

fn go_on(
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
    if kept.rows.is_some() {
        return going_on.job(Secrets::new(&hide), &front);
    }
    match going_on.ready(Secrets::new(&hide), &front) {
        Ok(ready) => drive::drive(&args.as_run(), ready, &front),
        Err(exit) => front.refuse(exit),
    }
}

/// A run, or a job, that is to go on.
struct GoingOn<'a> {
    args: &'a ResumeArgs,
    journal: &'a Arc<SqliteJournal>,
    kept: &'a Kept,
    cancel: bool,
}

impl GoingOn<'_> {
    fn ready<'s>(&self, secrets: Secrets<'s>, front: &Front<'_>) -> Result<Ready<'s>, Exit> {
        let stop = |problem: Problem| front.problem(&problem);
        let run = &self.kept.run;
        let records = self.journal.read(run);
        let records = records.map_err(|why| stop(journal::problem(why)))?;
        let Some(Record::Started(started)) = records.first() else {
            let problem = Problem::new(format!("run {run} cannot be resumed here"));
            return Err(stop(problem.help("another program than `flow` keeps it")));
        };
        let note = note_of(&**self.journal, started).map_err(stop)?;
        let settings = Settings::of(&note, &self.args.profile).map_err(stop)?;
        front.former_names(&settings.config);
        let kept = script_of(&**self.journal, &records).map_err(stop)?;
        let (profiles, script) = match &self.args.with {
            Some(file) => settings.with_file(file, front)?,
            None => settings.with_kept(&kept, front)?,
        };
        let secrets = secrets.refused(settings.config.distrust());
        let inputs = secret_inputs(&self.args.input, started, front)?;
        let pacing = profiles.clone();
        let plan = self.plan(&note, &settings.config, &secrets).map_err(stop)?;
        let start = &started.start;
        Ok(Ready {
            profiles,
            secrets,
            limits: started.limits,
            jobs: Jobs::Listed(vec![Job {
                script: Arc::new(script),
                label: None,
                row: None,
                inputs,
                kept: Some(KeptRun {
                    run: run.clone(),
                    other_script: self.args.with.is_some(),
                    cancel: self.cancel,
                }),
                era: None,
                planned: plan.as_ref().map(|_| PlannedRun {
                    name: None,
                    at: start.at.clone(),
                    seed: start.seed,
                }),
            }]),
            plan: plan.map(|(plan, _)| plan),
            many: false,
            keeping: Some(Keeping {
                journal: self.journal.clone(),
                note: started.note.clone(),
                job: None,
                actor: actor(&pacing, note.plan.as_deref()),
            }),
            pace: pace_of(None, self.journal, &pacing).map_err(stop)?,
        })
    }

    /// The plan that the run is held to: whoever goes on with it does nothing else either.
    fn plan(
        &self,
        note: &Note,
        config: &Config,
        secrets: &Secrets<'_>,
    ) -> Result<Option<(ToApply, Body)>, Problem> {
        let Some(id) = &note.plan else {
            return Ok(None);
        };
        let plan = PlanFile::read(&stale::copy(self.journal.folder(), id))?;
        let keys = PlanKeys::of(config, secrets, &self.args.journal)?;
        let body = plan.open(&keys).filter(|_| plan.is_genuine(&keys));
        let body = body.ok_or_else(|| {
            Problem::new(format!(
                "plan {id} cannot be opened: it was made with another key"
            ))
            .help("set the key with which it was made, in `[plans]` of flow.toml")
        })?;
        let of = (&self.kept.run, self.journal.clone());
        let rest = Rest {
            keys,
            beside: beside(&plan),
        };
        Ok(Some((ToApply::new((plan, rest), &body, of, None), body)))
    }
}

impl ResumeArgs {
    /// Those of going on with one run, and no more.
    fn of(place: &JournalArgs) -> Self {
        Self {
            engine: Default::default(),
            selection: Default::default(),
            with: None,
            input: Vec::new(),
            inputs: None,
            profile: ProfileArgs::default(),
            journal: place.clone(),
            trace: false,
            output: Default::default(),
            quiet: false,
        }
    }

    /// The same as those of a run.
    fn as_run(&self) -> RunArgs {
        RunArgs {
            trace: self.trace,
            output: self.output,
            quiet: self.quiet,
            at_once: 1,
            ..RunArgs::default()
        }
    }
}

/// Where what is left of a plan goes, whose own file is not known any more: into this folder.
fn beside(plan: &PlanFile) -> PathBuf {
    let path = plan.flow.path.as_deref();
    let stem = path.and_then(Path::file_stem).unwrap_or("flow".as_ref());
    Path::new(stem).with_extension("plan")
}
