//! `flow check`: mistakes, found without running anything, and mended where that is asked for.

mod contexts;
mod inspect;
mod paths;
mod since;
mod told;
pub(super) mod work;

use super::args::{CheckArgs, Format};
use super::exit::Exit;
use super::policies;
use super::scripts;
use super::session::tell;
use crate::config::Problem;
use crate::diagnostic::Severity;
use crate::report::Printer;
use contexts::Contexts;
use inspect::Inspector;
use std::path::{Path, PathBuf};
use told::Told;

pub(super) fn check(args: &CheckArgs, printer: &Printer) -> Exit {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() {
        &here[..]
    } else {
        &args.paths
    };
    if let Some(problem) = contradiction(args) {
        return tell(&problem, printer);
    }
    let found = scripts::find(paths);
    for note in found.notes() {
        printer.note(&note);
    }
    if args.show_policy {
        return show_policy(args, &found.scripts, found.problems, printer);
    }
    let own = printer.redactor().for_writer();
    let mut told = Told::new(args, printer, &own);
    for problem in found.problems {
        told.problem(problem);
    }
    let inspector = Inspector::new(args, found.scripts.len());
    work::in_order(
        &found.scripts,
        |file| inspector.inspect(file),
        |inspected| match inspected {
            Ok(inspected) => told.file(inspected),
            Err(problem) => told.problem(problem),
        },
    );
    for idle in inspector.contexts().idle_policies() {
        told.beside(idle, policies::IDLE);
    }
    for former in inspector.contexts().former_names() {
        told.beside(former, Severity::Note);
    }
    told.end()
}

/// What holds for each script, and nothing is checked.
fn show_policy(
    args: &CheckArgs,
    files: &[PathBuf],
    problems: Vec<Problem>,
    printer: &Printer,
) -> Exit {
    let contexts = Contexts::new(args);
    let mut exit = Exit::Done;
    let mut shown = Vec::new();
    let mut failed = problems;
    for file in files {
        let found = scripts::read(file).and_then(|script| {
            let house = contexts.house(&script)?;
            Ok((script, house))
        });
        match found {
            Ok(found) => shown.push(found),
            Err(problem) => failed.push(problem),
        }
    }
    failed.extend(contexts.idle_policies());
    for problem in &failed {
        exit = exit.max(tell(problem, printer));
    }
    match args.output {
        Format::People | Format::Concise => shown
            .iter()
            .for_each(|(script, house)| printer.result(&policies::text(script, house))),
        _ => {
            let all = shown.iter();
            let all = all.map(|(script, house)| policies::document(script, house));
            printer.json_result(&all.collect(), true);
        }
    }
    exit
}

/// What does not go together in this call.
fn contradiction(args: &CheckArgs) -> Option<Problem> {
    let stdin = args.paths.iter().any(|path| path == Path::new("-"));
    let document = !matches!(args.output, Format::People | Format::Concise);
    if args.unsafe_fixes && !args.fix && !args.diff {
        return Some(
            Problem::new("--unsafe-fixes alone does nothing")
                .help("add --diff to preview them, or --fix to apply them"),
        );
    }
    if stdin && args.changed_since.is_some() {
        return Some(
            Problem::new("the standard input has no history to compare with")
                .help("name files or folders with --changed-since, or remove it"),
        );
    }
    let twice = stdin && args.fix && !args.diff && document;
    twice.then(|| {
        Problem::new("`--fix -` and --output both write to the standard output")
            .help("use `--output concise`, which prints its findings to the standard error")
    })
}
