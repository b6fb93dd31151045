//! `flow rerun`: a kept run begins anew.

use super::began_with::{Settings, note_of, pace_of, script_of, secret_inputs};
use super::front::Front;
use super::jobs::{Job, Jobs};
use super::prepare::Prepared;
use super::ready::{Keeping, Ready, actor};
use super::{demand, drive};
use crate::cli::args::{ProfileArgs, RerunArgs, RunArgs};
use crate::cli::exit::Exit;
use crate::cli::journal::{self, Note};
use crate::cli::runs::advice::writes_sent;
use crate::cli::runs::select::{find, kept_runs};
use crate::cli::session;
use crate::config::{Config, Problem, Profile};
use crate::journal::{Journal, Kept, KeptScript, Record};
use crate::report::Printer;
use crate::report::text::name;
use crate::run::Limits;
use crate::settings::Secrets;
use std::sync::Arc;

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

pub(super) fn begin_again<'s>(
    args: &RerunArgs,
    secrets: Secrets<'s>,
    front: &Front<'_>,
) -> Result<Ready<'s>, Exit> {
    let stop = |problem: Problem| front.problem(&problem);
    let journal = kept_runs(&args.journal).map_err(stop)?;
    journal::must_know_all(&journal).map_err(stop)?;
    let kept = find(&journal, &args.id).map_err(stop)?;
    let records = journal.read(&kept.run);
    let records = records.map_err(|why| stop(journal::problem(why)))?;
    let Some(Record::Started(started)) = records.first() else {
        return Err(stop(no_start(&kept)));
    };
    // What was taken over from the audit record is in doubt, and in no record of the run.
    let done = writes_sent(&records).max(kept.in_doubt.len());
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

/// Why there is nothing to begin again with.
fn no_start(kept: &Kept) -> Problem {
    let run = &kept.run;
    match kept.rows {
        Some(_) => Problem::new(format!("`{run}` is a job, not a run"))
            .help("run its table again: `flow run FILE --inputs TABLE`"),
        None => Problem::new(format!(
            "run {run} cannot be run again: its flow and its inputs are lost, and only the audit record knows \
             what it sent"
        ))
        .help(format!(
            "check each write in the system: `flow audit show --run {run}`; then start a new run: \
             `flow run {}` with the inputs that are still to be done",
            name(&kept.script)
        )),
    }
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
