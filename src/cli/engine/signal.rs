//! Something is said to a run of an engine.

use super::kept::find;
use super::open::{client, problem};
use super::show::story;
use crate::cli::args::SignalArgs;
use crate::cli::exit::Exit;
use crate::cli::runtime::runtime;
use crate::config::Problem;
use crate::host::restate::{Client, Listed, Message};
use crate::journal::RunState;
use crate::nearest::nearest;
use crate::report::{Printer, json};
use crate::run::effect::Signal;
use crate::value::Value;
use serde_json::json;

pub(in crate::cli) fn signal(args: &SignalArgs, printer: &Printer) -> Result<Exit, Problem> {
    let client = client(&args.engine, &[])?;
    let (text, waits) = runtime()?.block_on(give(&client, args, printer))?;
    let word = if waits { "heard" } else { "kept" };
    if args.output.is_json() {
        let document = json!({
            "version": json::VERSION,
            "run": args.run,
            "signal": args.name,
            "result": word,
            "message": text,
        });
        printer.json_result(&document, true);
    } else {
        printer.result(&text);
    }
    Ok(Exit::Done)
}

/// Gives the signal; what became of it, and whether the run waited for it.
async fn give(
    client: &Client,
    args: &SignalArgs,
    printer: &Printer,
) -> Result<(String, bool), Problem> {
    let run = find(client, &args.run).await?;
    if let RunState::Ended(how) = run.kept.state {
        let how = how.word();
        return Err(
            Problem::new(format!("run {} is over: it {how}", run.kept.run)).help(
                "a run receives a signal while it waits, or before: `flow runs` lists the open runs",
            ),
        );
    }
    let value = args.value.as_deref().map_or(Value::Nothing, Value::text);
    let waits = waits(client, &run, (&args.name, &value), printer).await?;
    let message = Message::Signal {
        name: args.name.as_str().into(),
        value,
    };
    let key = crate::host::live::new_name();
    let to = (run.service.as_str(), run.id.as_str());
    client.say(to, message, &key).await.map_err(problem)?;
    let (name, run) = (&args.name, &run.kept.run);
    Ok(match waits {
        true => (format!("run {run} has heard {name} and continues"), true),
        false => (
            format!("run {run} keeps {name}: it does not wait for it yet"),
            false,
        ),
    })
}

/// Whether the run waits for the signal now; an error where it never will, or does not take the value.
pub(in crate::cli) async fn waits(
    client: &Client,
    run: &Listed,
    (name, value): (&str, &Value),
    printer: &Printer,
) -> Result<bool, Problem> {
    let Ok(story) = story(client, run, printer).await else {
        // The worker knows the run's signals, whatever this version makes of its flow.
        return Ok(false);
    };
    let known = story.program.signals();
    if !known.iter().any(|known| **known == *name) {
        return Err(unknown(&run.kept.script, name, &known));
    }
    let awaited: Vec<Signal> = client
        .awaits(&run.id, &story.program)
        .await
        .map_err(|why| Problem::new(why.to_string()))?;
    let Some(wanted) = awaited.iter().find(|wanted| *wanted.name == *name) else {
        return Ok(false);
    };
    match wanted.answer(value) {
        Some(_) => Ok(true),
        None => Err(
            Problem::new("the answer must be `yes` or `no`").help(format!(
                "write `flow signal {} {name} yes`, or `no`",
                run.kept.run
            )),
        ),
    }
}

fn unknown(script: &str, name: &str, known: &[std::sync::Arc<str>]) -> Problem {
    let names: Vec<&str> = known.iter().map(|name| &**name).collect();
    let problem = Problem::new(format!("{script} has no `await signal {name}`"));
    match (nearest(name, names.iter().copied()), names.is_empty()) {
        (Some(near), _) => problem.help(format!("did you mean `{near}`?")),
        (None, true) => problem.help("this flow waits for no signal"),
        (None, false) => problem.help(format!("it waits for {}", names.join(", "))),
    }
}
