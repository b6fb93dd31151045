//! `flow runs report` of a run, or a job, that an engine keeps.

use super::kept::{find, job};
use super::open::{client, problem};
use super::show::story;
use crate::cli::args::ReportArgs;
use crate::cli::exit::Exit;
use crate::cli::runs::report::{FEW, READ, about, add, bare, not_shown, rows_line, write};
use crate::cli::runtime::runtime;
use crate::config::Problem;
use crate::host::restate::{Client, Listed};
use crate::journal::{Ending, Kept, RunState};
use crate::program::Program;
use crate::report::Printer;
use crate::report::page::Collect;
use crate::report::text::name;
use std::sync::Arc;

/// So many rows of a job are on a page.
const MOST: usize = 100_000;

pub(in crate::cli) fn report(args: &ReportArgs, printer: &Printer) -> Result<Exit, Problem> {
    let client = client(&args.engine, &[])?;
    runtime()?.block_on(async {
        match job(&client, &args.id).await? {
            Some(kept) => of_job(&client, &kept, args, printer).await,
            None => of_run(&client, args, printer).await,
        }
    })
}

async fn of_run(client: &Client, args: &ReportArgs, printer: &Printer) -> Result<Exit, Problem> {
    let run = find(client, &args.id).await?;
    let kept = &run.kept;
    let story = story(client, &run, printer).await;
    let story = story.map_err(|why| not_shown(kept, &why))?;
    let mut collect = Collect::new(printer.redactor(), 1);
    let title = name(&kept.script).into_owned();
    add(kept, &story, title, &mut collect, printer);
    write(kept, (about(&story), collect), args, printer)
}

async fn of_job(
    client: &Client,
    kept: &Kept,
    args: &ReportArgs,
    printer: &Printer,
) -> Result<Exit, Problem> {
    let mut rows = client
        .rows_of(Some(&kept.run), false, MOST)
        .await
        .map_err(problem)?;
    rows.sort_by_key(|row| row.kept.item.as_ref().map_or(0, |(_, row)| *row));
    let mut collect = Collect::new(printer.redactor(), rows.len());
    let mut program: Option<Arc<Program>> = None;
    let mut read = 0;
    for row in &rows {
        let number = row.kept.item.as_ref().map_or(0, |(_, row)| *row);
        let title = format!("row {number}");
        let wanted = rows.len() as u64 <= FEW || !is_well(row) || program.is_none();
        if wanted
            && read < READ
            && let Ok(story) = story(client, row, printer).await
        {
            read += 1;
            program = Some(story.program.clone());
            add(&row.kept, &story, title, &mut collect, printer);
        } else if let Some(program) = &program {
            collect.add_bare(program, bare(&row.kept, title));
        }
    }
    let mut lead = vec![rows_line(&kept.rows.unwrap_or_default())];
    if rows.len() == MOST {
        lead.push(format!("only the first {MOST} of them are on this page"));
    }
    write(kept, (lead, collect), args, printer)
}

fn is_well(row: &Listed) -> bool {
    let well = matches!(row.kept.state, RunState::Ended(Ending::Succeeded));
    well && row.kept.in_doubt.is_empty()
}
