//! `flow run`: scripts are checked, given their inputs, and run.

mod asks;
mod began_with;
mod cancels;
pub(in crate::cli) mod demand;
pub(in crate::cli) mod drive;
mod ended;
pub(in crate::cli) mod front;
pub(in crate::cli) mod given;
pub(in crate::cli) mod interrupts;
pub(in crate::cli) mod jobs;
mod ledger;
pub(in crate::cli) mod left;
mod objections;
pub(super) mod overwritten;
pub(in crate::cli) mod pace;
pub(in crate::cli) mod page;
pub(in crate::cli) mod prepare;
mod progress;
mod questions;
pub(in crate::cli) mod ready;
mod record;
mod repeats;
mod reporter;
pub(in crate::cli) mod rerun;
mod results;
pub(in crate::cli) mod resume;
pub(in crate::cli) mod rows;
mod seen;
mod signals;
mod tally;
mod tell;
mod watch;

use super::args::RunArgs;
use super::exit::Exit;
use super::journal::{self, JobNote, Note};
use super::policies;
use super::scripts::Script;
use super::session;
use crate::catalogue::Catalogue;
use crate::config::{Config, Problem, Profile};
use crate::journal as journal_floor;
use crate::report::text::name;
use crate::report::{People, Printer};
use crate::run::Limits;
use crate::settings::Secrets;
use crate::syntax::tree::Item;
use front::Front;
use given::Given;
use jobs::{Job, Jobs, OfTable};
use pace::Pace;
use prepare::{Prepared, prepare};
use ready::{Keeping, KeptJob, Ready};
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(args: &RunArgs, printer: &Printer) -> Exit {
    let front = Front::new(printer, args.output.is_json());
    let hide = session::hiding(printer);
    let ready = ready(args, &front, Secrets::new(&hide));
    let stop = |problem: Problem| front.problem(&problem);
    match ready.and_then(|ready| signals::can_be_sent(&ready).map_err(stop).map(|()| ready)) {
        Ok(ready) if !demand::may_begin(args, &ready, &front) => {
            printer.note("nothing was sent");
            Exit::Failed
        }
        Ok(ready) => drive::drive(args, ready, &front),
        Err(exit) => front.refuse(exit),
    }
}

pub(in crate::cli) fn ready<'a>(
    args: &RunArgs,
    front: &Front<'_>,
    secrets: Secrets<'a>,
) -> Result<Ready<'a>, Exit> {
    let (scripts, mut exit) = prepare::read(args, front);
    let uses: Vec<_> = scripts.iter().map(used_systems).collect();
    let settings = settings(args, &scripts, &uses, front.printer());
    let (config, profiles) = settings.map_err(|problem| front.problem(&problem))?;
    let mut prepared = Vec::new();
    for (script, uses) in scripts.into_iter().zip(uses) {
        match prepare((script, uses), &config, &profiles, front) {
            Ok(script) => prepared.push(Arc::new(script)),
            Err(worse) => exit = exit.max(worse),
        }
    }
    if exit > Exit::Done {
        return Err(exit);
    }
    let stop = |problem: Problem| front.problem(&problem);
    demand::plan(args, &config, &profiles, &prepared).map_err(stop)?;
    let limits = limits(args).map_err(stop)?;
    let time = limits.time.and_then(|time| time.try_into().ok());
    let secrets = secrets.within(time).refused(config.distrust());
    let jobs = jobs(args, &profiles, &prepared, (&secrets, front))?;
    jobs.warn_of_doubled(front.printer());
    let many = jobs.count() > 1;
    let keeping = keeping(args, &config, &profiles, &prepared).map_err(stop)?;
    let keeping = match keeping {
        Some(keeping) => Some(keeping.for_jobs(&jobs, args, &prepared).map_err(stop)?),
        None => None,
    };
    let journal = || match &keeping {
        Some(keeping) => Ok(keeping.journal.clone()),
        None => journal::open(&args.journal_place),
    };
    let pace = pace(args, &profiles, &journal).map_err(stop)?;
    Ok(Ready {
        pace,
        keeping,
        profiles,
        secrets,
        limits,
        jobs,
        many,
        plan: None,
    })
}

