//! The list of runs.

use super::advice::next_command;
use super::query::Query;
use crate::cli::args::{OutputArgs, RunsArgs};
use crate::cli::exit::Exit;
use crate::cli::journal;
use crate::config::Problem;
use crate::journal::{Kept, RunState};
use crate::report::text::{count, duration, name};
use crate::report::{Printer, Style, json};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

pub fn list(args: &RunsArgs, printer: &Printer) -> Result<Exit, Problem> {
    let query = args.query.as_deref().map(Query::read).transpose()?;
    let now = Timestamp::now();
    let kept = journal::look(&args.journal)?;
    let behind = kept.as_ref().and_then(|kept| kept.knows_all().err());
    let mut runs = match kept {
        Some(journal) => match &query {
            Some(query) => query.candidates(&journal),
            None => journal.runs(),
        }
        .map_err(journal::problem)?,
        None => Vec::new(),
    };
    runs.retain(|run| query.as_ref().is_none_or(|query| query.matches(run, now)));
    tell(&runs, args.output, printer);
    if let Some(why) = behind {
        printer.note(&printer.look().paint(Style::Care, &journal::warning(&why)));
    }
    Ok(Exit::Done)
}

/// The runs as a list.
pub fn tell(runs: &[Kept], output: OutputArgs, printer: &Printer) {
    let now = Timestamp::now();
    if output.is_json() {
        let document = json!({
            "version": json::VERSION,
            "runs": runs.iter().map(document).collect::<Vec<_>>(),
        });
        return printer.json_result(&document, true);
    }
    for run in runs {
        printer.result(&line(run, now, printer));
    }
    printer.note(&summary(runs));
}

/// A run in a line.
pub fn line(run: &Kept, now: Timestamp, printer: &Printer) -> String {
    let look = printer.look();
    let style = match run.state {
        RunState::Running => Style::Strong,
        RunState::Ended(crate::journal::Ending::Succeeded) => Style::Good,
        RunState::Held | RunState::Interrupted => Style::Care,
        RunState::Ended(_) => Style::Bad,
    };
    let state = look.paint(style, &format!("{:<11}", run.state.word()));
    // A clock that was set back makes nothing begin in the future.
    let age = now.duration_since(run.started).max(SignedDuration::ZERO);
    let age = duration(age);
    let mut line = format!(
        "{:<13}  {state}  {age:>7} ago  {}",
        run.run,
        name(&run.script)
    );
    if let Some(outcome) = &run.outcome {
        line.push_str(&format!("  {outcome}"));
    }
    if let Some(rows) = &run.rows {
        line.push_str(&format!("  {} of {} rows done", rows.succeeded, rows.all));
        if rows.failed > 0 {
            line.push_str(&format!(", {} failed", rows.failed));
        }
    }
    let in_doubt = in_doubt(run);
    if in_doubt > 0 {
        let many = count(in_doubt, "action", "actions");
        line.push_str(&look.paint(Style::Care, &format!("  {many} in doubt")));
    }
    let ended_well = matches!(
        run.state,
        RunState::Running | RunState::Ended(crate::journal::Ending::Succeeded)
    );
    if !ended_well || in_doubt > 0 {
        let next = next_command(run).unwrap_or_default();
        line.push_str(&look.paint(Style::Faint, &format!("  {next}")));
    }
    line
}

/// How many writes are in doubt; of a job, in how many rows.
pub(super) fn in_doubt(run: &Kept) -> usize {
    let rows = run.rows.map_or(0, |rows| rows.in_doubt);
    run.in_doubt.len() + usize::try_from(rows).unwrap_or(usize::MAX)
}

fn summary(runs: &[Kept]) -> String {
    if runs.is_empty() {
        return "no runs".into();
    }
    let mut states: Vec<(&str, usize)> = Vec::new();
    for run in runs {
        let word = run.state.word();
        match states.iter_mut().find(|(known, _)| *known == word) {
            Some((_, many)) => *many += 1,
            None => states.push((word, 1)),
        }
    }
    let states: Vec<String> = states
        .iter()
        .map(|(word, many)| format!("{many} {word}"))
        .collect();
    format!(
        "{}: {}",
        count(runs.len(), "run", "runs"),
        states.join(", ")
    )
}

/// A run for programs.
pub fn document(run: &Kept) -> Json {
    json!({
        "run": &*run.run,
        "flow": &*run.script,
        // its former name
        "script": &*run.script,
        "state": run.state.word(),
        "started": run.started.to_string(),
        "ended": run.ended.map(|at| at.to_string()),
        "outcome": run.outcome.as_deref(),
        "deaths": run.deaths,
        "unknown": run.in_doubt.iter().map(|name| &**name).collect::<Vec<_>>(),
        "job": run.item.as_ref().map(|(job, _)| &**job),
        "row": run.item.as_ref().map(|(_, row)| *row),
        "rows": run.rows.map(|rows| json!({
            "all": rows.all,
            "succeeded": rows.succeeded,
            "failed": rows.failed,
            "open": rows.open,
            "notBegun": rows.not_begun(),
            "unknown": rows.in_doubt,
        })),
        "next": next_command(run),
    })
}
