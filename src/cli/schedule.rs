//! `flow schedule next`: what `flow serve` will start by itself, and when.

use super::args::{NextArgs, ScheduleArgs, ScheduleCommand};
use super::exit::Exit;
use super::run::ready::zone_of;
use super::{scripts, session};
use crate::catalogue::Catalogue;
use crate::check::{self, Context};
use crate::config::{Config, Problem, Profile};
use crate::program::{Schedule, When};
use crate::report::text::{count, duration, name};
use crate::report::{Printer, Style, json};
use crate::value::time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

pub(super) fn schedule(args: &ScheduleArgs, printer: &Printer) -> Exit {
    let ScheduleCommand::Next(args) = &args.command;
    match next(args, printer) {
        Ok(exit) => exit,
        Err(problem) => session::tell(&problem, printer),
    }
}

/// What `flow check` judges it with: the calendars of the folder's settings too.
fn context(script: &scripts::Script) -> Result<Context, Problem> {
    let config = Config::find(&script.folder())?;
    let context = match config.has_default() {
        true => {
            let profiles = config.choose(&[], &[])?;
            Context::of(profiles.iter().map(Profile::for_check))
        }
        false => Context::default(),
    };
    Ok(context.in_house(script.house(&config)))
}

/// A start that comes.
struct Coming {
    at: ZonedDateTime,
    flow: String,
    line: String,
}

/// A flow that starts for what arrives: nobody knows when.
struct Arriving {
    flow: String,
    line: String,
}

fn next(args: &NextArgs, printer: &Printer) -> Result<Exit, Problem> {
    let from = match &args.from {
        Some(text) => time(text).map_err(|why| {
            Problem::new(format!("`--from` cannot be `{text}`")).help(why.to_string())
        })?,
        None => ZonedDateTime::now(),
    };
    let mut paths = args.paths();
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let found = scripts::find(&paths);
    if let Some(problem) = found.problems.into_iter().next() {
        return Err(problem);
    }
    let config = Config::find(paths.first().map_or(Path::new("."), |path| path))?;
    session::note_former(&config, printer);
    let profile = config.profile(None)?;
    let zone = zone_of(&[profile]);
    let (mut all, mut arriving, mut exit) = (Vec::new(), Vec::new(), Exit::Done);
    for path in found.scripts {
        let script = scripts::read(&path)?.with_files();
        let checked = check::check_text(&script.source, Catalogue::builtin(), &context(&script)?);
        let Some(program) = checked.program else {
            let name = name(script.source.name()).into_owned();
            printer.note(&format!(
                "skipped {name}: it has errors; `flow check {name}` shows them"
            ));
            exit = Exit::Script;
            continue;
        };
        let flow = name(script.source.name()).into_owned();
        arriving.extend(program.triggers.iter().map(|one| Arriving {
            flow: flow.clone(),
            line: program.source.slice(one.span).to_owned(),
        }));
        for (number, one) in program.schedules.iter().enumerate() {
            let line = program.source.slice(one.span).to_owned();
            let earlier = &program.schedules[..number];
            starts(one, (&from, &zone), args.count(), |at| {
                let is_new = !Schedule::any_due_at(earlier, at.timestamp(), &zone);
                all.extend(is_new.then(|| Coming {
                    at,
                    flow: flow.clone(),
                    line: line.clone(),
                }));
                is_new
            });
        }
    }
    all.sort_by_key(|coming: &Coming| coming.at.timestamp());
    all.truncate(args.count());
    print(args, (&all, &arriving), &from, printer);
    Ok(exit)
}

/// So many starts of a line are looked at: all of them may be those of another line.
const LOOKED_AT: usize = 10_000;

fn starts(
    schedule: &Schedule,
    (from, zone): (&ZonedDateTime, &TimeZone),
    most: usize,
    mut add: impl FnMut(ZonedDateTime) -> bool,
) {
    let own = match &schedule.when {
        When::Days {
            zone: Some(own), ..
        } => own,
        _ => zone,
    };
    let (mut after, mut added) = (from.timestamp(), 0);
    for _ in 0..LOOKED_AT {
        let next = schedule.next(after, zone).filter(|_| added < most);
        let Some(due) = next else {
            return;
        };
        added += usize::from(add(due.at.to_zoned_datetime(own.clone())));
        after = due.at;
    }
}

fn print(
    args: &NextArgs,
    (all, arriving): (&[Coming], &[Arriving]),
    from: &ZonedDateTime,
    printer: &Printer,
) {
    if args.output.is_json() {
        let one = |coming: &Coming| {
            json!({
                "at": coming.at.to_string(),
                "flow": coming.flow,
                "schedule": coming.line,
            })
        };
        let document = json!({
            "version": json::VERSION,
            "starts": all.iter().map(one).collect::<Vec<Json>>(),
            "arrivals": arriving
                .iter()
                .map(|one| json!({ "flow": one.flow, "when": one.line }))
                .collect::<Vec<Json>>(),
        });
        return printer.json_result(&document, true);
    }
    let now: Timestamp = from.timestamp();
    for coming in all {
        let at = coming.at.strftime("%a %Y-%m-%d %H:%M:%S %Z").to_string();
        let left = duration(coming.at.timestamp().duration_since(now));
        let look = printer.look();
        let line = look.paint(Style::Faint, &coming.line);
        printer.result(&format!("{at:<29}  in {left:>7}  {}  {line}", coming.flow));
    }
    for one in arriving {
        printer.note(&format!(
            "{} starts at no fixed time: {}",
            one.flow, one.line
        ));
    }
    match (all.is_empty(), arriving.is_empty()) {
        (true, true) => printer.note("none of these flows has an `every` line or a `when` line"),
        (true, false) => printer.note("none of these flows has an `every` line"),
        (false, _) => printer.note(&count(all.len(), "start", "starts")),
    }
}
