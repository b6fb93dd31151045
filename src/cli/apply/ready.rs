//! The runs of a plan, ready to begin.

use crate::check::policy::Demand;
use crate::cli::args::{ApplyArgs, InputArgs, RunArgs};
use crate::cli::exit::Exit;
use crate::cli::journal::{self, JobNote, Note};
use crate::cli::plan::file::{Body, PlanFile};
use crate::cli::plan::keys::PlanKeys;
use crate::cli::plan::rest::Rest;
use crate::cli::plan::stale::{self, AppliedBy};
use crate::cli::plan::to_apply::ToApply;
use crate::cli::run::front::Front;
use crate::cli::run::given::Given;
use crate::cli::run::jobs::{Job, Jobs, PlannedRun};
use crate::cli::run::pace::{self, Pace};
use crate::cli::run::prepare::{Prepared, prepare};
use crate::cli::run::ready::{Keeping, KeptJob, Ready, actor};
use crate::cli::run::rows::Row;
use crate::cli::run::used_systems;
use crate::cli::scripts::Script;
use crate::cli::who;
use crate::config::{Config, Problem, Profile};
use crate::host::live::new_name;
use crate::host::plan::Planned;
use crate::journal::{Actor, Job as JobRecord, KeptScript, SqliteJournal, Versions};
use crate::settings::Secrets;
use crate::value::Record as Fields;
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

/// A plan that has been opened.
pub(in crate::cli) struct Opened {
    pub plan: PlanFile,
    pub body: Body,
    pub config: Config,
    pub keys: PlanKeys,
}

/// Everything that the runs of a plan need.
pub(super) fn ready<'s>(
    args: &ApplyArgs,
    opened: Opened,
    secrets: Secrets<'s>,
    front: &Front<'_>,
) -> Result<(RunArgs, Ready<'s>), Exit> {
    let stop = |problem: Problem| front.problem(&problem);
    let Opened {
        plan,
        body,
        config,
        keys,
    } = opened;
    let run_args = as_run(args);
    let profiles = profiles(&plan, &config).map_err(stop)?;
    let script = prepared(&plan, &body, (&config, &profiles), front)?;
    second_person(&plan, &script, &config).map_err(stop)?;
    let secrets = secrets.refused(config.distrust());
    let given = Given::new(
        &run_args,
        &profiles,
        std::slice::from_ref(&script),
        (&secrets, front.printer()),
    );
    let given = given.map_err(stop)?;
    let journal = journal::open(&args.journal).map_err(stop)?;
    journal::must_know_all(&journal).map_err(stop)?;
    let (run, at) = (new_name(), Timestamp::now());
    let many = body.runs.iter().any(|(row, _)| row.is_some());
    let mut jobs = Vec::new();
    for (row, planned) in &body.runs {
        let inputs = inputs(&given, &script, planned, front)?;
        let name = row.is_none().then(|| run.clone());
        jobs.push(job(&script, (*row, planned), inputs, name));
    }
    let pace = pace(args, &profiles, &journal).map_err(stop)?;
    let actor = Actor {
        undoes: plan.undoes.as_deref().map(Into::into),
        ..actor(&profiles, Some(plan.id.as_str()))
    };
    let mut note = Note::new(&profiles, config.path.as_deref(), Path::new("."));
    note.plan = Some(plan.id.clone());
    note.job = many.then(|| JobNote {
        at_once: args.at_once,
        rate: args.rate.clone(),
        ..JobNote::default()
    });
    let kept = many.then(|| KeptJob {
        name: run.clone(),
        begins: Some(Box::new(JobRecord {
            script: KeptScript::of(&script.program),
            at,
            rows: body.runs.len() as u64,
            versions: Versions::here(),
            note: note.text(),
            actor: Some(actor.clone()),
        })),
        cancel: false,
    });
    let mark = AppliedBy {
        by: who::user(),
        at,
        run: run.to_string(),
    };
    let limits = body.limits;
    let rest = Rest {
        keys,
        beside: args.plan.clone(),
    };
    Ok((
        run_args,
        Ready {
            plan: Some(ToApply::new(
                (plan, rest),
                &body,
                (&run, journal.clone()),
                Some(mark),
            )),
            profiles,
            secrets,
            limits,
            jobs: Jobs::Listed(jobs),
            many,
            keeping: Some(Keeping {
                journal,
                note: note.text(),
                job: kept,
                actor,
            }),
            pace,
        },
    ))
}

