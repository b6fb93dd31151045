//! What changes runs of an engine.

use super::kept::find;
use super::open::{client, problem};
use crate::cli::args::{EngineArgs, ResumeArgs, Selection};
use crate::cli::exit::Exit;
use crate::cli::runs::select::{Meant, Verb};
use crate::cli::runtime::runtime;
use crate::cli::session::tell;
use crate::config::Problem;
use crate::host::restate::{Client, Listed, Message};
use crate::journal::{Kept, RunState};
use crate::report::Printer;
use crate::report::text::count;

/// So many runs are looked through for those of a query.
const MOST: usize = 100_000;

/// The runs that are meant; none where they are only listed.
async fn select(
    client: &Client,
    selection: &Selection,
    verb: Verb,
    printer: &Printer,
) -> Result<Vec<Listed>, Problem> {
    let mut runs = Vec::new();
    for id in &selection.ids {
        runs.push(find(client, id).await?);
    }
    if !runs.is_empty() {
        return Ok(runs);
    }
    let meant = Meant::read(selection, verb)?;
    let mut all = client.runs(MOST).await.map_err(problem)?;
    all.extend(client.rows_of(None, false, MOST).await.map_err(problem)?);
    Ok(meant.of(all, |one| &one.kept, printer))
}

fn is_over(run: &Kept) -> bool {
    matches!(run.state, RunState::Ended(_))
}

pub(in crate::cli) fn cancel(
    engine: &EngineArgs,
    selection: &Selection,
    printer: &Printer,
) -> Result<Exit, Problem> {
    let client = client(engine, &[])?;
    runtime()?.block_on(async {
        let open = |run: &Kept| !is_over(run);
        let mut exit = Exit::Done;
        for one in select(&client, selection, ("runs cancel", open), printer).await? {
            let run = &one.kept.run;
            if is_over(&one.kept) {
                printer.note(&format!("run {run} has already ended"));
                exit = Exit::Failed;
                continue;
            }
            // Asked twice, a run ends at once, as with Ctrl-C: so each asking is its own.
            let key = crate::host::live::new_name();
            let to = (one.service.as_str(), one.id.as_str());
            client
                .say(to, Message::Cancel, &key)
                .await
                .map_err(problem)?;
            printer.note(&format!("cancelling run {run}"));
        }
        Ok(exit)
    })
}

pub(in crate::cli) fn forget(
    engine: &EngineArgs,
    selection: &Selection,
    printer: &Printer,
) -> Result<Exit, Problem> {
    let client = client(engine, &[])?;
    runtime()?.block_on(async {
        let runs = select(&client, selection, ("runs forget", is_over), printer).await?;
        let (mut many, mut exit) = (0, Exit::Done);
        for one in &runs {
            if !is_over(&one.kept) {
                let run = &one.kept.run;
                printer.note(&format!("run {run} is still open: cancel it first"));
                exit = Exit::Failed;
                continue;
            }
            for id in client.line_of(&one.id).await.map_err(problem)? {
                client.forget(&id).await.map_err(problem)?;
            }
            let settled = client.forget_settled(&one.kept.run).await;
            settled.map_err(problem)?;
            many += 1;
        }
        if !runs.is_empty() {
            printer.note(&format!("forgot {}", count(many, "run", "runs")));
        }
        Ok(exit)
    })
}

/// Lets runs go on that the engine has given up, or tries again only later.
pub(in crate::cli) fn resume(args: &ResumeArgs, printer: &Printer) -> Exit {
    go_on(args, printer).unwrap_or_else(|problem| tell(&problem, printer))
}

fn go_on(args: &ResumeArgs, printer: &Printer) -> Result<Exit, Problem> {
    if args.with.is_some() || args.inputs.is_some() || !args.input.is_empty() {
        return Err(Problem::new(
            "a run of an engine continues with the flow and the inputs that it began with",
        )
        .help(
            "remove `--with`, `--input` and `--inputs`. For a corrected flow, cancel the run with `flow runs cancel`, remove \
             from the corrected file what the run has done already, and submit it",
        ));
    }
    let (selection, client) = (&args.selection, client(&args.engine, &[])?);
    runtime()?.block_on(async {
        let left = |run: &Kept| run.state.is_left();
        let mut exit = Exit::Done;
        for one in select(&client, selection, ("resume", left), printer).await? {
            let run = &one.kept.run;
            if !one.kept.state.is_left() {
                printer.note(&match one.kept.state {
                    RunState::Ended(_) => format!("run {run} has already ended"),
                    _ => format!("run {run} is running: the engine continues it"),
                });
                exit = Exit::Failed;
                continue;
            }
            let waits = client.waits_in(&one.id).await.map_err(problem)?;
            client.resume(&waits).await.map_err(problem)?;
            printer.note(&format!("resuming run {run}"));
        }
        Ok(exit)
    })
}
