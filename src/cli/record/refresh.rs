//! Recordings, made again on the simulator: what has changed is shown before it is kept.

use crate::cli::args::RefreshArgs;
use crate::cli::exit::Exit;
use crate::cli::replay::{self, Flows};
use crate::cli::session::tell;
use crate::cli::simulated::{self, Beginning};
use crate::config::{Config, Problem};
use crate::journal::Record;
use crate::private;
use crate::program::Program;
use crate::report::{Look, Printer, diff};
use crate::testing::recording::{Recording, record, replay as again};
use crate::testing::trace;
use jiff::Timestamp;
use std::path::Path;
use std::sync::Arc;

pub(super) fn refresh(args: &RefreshArgs, printer: &Printer) -> Exit {
    let files = match replay::files(&args.files) {
        Ok(files) => files,
        Err(problem) => return tell(&problem, printer),
    };
    let mut exit = Exit::Done;
    for file in &files {
        match one(file, args, printer) {
            Ok(true) => {}
            Ok(false) => exit = exit.max(Exit::Failed),
            Err(problem) => exit = exit.max(tell(&problem, printer)),
        }
    }
    exit
}

/// Makes one again; whether it is as it was, or has been written.
fn one(file: &Path, args: &RefreshArgs, printer: &Printer) -> Result<bool, Problem> {
    let name = file.display();
    let old = replay::read(file)?;
    let flow = replay::flow_of(file, &old.flow);
    let program = Flows::default().read(&flow, &Default::default(), printer)?;
    let new = made_again(&old, &flow, &program)?;
    let (before, after) = (
        lines(&program, &old, printer),
        lines(&program, &new, printer),
    );
    if before == after {
        printer.note(&format!("{name}: unchanged"));
        return Ok(true);
    }
    printer.result(&diff::unified(
        &name.to_string(),
        &before,
        &after,
        printer.look(),
    ));
    if !args.write {
        printer.note(&format!(
            "{name}: changed; `flow record refresh --write` keeps the new one"
        ));
        return Ok(false);
    }
    let wrong = |why: String| Problem::new(format!("cannot write the recording `{name}`: {why}"));
    let text = serde_json::to_string_pretty(&new).map_err(|error| wrong(error.to_string()))?;
    private::write_for_all(file, text.as_bytes()).map_err(|error| wrong(error.to_string()))?;
    printer.note(&format!("{name}: written"));
    Ok(true)
}

/// What happened. When it happened is another time with every run.
fn lines(program: &Arc<Program>, recording: &Recording, printer: &Printer) -> String {
    let Ok(run) = again(program, recording) else {
        return String::new();
    };
    let lines = trace(&run.seen, Look::default(), printer.redactor());
    let lines = lines
        .iter()
        .map(|line| match line.trim_start().split_once(' ') {
            Some((time, rest)) if time.starts_with(|c: char| c.is_ascii_digit() || c == '+') => {
                rest.trim_start()
            }
            _ => line.trim(),
        });
    lines.map(|line| format!("{line}\n")).collect()
}

/// Runs the flow on the simulator, with the inputs of the recording, at its time and with its seed.
fn made_again(old: &Recording, flow: &Path, program: &Arc<Program>) -> Result<Recording, Problem> {
    let failed = |why: &str| Problem::new(format!("`{}` cannot run again: {why}", old.flow));
    let Some(Record::Started(started)) = old.records.first() else {
        return Err(failed("the recording has no start"));
    };
    let folder = flow.parent().unwrap_or(Path::new(""));
    let from = Beginning {
        at: started.start.at.clone(),
        seed: Some(started.start.seed),
        inputs: started.start.inputs.clone(),
    };
    let records = Config::find(folder).and_then(|config| simulated::run(program, &config, from));
    let records = records.map_err(|problem| failed(&problem.message))?;
    record(program, &records, Timestamp::now()).map_err(|why| failed(&why.0))
}
