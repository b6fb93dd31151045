//! `flow submit`: a flow is given to an engine, whose workers run it.

mod before;
pub(super) mod orders;
pub(super) mod send;

use super::args::{RunArgs, ShowArgs, SubmitArgs};
use super::engine;
use super::exit::Exit;
use super::run::front::Front;
use super::run::{demand, ready};
use super::runtime::runtime;
use super::session;
use crate::config::Problem;
use crate::host::restate::Client;
use crate::report::text::count;
use crate::report::{Printer, json};
use crate::settings::Secrets;
use orders::Orders;
use send::Sent;
use serde_json::{Value as Json, json};

pub(super) fn submit(args: &SubmitArgs, printer: &Printer) -> Exit {
    let run = as_run(args);
    let front = Front::new(printer, args.output.is_json());
    let hide = session::hiding(printer);
    let ready = match ready(&run, &front, Secrets::new(&hide)) {
        Ok(ready) => ready,
        Err(exit) => return front.refuse(exit),
    };
    if !demand::may_begin(&run, &ready, &front) {
        printer.note("nothing was submitted");
        return Exit::Failed;
    }
    let done = Orders::of(args, &ready).and_then(|orders| {
        let client = engine::client(&args.engine, &ready.profiles)?;
        runtime()?.block_on(async {
            let sent = send::all(&client, &orders, &ready, printer).await?;
            told(&client, args, (&orders, &sent), printer).await
        })
    });
    done.unwrap_or_else(|problem| front.refuse(front.problem(&problem)))
}

/// What `flow run` would be called with.
fn as_run(args: &SubmitArgs) -> RunArgs {
    RunArgs {
        files: args.flow.file.iter().cloned().collect(),
        text: args.flow.text.clone(),
        given: args.given.clone(),
        at_once: 1,
        profile: args.profile.clone(),
        time_limit: args.time_limit.clone(),
        yes: args.yes,
        ephemeral: true,
        output: args.output,
        quiet: true,
        ..RunArgs::default()
    }
}

/// Says what was submitted, and waits for it where that is wanted.
async fn told(
    client: &Client,
    args: &SubmitArgs,
    (orders, sent): (&Orders, &Sent),
    printer: &Printer,
) -> Result<Exit, Problem> {
    let name = orders.name();
    let engine = &client.address().ingress;
    if args.output.is_json() && !args.wait {
        printer.json_result(&document(client, (orders, sent)), true);
        return Ok(Exit::Done);
    }
    let line = match (orders.is_job(), sent.before) {
        (true, 0) => format!("submitted {} as job {name}", count(sent.now, "row", "rows")),
        (true, before) => format!(
            "submitted {} as job {name}; {} had been submitted before",
            count(sent.now, "row", "rows"),
            count(before, "row", "rows")
        ),
        (false, 0) => format!("submitted run {name}"),
        (false, _) => format!("run {name} was submitted before: it does not run again"),
    };
    if args.wait {
        printer.note(&line);
        return wait(client, args, orders, printer).await;
    }
    printer.result(&line);
    printer.note(&format!("next: flow runs show {name} --engine {engine}"));
    Ok(Exit::Done)
}

/// What was submitted, as a document.
pub(super) fn document(client: &Client, (orders, sent): (&Orders, &Sent)) -> Json {
    json!({
        "version": json::VERSION,
        "engine": client.address().ingress,
        "run": &**orders.name(),
        "job": orders.is_job(),
        "submitted": sent.now,
        "submitted_before": sent.before,
    })
}

async fn wait(
    client: &Client,
    args: &SubmitArgs,
    orders: &Orders,
    printer: &Printer,
) -> Result<Exit, Problem> {
    let exit = engine::watched(client, Some(orders.name()), &mut |_| {}).await?;
    let show = ShowArgs {
        id: orders.name().to_string(),
        trace: false,
        output: args.output,
        journal: Default::default(),
        engine: args.engine.clone(),
    };
    match orders.is_job() {
        true => engine::tell_job(client, &show, printer).await?,
        false => {
            let run = engine::find(client, orders.name()).await?;
            engine::tell(client, &run, &show, printer).await?;
        }
    }
    Ok(exit)
}
