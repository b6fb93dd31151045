//! `flow undo`: what a run has written is taken back, the newest first, as a plan.

mod alone;
mod done;
pub(super) mod flow;
mod told;

use super::apply::{self, ready::Opened};
use super::args::{ApplyArgs, InputArgs, OneFlowArgs, PlanMakeArgs, ProfileArgs, UndoArgs};
use super::exit::Exit;
use super::journal::{self, Note};
use super::plan::assemble::MadePlan;
use super::plan::{make, summary};
use super::run::front::Front;
use super::runs::select::{find, kept_runs};
use super::{ask, session};
use crate::config::{Config, Problem};
use crate::host::left::Left;
use crate::host::plan::Step;
use crate::journal::{Journal, Kept, Record, RunState, SqliteJournal};
use crate::report::text::count;
use crate::report::{Printer, Style, json};
use crate::settings::Secrets;
use done::{Back, Written};
use serde_json::{Value as Json, json};
use std::path::Path;

/// So many writes that stay are named.
const NAMED: usize = 10;

pub(super) fn undo(args: &UndoArgs, printer: &Printer) -> Exit {
    let front = Front::new(printer, args.output.is_json());
    match undone(args, &front) {
        Ok(exit) => exit,
        Err(exit) => front.refuse(exit),
    }
}

fn undone(args: &UndoArgs, front: &Front<'_>) -> Result<Exit, Exit> {
    let stop = |problem: Problem| front.problem(&problem);
    let journal = kept_runs(&args.journal).map_err(stop)?;
    journal::must_know_all(&journal).map_err(stop)?;
    let kept = find(&journal, &args.id).map_err(stop)?;
    if kept.state == RunState::Running {
        let problem = Problem::new(format!("run {} is still running", kept.run));
        return Err(stop(
            problem.help(format!("cancel it first: `flow runs cancel {}`", kept.run)),
        ));
    }
    let _alone = alone::Alone::with(journal.folder(), &kept).map_err(stop)?;
    let note = note_of(&journal, &kept).map_err(stop)?;
    let mut written = done::of(&journal, &kept, front.printer()).map_err(stop)?;
    let plan = looked_at(args, (&kept, &note), &mut written, front)?;
    let (back, stays): (Vec<&Written>, Vec<&Written>) = written
        .iter()
        .partition(|write| matches!(write.back, Back::By(_)));
    if args.output.is_json() && !args.yes {
        let document = document(&kept, &back, &stays);
        front.printer().json_result(&document, true);
    } else if !args.output.is_json() {
        tell(&kept, (&back, &stays), front.printer());
    }
    let Some((plan, config)) = plan else {
        return Ok(Exit::Done);
    };
    if let Some(out) = &args.out {
        plan.file.write(out).map_err(stop)?;
        let out = crate::report::text::name(&out.display().to_string()).into_owned();
        front
            .printer()
            .note(&format!("written to {out}; next: flow apply {out}"));
        return Ok(Exit::Done);
    }
    if !args.output.is_json() {
        summary::tell(&plan.file, None, front.printer());
    }
    if !may(args, back.len(), front.printer()) {
        front
            .printer()
            .note("nothing has been changed: add `--yes` to do it");
        return Ok(Exit::Done);
    }
    let opened = Opened {
        plan: plan.file,
        body: plan.body,
        config,
        keys: plan.keys,
    };
    let hide = session::hiding(front.printer());
    let apply = ApplyArgs {
        engine: Default::default(),
        at_once: 1,
        journal: args.journal.clone(),
        output: args.output,
        ..ApplyArgs::default()
    };
    Ok(apply::go(&apply, opened, Secrets::new(&hide), front))
}

fn may(args: &UndoArgs, many: usize, printer: &Printer) -> bool {
    if args.yes {
        return true;
    }
    let actions = count(many, "action", "actions");
    !args.output.is_json()
        && ask::is_anybody_there()
        && ask::yes(printer, &format!("undo {actions}?"))
}

/// Where the settings of the run came from.
fn note_of(journal: &SqliteJournal, kept: &Kept) -> Result<Note, Problem> {
    let records = journal.read(&kept.run).map_err(journal::problem)?;
    let text = match records.first() {
        Some(Record::Job(job)) => job.note.clone(),
        Some(Record::Started(started)) => match &started.item {
            None => started.note.clone(),
            Some(item) => {
                let job = find(journal, &item.job)?;
                return note_of(journal, &job);
            }
        },
        _ => "".into(),
    };
    Note::read(&text).ok_or_else(|| {
        Problem::new(format!("run {} has no profile of `flow`", kept.run))
            .help("another program keeps this run: undo what it did there")
    })
}

