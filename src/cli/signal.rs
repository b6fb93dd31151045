//! `flow signal`: something is said to a run, whichever program drives it.

use super::args::SignalArgs;
use super::engine;
use super::exit::Exit;
use super::journal;
use super::runs::select::{find, kept_runs};
use super::runs::story;
use super::session;
use crate::config::Problem;
use crate::journal::{Fate, Journal, Kept, Record, RunState, SqliteJournal};
use crate::nearest::nearest;
use crate::report::Printer;
use crate::value::Value;
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long the program that drives the run has to take the signal: it looks every second.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often that is looked for.
const LOOKS: Duration = Duration::from_millis(100);

/// What became of it, as far as this command could wait.
enum Said {
    /// The process that drives the run says so.
    By(Fate),
    /// No process drives the run.
    ForResume,
    /// The run ended first.
    Over,
    /// The process has not answered.
    Silent,
    /// The run can never hear it.
    Refused(Problem),
}

pub(super) fn signal(args: &SignalArgs, printer: &Printer) -> Exit {
    if engine::named(&args.engine).is_some() {
        let done = engine::signal(args, printer);
        return done.unwrap_or_else(|problem| session::tell(&problem, printer));
    }
    match said(args, printer) {
        Ok((run, said)) => tell(args, &run, &said, printer),
        Err(problem) => session::tell(&problem, printer),
    }
}

fn said(args: &SignalArgs, printer: &Printer) -> Result<(Arc<str>, Said), Problem> {
    let journal = kept_runs(&args.journal)?;
    let kept = find(&journal, &args.run)?;
    if let Err(problem) = check(&journal, &kept, &args.name, printer) {
        return Ok((kept.run, Said::Refused(problem)));
    }
    let value = args.value.as_deref().map_or(Value::Nothing, Value::text);
    let number = journal
        .give_signal(&kept.run, &args.name, value)
        .map_err(journal::problem)?;
    let said = wait(&journal, &kept.run, number)?;
    Ok((kept.run, said))
}

/// That the run is one that can hear it.
pub(super) fn check(
    journal: &SqliteJournal,
    kept: &Kept,
    name: &str,
    printer: &Printer,
) -> Result<(), Problem> {
    let run = &kept.run;
    if kept.rows.is_some() {
        return Err(
            Problem::new(format!("`{run}` is a job, not a run")).help(format!(
                "name one of its runs: `flow runs show {run}` lists them"
            )),
        );
    }
    if let RunState::Ended(how) = kept.state {
        let how = how.word();
        return Err(Problem::new(format!("run {run} is over: it {how}")).help(
            "a run receives a signal while it waits, or before: `flow runs` lists the open runs",
        ));
    }
    let records = journal.read(run).map_err(journal::problem)?;
    let Ok(program) = story::program(journal, &records, printer) else {
        // What drives the run knows its signals, whatever this version makes of its flow.
        return Ok(());
    };
    let known = program.signals();
    if known.iter().any(|known| **known == *name) {
        return Ok(());
    }
    let names: Vec<&str> = known.iter().map(|name| &**name).collect();
    let problem = Problem::new(format!("{} has no `await signal {name}`", kept.script));
    Err(
        match (nearest(name, names.iter().copied()), names.is_empty()) {
            (Some(near), _) => problem.help(format!("did you mean `{near}`?")),
            (None, true) => problem.help("this flow waits for no signal"),
            (None, false) => problem.help(format!("it waits for {}", names.join(", "))),
        },
    )
}

fn wait(journal: &SqliteJournal, run: &str, number: u64) -> Result<Said, Problem> {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(fate) = journal.signal_fate(number).map_err(journal::problem)? {
            return Ok(Said::By(fate));
        }
        match find(journal, run)?.state {
            RunState::Interrupted | RunState::Held => return Ok(Said::ForResume),
            RunState::Ended(_) => return at_the_end(journal, run, number),
            RunState::Running if Instant::now() > until => return Ok(Said::Silent),
            RunState::Running => std::thread::sleep(LOOKS),
        }
    }
}

/// What became of a signal whose run is over. It may have ended the run: that it was given stands in the
/// run's records before anything that it led to, and what became of it is written after that.
fn at_the_end(journal: &SqliteJournal, run: &str, number: u64) -> Result<Said, Problem> {
    let records = journal.read(run).map_err(journal::problem)?;
    let is_this = |record: &Record| matches!(record, Record::Signalled { given: Some(given), .. } if *given == number);
    if records.iter().any(is_this) {
        return Ok(Said::By(Fate::Heard));
    }
    let gone = journal.take_back_signal(number).map_err(journal::problem)?;
    let fate = journal.signal_fate(number).map_err(journal::problem)?;
    Ok(match (gone, fate) {
        (true, _) => Said::Over,
        (false, Some(fate)) => Said::By(fate),
        (false, None) => Said::Silent,
    })
}

fn tell(args: &SignalArgs, run: &Arc<str>, said: &Said, printer: &Printer) -> Exit {
    let name = &args.name;
    let (word, text, help) = match said {
        Said::Refused(problem) if !args.output.is_json() => {
            session::tell(problem, printer);
            return Exit::Failed;
        }
        Said::Refused(problem) => ("refused", problem.message.clone(), None),
        Said::By(Fate::Heard) => (
            "heard",
            format!("run {run} has heard {name} and continues"),
            None,
        ),
        Said::By(Fate::Kept) => (
            "kept",
            format!("run {run} keeps {name}: it does not wait for it yet"),
            None,
        ),
        Said::ForResume => (
            "kept",
            format!("run {run} keeps {name}: no program drives it now"),
            Some(format!("`flow resume {run}` continues it")),
        ),
        Said::By(Fate::Refused(why)) => (
            "refused",
            format!("run {run} does not take {name}: {why}"),
            None,
        ),
        Said::Over => (
            "refused",
            format!("run {run} ended before it heard {name}"),
            Some(format!("`flow runs show {run}` shows how")),
        ),
        Said::Silent => (
            "unknown",
            format!("the program of run {run} has not taken {name} yet: it may still do so"),
            Some(format!(
                "do not send the signal again: `flow runs show {run}` shows whether the run continues"
            )),
        ),
    };
    let exit = match word {
        "heard" | "kept" => Exit::Done,
        _ => Exit::Failed,
    };
    if args.output.is_json() {
        let document = json!({
            "version": crate::report::json::VERSION,
            "run": &**run,
            "signal": name,
            "result": word,
            "message": text,
        });
        printer.json_result(&document, true);
        return exit;
    }
    match exit {
        Exit::Done => printer.result(&text),
        _ => printer.note(&text),
    }
    if let Some(help) = help {
        printer.note(&help);
    }
    exit
}