fn as_run(args: &ApplyArgs) -> RunArgs {
    RunArgs {
        given: InputArgs {
            input: args.input.clone(),
            inputs: None,
        },
        at_once: args.at_once,
        rate: args.rate.clone(),
        stop_after: args.stop_after,
        journal_place: args.journal.clone(),
        trace: args.trace,
        output: args.output,
        quiet: args.quiet,
        planned: true,
        ..RunArgs::default()
    }
}

fn profiles(plan: &PlanFile, config: &Config) -> Result<Vec<Profile>, Problem> {
    let of = plan.profiles.iter();
    of.map(|of| stale::profile(config, &of.name, &of.system))
        .collect()
}

fn prepared(
    plan: &PlanFile,
    body: &Body,
    (config, profiles): (&Config, &[Profile]),
    front: &Front<'_>,
) -> Result<Arc<Prepared>, Exit> {
    let script = Script {
        source: body.source(&plan.flow.name),
        path: plan.flow.path.clone().filter(|path| path.is_file()),
        marked: false,
    };
    let uses = used_systems(&script);
    prepare((script, uses), config, profiles, front).map(Arc::new)
}

/// A team may want a second person to look at what is about to happen. What takes something back is
/// not held up by that.
fn second_person(plan: &PlanFile, script: &Prepared, config: &Config) -> Result<(), Problem> {
    let house = script.script.house(config);
    let Some((Demand::AnotherPerson, policy)) = house.demand() else {
        return Ok(());
    };
    if plan.undoes.is_some() || plan.by != who::user() {
        return Ok(());
    }
    let reason = policy.reason.as_ref().map(|reason| format!(" ({reason})"));
    let problem = Problem::new(format!(
        "{} made this plan, and a policy lets only another person apply it{}",
        plan.by,
        reason.unwrap_or_default()
    ));
    let problem = match &policy.place {
        Some((source, span)) => problem.at(source, *span, "this policy"),
        None => problem,
    };
    Err(problem
        .help("ask another person to review it and apply it: `flow plan show`, `flow apply`"))
}

/// The inputs of the plan, with the secrets that it does not hold.
pub(in crate::cli) fn inputs(
    given: &Given<'_>,
    script: &Prepared,
    planned: &Planned,
    front: &Front<'_>,
) -> Result<Fields, Exit> {
    let mut inputs = planned.start.inputs.clone();
    given
        .fill_secrets(&mut inputs, script, front.printer())
        .map_err(|problem| front.problem(&problem))?;
    let redactor = front.printer().redactor();
    inputs
        .values()
        .for_each(|value| redactor.register_value(value));
    Ok(inputs)
}

pub(in crate::cli) fn job(
    script: &Arc<Prepared>,
    (row, planned): (Option<u64>, &Planned),
    inputs: Fields,
    name: Option<Arc<str>>,
) -> Job {
    Job {
        script: script.clone(),
        label: row.map(|row| format!("row {row}")),
        row: row.map(|row| {
            Arc::new(Row {
                number: usize::try_from(row).ok(),
                ..Row::default()
            })
        }),
        inputs,
        kept: None,
        era: None,
        planned: Some(PlannedRun {
            name,
            at: planned.start.at.clone(),
            seed: planned.start.seed,
        }),
    }
}

fn pace(
    args: &ApplyArgs,
    profiles: &[Profile],
    journal: &Arc<SqliteJournal>,
) -> Result<Option<Pace>, Problem> {
    let rate = args.rate.as_deref();
    let rate = rate
        .map(|rate| pace::of_option("--rate", rate))
        .transpose()?;
    let journal = || Ok(journal.clone());
    Pace::new(rate, profiles, &journal)
}