/// The plan of what is as the run left it, if anything is. What somebody has changed since is left to
/// them: a plan of the rest is made until nothing of it has changed.
fn looked_at(
    args: &UndoArgs,
    of: (&Kept, &Note),
    written: &mut [Written],
    front: &Front<'_>,
) -> Result<Option<(MadePlan, Config)>, Exit> {
    loop {
        let back = written.iter();
        let back = back.filter(|write| matches!(write.back, Back::By(_)));
        let back: Vec<&Written> = back.collect();
        if back.is_empty() {
            return Ok(None);
        }
        let made = planned(args, of, &back, front)?;
        let runs = made.0.body.runs.iter();
        let steps = runs.flat_map(|(_, planned)| planned.steps.iter());
        let changed: Vec<(Left, String)> = steps.filter_map(changed).collect();
        if !done::leave(written, &changed) {
            return Ok(Some(made));
        }
    }
}

/// What somebody has changed since, and how.
fn changed(step: &Step) -> Option<(Left, String)> {
    let Step::Write { sighting, .. } = step else {
        return None;
    };
    let sighting = sighting.as_ref()?;
    Some((sighting.left.clone()?, sighting.changed.clone()?))
}

/// The flow that takes everything back, planned: it looks at each thing, and changes nothing.
fn planned(
    args: &UndoArgs,
    (kept, note): (&Kept, &Note),
    back: &[&Written],
    front: &Front<'_>,
) -> Result<(MadePlan, Config), Exit> {
    let flow = flow::of(back);
    let profile = match args.profile.names().is_empty() {
        true => ProfileArgs {
            profile: note.profiles.clone(),
            config: args.profile.config.clone().or_else(|| note.config.clone()),
        },
        false => args.profile.clone(),
    };
    let of_file = |config: &Option<std::path::PathBuf>| match config {
        Some(file) => Config::read(file),
        None => Config::find(Path::new(".")),
    };
    let config = of_file(&profile.config).map_err(|problem| front.problem(&problem))?;
    front.former_names(&config);
    let make = PlanMakeArgs {
        flow: OneFlowArgs {
            text: Some(flow.text),
            file: None,
        },
        given: InputArgs {
            input: flow.inputs,
            inputs: None,
        },
        profile,
        journal: args.journal.clone(),
        output: args.output,
        ..PlanMakeArgs::default()
    };
    let hide = session::hiding(front.printer());
    let left = back.iter().filter_map(|write| match &write.back {
        Back::By(by) => Some((by.call(), write.left.clone()?)),
        _ => None,
    });
    let undoes = make::Undoes {
        run: kept.run.to_string(),
        left: left.collect(),
    };
    let made = make::made(&make, Some(undoes), &Secrets::new(&hide), front)?;
    Ok((made, config))
}

fn tell(kept: &Kept, (back, stays): (&[&Written], &[&Written]), printer: &Printer) {
    let look = printer.look();
    if back.is_empty() && stays.is_empty() {
        printer.result(&format!(
            "run {} has written nothing that is still there",
            kept.run
        ));
        return;
    }
    if !back.is_empty() {
        printer.result(&look.paint(Style::Strong, "can be undone, the newest first:"));
    }
    for write in back {
        if let Back::By(by) = &write.back {
            let unseen = match write.left {
                Some(_) => String::new(),
                None => format!(
                    "; {} does not show whether it has changed since",
                    write.system()
                ),
            };
            printer.result(&format!("  {}  (undoes {}{unseen})", by.what, write.what));
        }
    }
    let (changed, stays): (Vec<&Written>, Vec<&Written>) = stays
        .iter()
        .copied()
        .partition(|write| matches!(write.back, Back::Changed { .. }));
    tell_stays("not undone, changed since:", &changed, printer);
    tell_stays("not undone now:", &stays, printer);
}

fn tell_stays(title: &str, stays: &[&Written], printer: &Printer) {
    if !stays.is_empty() {
        printer.result(&printer.look().paint(Style::Care, title));
    }
    for write in stays.iter().take(NAMED) {
        match &write.back {
            Back::Not(why) => printer.result(&format!("  {}: {why}", write.what)),
            Back::Changed { how, by_hand } => printer.result(&format!(
                "  {}: {how}; to undo it anyway, by hand: {by_hand}",
                write.what
            )),
            Back::Already(run) => {
                printer.result(&format!("  {}: run {run} has undone it", write.what));
            }
            Back::By(_) => {}
        }
    }
    if stays.len() > NAMED {
        printer.result(&format!("  and {} more", stays.len() - NAMED));
    }
}

fn document(kept: &Kept, back: &[&Written], stays: &[&Written]) -> Json {
    let one = |write: &&Written| match &write.back {
        Back::By(by) => json!({ "write": write.what, "undo": by.what }),
        Back::Already(run) => json!({ "write": write.what, "undone": &**run }),
        Back::Changed { how, by_hand } => {
            json!({ "write": write.what, "changed": how, "byHand": by_hand })
        }
        Back::Not(why) => json!({ "write": write.what, "why": why }),
    };
    json!({
        "version": json::VERSION,
        "run": &*kept.run,
        "undo": back.iter().map(one).collect::<Vec<_>>(),
        "stays": stays.iter().map(one).collect::<Vec<_>>(),
    })
}