/// Where the runs are kept, if they are.
fn keeping(
    args: &RunArgs,
    config: &Config,
    profiles: &[Profile],
    prepared: &[Arc<Prepared>],
) -> Result<Option<Keeping>, Problem> {
    let programs = prepared.iter().map(|script| &script.program);
    let Some(journal) = journal::for_runs(args, profiles, programs)? else {
        return Ok(None);
    };
    let folder = prepared.first().map(|script| script.script.folder());
    let config = args.profile.config.as_deref().or(config.path.as_deref());
    let note = Note::new(profiles, config, &folder.unwrap_or_default());
    let note = note.text();
    Ok(Some(Keeping {
        journal,
        note,
        job: None,
        actor: ready::actor(profiles, None),
    }))
}

impl Keeping {
    /// A table with which one script runs is a job.
    fn for_jobs(
        mut self,
        jobs: &Jobs<'_>,
        args: &RunArgs,
        prepared: &[Arc<Prepared>],
    ) -> Result<Self, Problem> {
        let (Jobs::Table(of), [script]) = (jobs, prepared) else {
            return Ok(self);
        };
        let mut note = Note::read(&self.note).unwrap_or_default();
        let table = of.table.path().map(std::path::absolute);
        note.job = Some(JobNote {
            table: table.and_then(Result::ok).unwrap_or_default(),
            digest: of.table.digest,
            inputs: of.given.pairs_to_keep(script),
            at_once: args.at_once,
            rate: args.rate.clone(),
            time_limit: args.time_limit.clone(),
        });
        self.job = Some(KeptJob {
            name: crate::host::live::new_name(),
            begins: Some(Box::new(journal_floor::Job {
                script: journal_floor::KeptScript::of(&script.program),
                at: jiff::Timestamp::now(),
                rows: of.table.rows,
                versions: journal_floor::Versions::here(),
                note: note.text(),
                actor: Some(self.actor.clone()),
            })),
            cancel: false,
        });
        Ok(self)
    }
}

fn pace(
    args: &RunArgs,
    profiles: &[Profile],
    journal: pace::JournalOf<'_>,
) -> Result<Option<Pace>, Problem> {
    let rate = args.rate.as_deref();
    let rate = rate
        .map(|rate| pace::of_option("--rate", rate))
        .transpose()?;
    Pace::new(rate, profiles, journal)
}

/// The settings and the profiles for all scripts: they may not belong to different files.
fn settings(
    args: &RunArgs,
    scripts: &[Script],
    uses: &[Vec<String>],
    printer: &Printer,
) -> Result<(Config, Vec<Profile>), Problem> {
    let mut used: Vec<&str> = Vec::new();
    for system in uses.iter().flatten() {
        if !used.contains(&system.as_str()) {
            used.push(system);
        }
    }
    let config = config(args, scripts)?;
    if !args.quiet && !args.output.is_json() {
        let people = People::new(printer.look(), printer.redactor());
        for idle in policies::idle(&config) {
            printer.note(&idle.people_as(policies::IDLE, &people));
        }
        session::note_former(&config, printer);
    }
    let profiles = config.choose(&args.profile.names(), &used)?;
    Ok((config, profiles))
}

fn config(args: &RunArgs, scripts: &[Script]) -> Result<Config, Problem> {
    let mut found: Option<Config> = None;
    for script in scripts {
        let config = session::config(&args.profile, &script.folder())?;
        if args.profile.config.is_none() {
            policies::past(script, &config)?;
        }
        match &found {
            Some(known) if known.path != config.path => {
                return Err(different(&[(&scripts[0], known), (script, &config)]));
            }
            Some(_) => {}
            None => found = Some(config),
        }
    }
    match found {
        Some(config) => Ok(config),
        None => session::config(&args.profile, Path::new(".")),
    }
}

/// One run has one file of settings.
fn different(used: &[(&Script, &Config)]) -> Problem {
    let each = used.iter().map(|(script, config)| {
        let script = name(script.source.name());
        match &config.path {
            Some(path) => format!("{script} uses {}", name(&path.display().to_string())),
            None => format!("{script} uses no flow.toml"),
        }
    });
    let each: Vec<String> = each.collect();
    Problem::new(each.join(" and ")).help(
        "one run needs one: name it with `--config FILE`, or run the flows one after the other",
    )
}

