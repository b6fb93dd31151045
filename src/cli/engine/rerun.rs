//! `flow rerun` on an engine: its workers perform a new run of the same flow with the same inputs.

use super::kept::find;
use super::open::{client, problem};
use super::show::story;
use crate::cli::args::RerunArgs;
use crate::cli::exit::Exit;
use crate::cli::journal::Note;
use crate::cli::run::front::Front;
use crate::cli::run::rerun::{already_sent, fresh};
use crate::cli::runs::advice::writes_sent;
use crate::cli::runtime::runtime;
use crate::cli::submit::{orders, send};
use crate::config::Problem;
use crate::host::restate::{Client, Listed, Order};
use crate::report::Printer;
use std::path::Path;

pub(in crate::cli) fn rerun(args: &RerunArgs, printer: &Printer) -> Exit {
    let front = Front::new(printer, args.output.is_json());
    match begin_again(args, &front) {
        Ok(exit) => exit,
        Err(exit) => front.refuse(exit),
    }
}

fn begin_again(args: &RerunArgs, front: &Front<'_>) -> Result<Exit, Exit> {
    let stop = |problem: Problem| front.problem(&problem);
    if !args.input.is_empty() {
        let problem =
            Problem::new("a run of an engine has no secret input that could be set again");
        return Err(stop(problem.help("remove `--input`")));
    }
    let client = client(&args.engine, &[]).map_err(stop)?;
    let runtime = runtime().map_err(stop)?;
    let (run, first) = runtime
        .block_on(first(&client, args, front.printer()))
        .map_err(stop)?;
    for value in first.inputs.values() {
        front.printer().redactor().register_value(value);
    }
    // The settings are those of this folder: the run may have been submitted on another machine.
    let note = Note {
        profiles: first.profiles.iter().map(ToString::to_string).collect(),
        ..Note::new(&[], None, Path::new("."))
    };
    let (_, profiles, script) = fresh(&note, first.script.clone(), &args.profile, front)?;
    let order = orders::again((first, &run.kept.run), (&script.program, &profiles));
    runtime.block_on(send::one(&client, &order)).map_err(stop)?;
    let (name, engine) = (&order.run, &client.address().ingress);
    if args.output.is_json() {
        let document = serde_json::json!({
            "version": crate::report::json::VERSION,
            "engine": engine,
            "run": &**name,
            "again": &*run.kept.run,
        });
        front.printer().json_result(&document, true);
        return Ok(Exit::Done);
    }
    let line = format!("submitted run {name}, a rerun of {}", run.kept.run);
    front.printer().result(&line);
    let next = format!("next: flow runs show {name} --engine {engine}");
    front.printer().note(&next);
    Ok(Exit::Done)
}

/// The run, and with what it began, if it may be run again.
async fn first(
    client: &Client,
    args: &RerunArgs,
    printer: &Printer,
) -> Result<(Listed, Order), Problem> {
    let run = find(client, &args.id).await?;
    let order = client.order(&run.id).await.map_err(problem)?;
    let order = order.ok_or_else(|| {
        Problem::new(format!(
            "the engine no longer keeps how run {} began",
            run.kept.run
        ))
        .help("submit the flow again: `flow submit`")
    })?;
    if !args.again {
        let story = story(client, &run, printer).await;
        let story = story.map_err(|why| {
            let run = &run.kept.run;
            Problem::new(format!(
                "the actions that run {run} has sent cannot be read: {}",
                why.said()
            ))
            .help("a rerun could repeat it; if that is intended, add `--again`")
        })?;
        let done = writes_sent(&story.records);
        if done > 0 {
            return Err(already_sent(&run.kept.run, done));
        }
    }
    Ok((run, order))
}
