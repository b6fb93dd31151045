//! What has happened in a run of an engine.

use super::kept::{find, job, trouble};
use super::open::{client, problem};
use crate::catalogue::Catalogue;
use crate::check;
use crate::cli::args::ShowArgs;
use crate::cli::exit::Exit;
use crate::cli::runs::list::{document, line};
use crate::cli::runs::show::{ROWS, as_json, doubts, tell as tell_story};
use crate::cli::runs::story::{NoStory, Story};
use crate::cli::runtime::runtime;
use crate::cli::session;
use crate::config::Problem;
use crate::host::restate::{Client, Listed, Settled};
use crate::journal::{Journal, JournalError, KeptScript, Memory, Record};
use crate::program::Program;
use crate::report::{Printer, json};
use jiff::Timestamp;
use serde_json::Value as Json;
use std::sync::Arc;

pub(in crate::cli) fn show(args: &ShowArgs, printer: &Printer) -> Result<Exit, Problem> {
    let client = client(&args.engine, &[])?;
    runtime()?.block_on(async {
        if job(&client, &args.id).await?.is_some() {
            tell_job(&client, args, printer).await?;
            return Ok(Exit::Done);
        }
        let run = find(&client, &args.id).await?;
        tell(&client, &run, args, printer).await?;
        Ok(Exit::Done)
    })
}

/// Tells the story of a run.
pub(in crate::cli) async fn tell(
    client: &Client,
    run: &Listed,
    args: &ShowArgs,
    printer: &Printer,
) -> Result<(), Problem> {
    let story = story(client, run, printer).await;
    if args.output.is_json() {
        printer.json_result(&as_json(&run.kept, &story, printer), true);
        return Ok(());
    }
    printer.result(&line(&run.kept, Timestamp::now(), printer));
    match &story {
        Ok(story) => {
            tell_story(story, args, printer);
            doubts(&run.kept.run, &story.in_doubt, printer);
        }
        Err(why) => printer.note(&format!("its history cannot be shown: {}", why.said())),
    }
    trouble(run, printer);
    Ok(())
}

/// The story of a run, out of the engine's journal, with what was found out about its writes.
pub(in crate::cli) async fn story(
    client: &Client,
    run: &Listed,
    printer: &Printer,
) -> Result<Story, NoStory> {
    let program = |script: &KeptScript| program(script, printer);
    let records = client.records(&run.id, &program).await;
    let unread = |why: String| NoStory::Records(JournalError(why));
    let records = records.map_err(|why| unread(why.to_string()))?;
    let name = std::iter::once(&*run.kept.run);
    let settled = client.settled(name).await;
    let mut settled = settled.map_err(|why| unread(why.to_string()))?;
    let settled = settled.remove(&run.kept.run).unwrap_or_default();
    let settled = settled.iter().map(Settled::record);
    // What the run has gone on with stands in its place already.
    let settled: Vec<Record> = settled.filter(|one| !records.contains(one)).collect();
    let journal = Memory::new();
    for record in records.into_iter().chain(settled) {
        // A journal in memory takes everything.
        let _ = journal.append(&run.kept.run, record);
    }
    Story::read(&journal, &run.kept.run, printer)
}

fn program(script: &KeptScript, printer: &Printer) -> Result<Arc<Program>, String> {
    let source = script.source();
    let context = script.context(Catalogue::builtin());
    let checked = check::check_text(&source, Catalogue::builtin(), &context);
    session::hide(&source, &checked.problems, printer);
    checked
        .program
        .ok_or_else(|| "its flow does not pass the check of this version".into())
}

/// A job, with its rows that did not end well or are not over.
pub(in crate::cli) async fn tell_job(
    client: &Client,
    args: &ShowArgs,
    printer: &Printer,
) -> Result<(), Problem> {
    let Some(job) = &job(client, &args.id).await? else {
        return Ok(());
    };
    let bad = client
        .rows_of(Some(&job.run), true, ROWS + 1)
        .await
        .map_err(problem)?;
    if args.output.is_json() {
        let mut all = document(job);
        all["version"] = json::VERSION.into();
        all["bad"] = bad
            .iter()
            .map(|one| document(&one.kept))
            .collect::<Vec<Json>>()
            .into();
        printer.json_result(&all, true);
        return Ok(());
    }
    let now = Timestamp::now();
    printer.result(&line(job, now, printer));
    for row in bad.iter().take(ROWS) {
        let number = row.kept.item.as_ref().map_or(0, |(_, row)| *row);
        printer.result(&format!("row {number}: {}", line(&row.kept, now, printer)));
    }
    if bad.len() > ROWS {
        printer.note("and more");
    }
    Ok(())
}
