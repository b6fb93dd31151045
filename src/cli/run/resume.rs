//! `flow resume` and `flow rerun`: kept runs go on, or begin anew.

mod job;

use super::front::Front;
use super::jobs::{Job, Jobs, KeptRun, PlannedRun};
use super::pace::{Pace, Rate};
use super::prepare::{Prepared, prepare};
use super::ready::{Keeping, Ready, actor};
use super::{demand, drive, used_systems};
use crate::catalogue::Catalogue;
use crate::check;
use crate::cli::args::{JournalArgs, ProfileArgs, RerunArgs, ResumeArgs, RunArgs};
use crate::cli::exit::Exit;
use crate::cli::journal::{self, Note};
use crate::cli::plan::file::{Body, PlanFile};
use crate::cli::plan::keys::PlanKeys;
use crate::cli::plan::stale;
use crate::cli::plan::to_apply::ToApply;
use crate::cli::runs::advice::writes_sent;
use crate::cli::runs::select::{find, kept_runs, select};
use crate::cli::scripts::{self, Script};
use crate::cli::session;
use crate::config::{Config, Problem, Profile};
use crate::host::live::kept_script;
use crate::journal::{Ending, Journal, Kept, KeptScript, Record, RunState, SqliteJournal, Started};
use crate::report::Printer;
use crate::run::Limits;
use crate::settings::Secrets;
use crate::value::{Mark, Record as Fields, Text, Value};
use std::path::Path;
use std::sync::Arc;

/// Goes on with runs whose program ended before they did, one after the other: each has the
/// profiles with which it began.
pub(in crate::cli) fn resume(args: &ResumeArgs, printer: &Printer) -> Exit {
    let done = kept_runs(&args.journal).and_then(|journal| {
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
        Ok(Some((ToApply::new(plan, &body, of, None), body)))
    }
}

/// The settings with which a kept run began.
struct Settings {
    config: Config,
    named: Vec<String>,
}

impl Settings {
    fn of(note: &Note, args: &ProfileArgs) -> Result<Self, Problem> {
        let config = match (&args.config, &note.config) {
            (Some(file), _) | (None, Some(file)) => Config::read(file)?,
            (None, None) => Config::find(&note.folder)?,
        };
        let named: Vec<String> = match args.names().as_slice() {
            [] => note.profiles.clone(),
            names => names.iter().map(|name| (*name).to_owned()).collect(),
        };
        Ok(Self { config, named })
    }

    fn profiles(&self, uses: &[String]) -> Result<Vec<Profile>, Problem> {
        let named: Vec<&str> = self.named.iter().map(String::as_str).collect();
        let uses: Vec<&str> = uses.iter().map(String::as_str).collect();
        self.config.choose(&named, &uses)
    }

    /// The script as the journal keeps it: it was checked when the run began.
    fn with_kept(
        &self,
        kept: &KeptScript,
        front: &Front<'_>,
    ) -> Result<(Vec<Profile>, Prepared), Exit> {
        let script = Script {
            source: kept.source(),
            path: None,
            marked: false,
        };
        let uses = used_systems(&script);
        let profiles = self.profiles(&uses);
        let profiles = profiles.map_err(|problem| front.problem(&problem))?;
        let context = kept.context(Catalogue::builtin());
        let checked = check::check_text(&script.source, Catalogue::builtin(), &context);
        session::hide(&script.source, &checked.problems, front.printer());
        let Some(program) = checked.program else {
            return Err(front.findings(&script, &checked.problems));
        };
        let prepared = Prepared {
            script,
            program,
            uses,
            warnings: 0,
        };
        Ok((profiles, prepared))
    }

    /// Another script: it is checked as any that is run.
    fn with_file(&self, file: &Path, front: &Front<'_>) -> Result<(Vec<Profile>, Prepared), Exit> {
        let script = scripts::read(file).map_err(|problem| front.problem(&problem))?;
        let script = script.with_files();
        let uses = used_systems(&script);
        let profiles = self.profiles(&uses);
        let profiles = profiles.map_err(|problem| front.problem(&problem))?;
        let prepared = prepare((script, uses), &self.config, &profiles, front)?;
        Ok((profiles, prepared))
    }
}

/// Where the settings of a run came from; of a row, where those of its job did. A run whose profile
/// is not known is not resumed: another one would lead to another tenant.
fn note_of(journal: &dyn Journal, started: &Started) -> Result<Note, Problem> {
    let text = match &started.item {
        None => Some(started.note.clone()),
        Some(item) => {
            let records = journal.read(&item.job).map_err(journal::problem)?;
            records.into_iter().find_map(|record| match record {
                Record::Job(job) => Some(job.note),
                _ => None,
            })
        }
    };
    let note = text.as_deref().and_then(Note::read);
    let note = note.ok_or_else(|| {
        Problem::new(format!(
            "run {} has no profile of `flow`",
            started.start.run
        ))
        .help("another program keeps this run: resume it there")
    })?;
    Ok(Note { job: None, ..note })
}

fn script_of(journal: &dyn Journal, records: &[Record]) -> Result<KeptScript, Problem> {
    let kept = kept_script(journal, records).map_err(journal::problem)?;
    kept.ok_or_else(|| Problem::new("the journal does not keep the flow of this run"))
}

/// The secret inputs, which no journal keeps: from the command line, or from the environment.
fn secret_inputs(pairs: &[String], started: &Started, front: &Front<'_>) -> Result<Fields, Exit> {
    let mut inputs = Fields::new();
    let is_secret = |name: &str| {
        let value = started.start.inputs.get(name);
        matches!(value, Some(Value::Text(text)) if text.mark == Mark::Secret)
    };
    let mut set = |name: &str, text: String| {
        front.printer().redactor().register(&text, Mark::Secret);
        inputs.insert(name.into(), Value::Text(Text::marked(text, Mark::Secret)));
    };
    for name in started.start.inputs.keys().filter(|name| is_secret(name)) {
        if let Ok(text) = std::env::var(format!("FLOW_INPUT_{name}")) {
            set(name, text);
        }
    }
    for pair in pairs {
        match pair.split_once('=') {
            Some((name, text)) if is_secret(name.trim()) => set(name.trim(), text.to_owned()),
            _ => {
                let name = pair.split('=').next().unwrap_or_default().trim();
                let problem =
                    Problem::new(format!("`--input {name}=…` is not a secret of this run"));
                let help = "a run keeps its other inputs; `flow run` begins a new one";
                return Err(front.problem(&problem.help(help)));
            }
        }
    }
    Ok(inputs)
}

/// A new run of the same flow with the same inputs.
pub(in crate::cli) fn rerun(args: &RerunArgs, printer: &Printer) -> Exit {
    let hide = session::hiding(printer);
    let front = Front::new(printer, args.output.is_json());
    let run = RunArgs {
        output: args.output,
        at_once: 1,
        ..RunArgs::default()
    };
    match begin_again(args, Secrets::new(&hide), &front) {
        Ok(ready) => drive::drive(&run, ready, &front),
        Err(exit) => front.refuse(exit),
    }
}

fn begin_again<'s>(
    args: &RerunArgs,
    secrets: Secrets<'s>,
    front: &Front<'_>,
) -> Result<Ready<'s>, Exit> {
    let stop = |problem: Problem| front.problem(&problem);
    let journal = kept_runs(&args.journal).map_err(stop)?;
    let kept = find(&journal, &args.id).map_err(stop)?;
    let records = journal.read(&kept.run);
    let records = records.map_err(|why| stop(journal::problem(why)))?;
    let Some(Record::Started(started)) = records.first() else {
        let problem = Problem::new(format!("`{}` is a job, not a run", args.id));
        return Err(stop(
            problem.help("run its table again: `flow run FILE --inputs TABLE`"),
        ));
    };
    let done = writes_sent(&records);
    if !args.again && done > 0 {
        return Err(stop(already_sent(&kept.run, done)));
    }
    let mut note = note_of(&*journal, started).map_err(stop)?;
    note.again = Some(kept.run.to_string());
    // A rerun is held to no plan: what it would write now is not what was looked at then.
    note.plan = None;
    let kept_script = script_of(&*journal, &records).map_err(stop)?;
    let (config, profiles, script) = fresh(&note, kept_script, &args.profile, front)?;
    let mut inputs = started.start.inputs.clone();
    inputs.extend(secret_inputs(&args.input, started, front)?);
    for value in inputs.values() {
        front.printer().redactor().register_value(value);
    }
    let limits: Limits = started.limits;
    let pacing = profiles.clone();
    let actor = actor(&profiles, None);
    Ok(Ready {
        secrets: secrets.refused(config.distrust()),
        profiles,
        limits,
        jobs: Jobs::Listed(vec![Job {
            script,
            label: None,
            row: None,
            inputs,
            kept: None,
            era: None,
            planned: None,
        }]),
        plan: None,
        many: false,
        pace: pace_of(None, &journal, &pacing).map_err(stop)?,
        keeping: Some(Keeping {
            journal,
            note: note.text(),
            job: None,
            actor,
        }),
    })
}

