//! The runs of an engine, in a list.

use super::open::{client, problem};
use crate::cli::args::{RunsArgs, WatchArgs};
use crate::cli::exit::Exit;
use crate::cli::runs::list::{self, line};
use crate::cli::runs::query::Query;
use crate::cli::runtime::runtime;
use crate::config::Problem;
use crate::host::restate::{Client, Listed};
use crate::journal::{Ending, Kept, RunState};
use crate::report::{Printer, Style};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// So many runs are listed: an engine may hold millions.
const MOST: usize = 1_000;

/// How often the engine is asked while somebody watches.
const PAUSE: Duration = Duration::from_secs(1);

pub(in crate::cli) fn list(args: &RunsArgs, printer: &Printer) -> Result<Exit, Problem> {
    let query = args.query.as_deref().map(Query::read).transpose()?;
    let client = client(&args.engine, &[])?;
    let (all, cut) = runtime()?.block_on(all(&client))?;
    let now = Timestamp::now();
    let meant = |one: &Listed| {
        query
            .as_ref()
            .is_none_or(|query| query.matches(&one.kept, now))
    };
    let all: Vec<Listed> = all.into_iter().filter(meant).collect();
    let runs: Vec<Kept> = all.iter().map(|one| one.kept.clone()).collect();
    list::tell(&runs, args.output, printer);
    if !args.output.is_json() {
        all.iter().for_each(|one| trouble(one, printer));
        if cut {
            printer.note(&format!(
                "these are the newest {MOST}; older ones are not listed"
            ));
        }
    }
    Ok(Exit::Done)
}

/// Why a run does not get further, under its line.
pub(super) fn trouble(one: &Listed, printer: &Printer) {
    if let Some(trouble) = &one.trouble {
        let why = printer.redactor().clean(trouble);
        let text = format!("  {}: the last attempt ended: {why}", one.kept.run);
        printer.note(&printer.look().paint(Style::Care, &text));
    }
}

/// Runs and jobs, and whether there are more than are listed.
pub(in crate::cli) async fn all(client: &Client) -> Result<(Vec<Listed>, bool), Problem> {
    let mut all = client.runs(MOST).await.map_err(problem)?;
    let cut = all.len() == MOST;
    let jobs = client.jobs().await.map_err(problem)?;
    all.extend(jobs.into_iter().map(|kept| Listed {
        id: String::new(),
        service: String::new(),
        kept,
        trouble: None,
    }));
    all.sort_by_key(|one| std::cmp::Reverse(one.kept.started));
    Ok((all, cut))
}

/// The run of a name, or of the beginning of one.
pub(in crate::cli) async fn find(client: &Client, name: &str) -> Result<Listed, Problem> {
    let mut found = client.find(name).await.map_err(problem)?;
    match (found.len(), found.pop()) {
        (1, Some(run)) => Ok(run),
        (0, _) | (_, None) => Err(unknown(client, name).await),
        (many, _) => Err(
            Problem::new(format!("{many} runs have ids that begin with `{name}`"))
                .help("write more of the id, as `flow runs` shows it"),
        ),
    }
}

/// A job is in the list as well, and is no run.
async fn unknown(client: &Client, name: &str) -> Problem {
    match job(client, name).await {
        Ok(Some(Kept { run: job, .. })) => Problem::new(format!("{job} is a job, not a run")).help(format!(
            "name one of its rows, as `{job}-1` (`flow runs show {job}` lists those that are open or did not succeed), or use \
             `--where 'job = {job}'` with a command that has it"
        )),
        _ => Problem::new(format!("unknown run `{name}`")).help(
            "`flow runs --engine …` lists the runs of the engine; rows of a job are named in full, as 5f2k…-17",
        ),
    }
}

/// The job of a name, if there is one.
pub(super) async fn job(client: &Client, name: &str) -> Result<Option<Kept>, Problem> {
    let jobs = client.jobs().await.map_err(problem)?;
    let mut same = jobs.into_iter().filter(|job| job.run.starts_with(name));
    let first = same.next();
    Ok(first.filter(|_| same.next().is_none()))
}

pub(in crate::cli) fn watch(args: &WatchArgs, printer: &Printer) -> Result<Exit, Problem> {
    let client = client(&args.engine, &[])?;
    let mut tell = |run: &Kept| printer.result(&line(run, Timestamp::now(), printer));
    runtime()?.block_on(watched(&client, args.id.as_deref(), &mut tell))
}

/// Follows runs until none is open.
pub(in crate::cli) async fn watched(
    client: &Client,
    only: Option<&str>,
    tell: &mut dyn FnMut(&Kept),
) -> Result<Exit, Problem> {
    let mut shown: HashMap<Arc<str>, String> = HashMap::new();
    loop {
        let mut runs: Vec<Kept> = match only {
            Some(name) => match job(client, name).await? {
                Some(job) => vec![job],
                None => vec![find(client, name).await?.kept],
            },
            None => all(client)
                .await?
                .0
                .into_iter()
                .map(|one| one.kept)
                .collect(),
        };
        let over = |run: &Kept| matches!(run.state, RunState::Ended(_));
        runs.retain(|run| only.is_some() || !over(run) || shown.contains_key(&run.run));
        for run in &runs {
            let stands = format!("{} {:?} {}", run.state.word(), run.rows, run.in_doubt.len());
            if shown.get(&run.run) != Some(&stands) {
                tell(run);
                shown.insert(run.run.clone(), stands);
            }
        }
        // One that is held waits for a person: nothing more comes of watching it.
        let goes_on = |run: &Kept| matches!(run.state, RunState::Running | RunState::Interrupted);
        if !runs.iter().any(goes_on) {
            let well = |run: &Kept| run.state == RunState::Ended(Ending::Succeeded);
            return Ok(match runs.iter().all(well) {
                true => Exit::Done,
                false => Exit::Failed,
            });
        }
        tokio::time::sleep(PAUSE).await;
    }
}