/// The systems that the `use` lines of a script name. Names that no system has are left to the
/// check.
pub(in crate::cli) fn used_systems(script: &Script) -> Vec<String> {
    let source = &script.source;
    let tree = crate::syntax::parse(source).tree;
    let lines = tree.items.iter().filter_map(|item| match item {
        Item::Use(line) => Some(line),
        _ => None,
    });
    let lines = lines.chain(tree.systems_of.iter().flatten());
    lines
        .map(|line| source.slice(line.system).to_owned())
        .filter(|name| Catalogue::builtin().system(name).is_some())
        .collect()
}

fn limits(args: &RunArgs) -> Result<Limits, Problem> {
    let mut limits = Limits::default();
    if let Some(text) = &args.time_limit {
        let time = crate::value::duration(text)
            .ok()
            .filter(|time| time.is_positive());
        let wrong = || {
            Problem::new(format!("`--time-limit` cannot be `{text}`"))
                .help("write a number and a unit: `--time-limit 30s`, 5m, 1h")
        };
        limits.time = Some(time.ok_or_else(wrong)?);
    }
    Ok(limits)
}

/// A job for each script and row; everything that it is given has been read once, and is right.
fn jobs<'a>(
    args: &RunArgs,
    profiles: &[Profile],
    prepared: &[Arc<Prepared>],
    (secrets, front): (&Secrets<'a>, &Front<'_>),
) -> Result<Jobs<'a>, Exit> {
    let printer = front.printer();
    let stop = |problem: Problem| front.problem(&problem);
    let given = Given::new(args, profiles, prepared, (secrets, printer)).map_err(stop)?;
    let Some(file) = &args.given.inputs else {
        return listed(prepared, &given, front).map(Jobs::Listed);
    };
    let of = OfTable {
        scripts: prepared.to_vec(),
        table: table(file, prepared).map_err(stop)?,
        given,
    };
    let jobs = Jobs::Table(Box::new(of));
    let made = jobs.looked_at(printer).map_err(stop)?;
    refuse(made.filter_map(Result::err).flatten(), front)?;
    Ok(jobs)
}

/// A job for each script, where there is no table.
fn listed(
    prepared: &[Arc<Prepared>],
    given: &Given<'_>,
    front: &Front<'_>,
) -> Result<Vec<Job>, Exit> {
    let mut jobs = Vec::new();
    let mut problems = Vec::new();
    for script in prepared {
        let label = || name(script.script.source.name()).into_owned();
        match given.inputs(script, &rows::Row::default(), front.printer()) {
            Ok(inputs) => jobs.push(Job {
                script: script.clone(),
                label: (prepared.len() > 1).then(label),
                row: None,
                inputs,
                kept: None,
                era: None,
                planned: None,
            }),
            Err(wrong) => problems.extend(wrong),
        }
    }
    refuse(problems.into_iter(), front)?;
    Ok(jobs)
}

/// A table of which every column is asked for.
fn table(file: &Path, prepared: &[Arc<Prepared>]) -> Result<rows::Table, Problem> {
    let table = rows::Table::read(file)?;
    let inputs = prepared.iter().flat_map(|script| &script.program.inputs);
    let mut wanted: Vec<&str> = inputs.map(|input| &*input.name).collect();
    wanted.sort_unstable();
    wanted.dedup();
    rows::unknown(&table, &wanted)?;
    Ok(table)
}

/// Says what is wrong with the inputs; after ten problems the rest are counted.
fn refuse(problems: impl Iterator<Item = Problem>, front: &Front<'_>) -> Result<(), Exit> {
    const TOLD: usize = 10;
    let mut many = 0;
    for problem in problems {
        many += 1;
        if many <= TOLD {
            front.problem(&problem);
        }
    }
    if many > TOLD {
        let more = many - TOLD;
        front.problem(&Problem::new(format!("and {more} more like these")));
    }
    match many {
        0 => Ok(()),
        _ => Err(Exit::Environment),
    }
}