/// That a rerun would repeat what its first run has done.
pub(in crate::cli) fn already_sent(run: &str, many: usize) -> Problem {
    let many = crate::report::text::count(many, "action", "actions");
    Problem::new(format!("run {run} has already sent {many}"))
        .help("a rerun could repeat them; if that is intended, add `--again`")
}

/// A kept flow, ready for a new run, with the settings and the profiles that its note names.
pub(in crate::cli) fn fresh(
    note: &Note,
    mut kept: KeptScript,
    args: &ProfileArgs,
    front: &Front<'_>,
) -> Result<(Config, Vec<Profile>, Arc<Prepared>), Exit> {
    let stop = |problem: Problem| front.problem(&problem);
    let settings = Settings::of(note, args).map_err(stop)?;
    front.former_names(&settings.config);
    // A new run asks the calendars as they are now.
    for calendar in &mut kept.calendars {
        let now = settings.config.house().calendars.get(&calendar.name);
        *calendar = now.unwrap_or(calendar).clone();
    }
    let (profiles, script) = settings.with_kept(&kept, front)?;
    let script = Arc::new(script);
    demand::plan(
        &RunArgs::default(),
        &settings.config,
        &profiles,
        std::slice::from_ref(&script),
    )
    .map_err(stop)?;
    Ok((settings.config, profiles, script))
}

/// What the profiles allow all flows of the machine, and the caller this one.
fn pace_of(
    rate: Option<Rate>,
    journal: &Arc<SqliteJournal>,
    profiles: &[Profile],
) -> Result<Option<Pace>, Problem> {
    let journal = || Ok(journal.clone());
    Pace::new(rate, profiles, &journal)
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
