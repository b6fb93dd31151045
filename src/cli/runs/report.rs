//! `flow runs report`: a kept run, or a job, as one page; also while it goes on.

use super::story::{NoStory, Story};
use crate::cli::args::ReportArgs;
use crate::cli::exit::Exit;
use crate::cli::journal::Note;
use crate::cli::run::page::{failure, settle, unwritable};
use crate::config::Problem;
use crate::journal::{Ending, Kept, Rows, RunState, SqliteJournal};
use crate::private;
use crate::program::Program;
use crate::report::Printer;
use crate::report::page::{Collect, Doubt, Dropped, Run, Started, State, html};
use crate::report::text::name;
use jiff::Timestamp;
use std::sync::Arc;

/// Rows of a job that are read at once.
const PAGE: usize = 1000;
/// So many rows are read whole: a page of more would not open at once.
pub(in crate::cli) const READ: usize = 200;
/// All rows of a small job are read.
pub(in crate::cli) const FEW: u64 = 20;

pub fn report(args: &ReportArgs, printer: &Printer) -> Result<Exit, Problem> {
    let journal = super::select::kept_runs(&args.journal)?;
    let kept = super::select::find(&journal, &args.id)?;
    let expected = kept.rows.map_or(1, |rows| rows.all);
    let mut collect = Collect::new(
        printer.redactor(),
        usize::try_from(expected).unwrap_or(usize::MAX),
    );
    let lead = match kept.rows.is_some() {
        true => job(&journal, &kept, &mut collect, printer)?,
        false => one(&journal, &kept, &mut collect, printer)?,
    };
    write(&kept, (lead, collect), args, printer)
}

/// Writes the page.
pub(in crate::cli) fn write(
    kept: &Kept,
    (lead, collect): (Vec<String>, Collect),
    args: &ReportArgs,
    printer: &Printer,
) -> Result<Exit, Problem> {
    let unit = if kept.rows.is_some() { "row" } else { "run" };
    let what = if kept.rows.is_some() { "job" } else { "run" };
    let first = format!("{what} {}: {}", kept.run, kept.state.word());
    let lead = std::iter::once(first).chain(lead).collect();
    let page = html(&collect.page(lead, unit));
    match &args.to {
        Some(file) => {
            private::write_for_all(file, page.as_bytes())
                .map_err(|error| unwritable(file, &error))?;
        }
        None => printer.result(&page),
    }
    Ok(Exit::Done)
}

fn one(
    journal: &SqliteJournal,
    kept: &Kept,
    collect: &mut Collect,
    printer: &Printer,
) -> Result<Vec<String>, Problem> {
    let story = read(journal, kept, printer)?;
    let lead = about(&story);
    add(
        kept,
        &story,
        name(&kept.script).into_owned(),
        collect,
        printer,
    );
    Ok(lead)
}

fn read(journal: &SqliteJournal, kept: &Kept, printer: &Printer) -> Result<Story, Problem> {
    Story::read(journal, &kept.run, printer).map_err(|why| not_shown(kept, &why))
}

/// That nothing can be made of what is kept of a run.
pub(in crate::cli) fn not_shown(kept: &Kept, why: &NoStory) -> Problem {
    let run = &kept.run;
    Problem::new(format!("run {run} cannot be shown: {}", why.said()))
        .help(format!("`flow runs show {run}` shows what is kept of it"))
}

/// Who started it, when, and with which profile.
pub(in crate::cli) fn about(story: &Story) -> Vec<String> {
    let note = story
        .started()
        .and_then(|started| Note::read(&started.note));
    let note = note.map(|note| {
        let profiles = note.profiles.join(", ");
        match profiles.is_empty() {
            true => format!("started by {}", note.user),
            false => format!("started by {}, profile {profiles}", note.user),
        }
    });
    note.into_iter().collect()
}

pub(in crate::cli) fn add(
    kept: &Kept,
    story: &Story,
    title: String,
    collect: &mut Collect,
    printer: &Printer,
) {
    let number = kept.item.as_ref().map_or(0, |(_, row)| *row);
    let report = story.report.as_ref();
    // what is on its way in a run that goes on is not in doubt yet
    let goes_on = matches!(kept.state, RunState::Running);
    let doubts = story.in_doubt.iter().filter(|_| !goes_on);
    let doubts = doubts.map(|(effect, what)| Doubt {
        what: what.clone(),
        commands: settle(&kept.run, *effect),
    });
    let started = Started {
        title,
        number,
        events: &story.events,
        dropped: Dropped::default(),
        report,
        failure: &|| report.map_or_else(String::new, |report| failure(report, printer.redactor())),
        doubts: doubts.collect(),
        state: None,
    };
    collect.add(&story.program, started);
}

fn job(
    journal: &SqliteJournal,
    kept: &Kept,
    collect: &mut Collect,
    printer: &Printer,
) -> Result<Vec<String>, Problem> {
    let mut from = 0;
    let mut read_whole = 0;
    let mut program: Option<Arc<Program>> = None;
    let all = kept.rows.unwrap_or_default();
    loop {
        let page = journal
            .items(&kept.run, from, PAGE)
            .map_err(crate::cli::journal::problem)?;
        let Some((_, last)) = page.last().and_then(|run| run.item.clone()) else {
            break;
        };
        from = last + 1;
        for run in &page {
            let row = run.item.as_ref().map_or(0, |(_, row)| *row);
            let title = format!("row {row}");
            let well =
                matches!(run.state, RunState::Ended(Ending::Succeeded)) && run.in_doubt.is_empty();
            let wanted = all.all <= FEW || !well || program.is_none();
            if wanted
                && read_whole < READ
                && let Ok(story) = read(journal, run, printer)
            {
                read_whole += 1;
                program = Some(story.program.clone());
                add(run, &story, title, collect, printer);
            } else if let Some(program) = &program {
                collect.add_bare(program, bare(run, title));
            }
        }
    }
    let mut lead = vec![rows_line(&all)];
    if matches!(kept.state, RunState::Interrupted | RunState::Held) {
        lead.push(format!("not over: `flow resume {}` continues it", kept.run));
    }
    Ok(lead)
}

/// How the rows of a job stand.
pub(in crate::cli) fn rows_line(all: &Rows) -> String {
    format!(
        "{} rows: {} succeeded, {} failed, {} running, {} not begun",
        all.all,
        all.succeeded,
        all.failed,
        all.open,
        all.not_begun()
    )
}

/// A row of which only how it stands is shown.
pub(in crate::cli) fn bare(kept: &Kept, title: String) -> Run {
    let state = match (kept.in_doubt.is_empty(), kept.state) {
        (false, RunState::Ended(_)) => State::Doubt,
        (_, RunState::Ended(Ending::Succeeded)) => State::Succeeded,
        (_, RunState::Ended(Ending::Failed)) => State::Failed,
        (_, RunState::Ended(Ending::Stopped)) => State::Stopped,
        (_, RunState::Ended(Ending::Cancelled)) => State::Cancelled,
        _ => State::Open,
    };
    let ended = kept.ended.unwrap_or_else(Timestamp::now);
    let took = ended.duration_since(kept.started).as_millis();
    Run {
        title,
        number: kept.item.as_ref().map_or(0, |(_, row)| *row),
        flow: 0,
        state,
        outcome: kept.outcome.as_deref().unwrap_or_default().to_owned(),
        action: String::new(),
        began: kept.started,
        took_ms: i64::try_from(took).unwrap_or(i64::MAX),
        attempts: 0,
        detail: None,
    }
}
