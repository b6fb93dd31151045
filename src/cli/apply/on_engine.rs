//! A plan is given to an engine: its workers do what it lists, and nothing else.

use super::ready::{self, Opened};
use crate::cli::args::ApplyArgs;
use crate::cli::engine;
use crate::cli::exit::Exit;
use crate::cli::run::front::Front;
use crate::cli::runtime::runtime;
use crate::cli::submit::orders::Orders;
use crate::cli::submit::{self, send};
use crate::config::Problem;
use crate::report::text::count;
use crate::settings::Secrets;

/// Submits the runs of a plan. They are named after it: a plan is applied once, even if two people give it to the
/// engine and from wherever.
pub(super) fn apply(
    args: &ApplyArgs,
    opened: Opened,
    secrets: Secrets<'_>,
    front: &Front<'_>,
) -> Result<Exit, Exit> {
    let stop = |problem: Problem| front.problem(&problem);
    let (id, runs) = (opened.plan.id.clone(), opened.body.runs.clone());
    let (_, ready) = ready::ready(args, opened, secrets, front)?;
    let orders = Orders::of_plan(&id, runs, &ready).map_err(stop)?;
    let client = engine::client(&args.engine, &ready.profiles).map_err(stop)?;
    let printer = front.printer();
    let sent = runtime()
        .and_then(|runtime| runtime.block_on(send::all(&client, &orders, &ready, printer)))
        .map_err(stop)?;
    // Only now: a plan of which a part was submitted can be given again, and none of it runs twice.
    if let Some(plan) = &ready.plan {
        plan.begin_as(orders.name()).map_err(stop)?;
    }
    let name = orders.name();
    if args.output.is_json() {
        let document = submit::document(&client, (&orders, &sent));
        printer.json_result(&document, true);
        return Ok(Exit::Done);
    }
    let runs = count(sent.now, "run", "runs");
    printer.result(&match sent.before {
        0 => format!("submitted {runs} of the plan as {name}"),
        before => format!(
            "submitted {runs} of the plan as {name}; {} had been submitted before",
            count(before, "run", "runs")
        ),
    });
    let engine = &client.address().ingress;
    printer.note(&format!("next: flow runs show {name} --engine {engine}"));
    Ok(Exit::Done)
}
