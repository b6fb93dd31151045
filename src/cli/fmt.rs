//! `flow fmt`: flows in the standard format. A flow with errors of syntax is left alone, and a file is
//! never half written.

use super::args::FmtArgs;
use super::exit::Exit;
use super::scripts::{self, Script};
use super::session::{self, tell};
use super::write::write;
use crate::config::Problem;
use crate::report::text::{count, name};
use crate::report::{People, Printer, diff};
use crate::syntax;
use std::path::{Path, PathBuf};

pub(super) fn fmt(args: &FmtArgs, printer: &Printer) -> Exit {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() {
        &here[..]
    } else {
        &args.paths
    };
    let found = scripts::find(paths);
    for note in found.notes() {
        printer.note(&note);
    }
    let files = &found.scripts;
    let mut exit = Exit::Done;
    for problem in &found.problems {
        exit = exit.max(tell(problem, printer));
    }
    let mut changed = 0;
    for file in files {
        match one(file, args, printer) {
            Ok(Outcome::Same) => {}
            Ok(Outcome::Changed) => changed += 1,
            Ok(Outcome::Broken) => exit = exit.max(Exit::Script),
            Err(problem) => exit = exit.max(tell(&problem, printer)),
        }
    }
    let looks = args.check || args.diff;
    summary(looks, changed, files.len(), printer);
    match looks && changed > 0 {
        true => exit.max(Exit::Failed),
        false => exit,
    }
}

enum Outcome {
    Same,
    Changed,
    Broken,
}

fn one(file: &Path, args: &FmtArgs, printer: &Printer) -> Result<Outcome, Problem> {
    let script = scripts::read(file)?;
    let formatted = match syntax::format(&script.source) {
        Ok(formatted) => ended_alike(script.source.text(), formatted),
        Err(problems) => {
            session::hide(&script.source, &problems, printer);
            let people = People::new(printer.look(), printer.redactor());
            for problem in &problems {
                printer.note(&people.finding(&script.source, problem));
            }
            return Ok(Outcome::Broken);
        }
    };
    let same = formatted == script.source.text();
    let looks = args.check || args.diff;
    match &script.path {
        None if !looks => {
            printer.verbatim(&formatted);
            return Ok(Outcome::Same);
        }
        _ if same => {}
        _ if looks => show(&script, &formatted, args, printer),
        Some(path) => {
            write(&script, path, &formatted)?;
            printer.note(&format!("wrote {}", name(script.source.name())));
        }
        None => {}
    }
    Ok(match same {
        true => Outcome::Same,
        false => Outcome::Changed,
    })
}

/// Line ends are no matter of form: a file that is checked out with those of Windows keeps them.
fn ended_alike(text: &str, formatted: String) -> String {
    let first = text.find('\n');
    match first.is_some_and(|at| text[..at].ends_with('\r')) {
        true => formatted.replace("\r\n", "\n").replace('\n', "\r\n"),
        false => formatted,
    }
}

fn show(script: &Script, formatted: &str, args: &FmtArgs, printer: &Printer) {
    let name = name(script.source.name());
    if !args.diff {
        return printer.result(&name);
    }
    session::hide(&script.source, &[], printer);
    let text = script.source.text();
    let diff = diff::unified(&name, text, formatted, printer.look());
    printer.result(&printer.redactor().clean_written(&diff));
}

fn summary(looks: bool, changed: usize, files: usize, printer: &Printer) {
    let all = count(files, "file", "files");
    match (looks, changed) {
        (_, 0) if files > 1 => printer.note(&format!("{all}, nothing to change")),
        (true, n) if n > 0 => {
            let are = if n == 1 { "is" } else { "are" };
            printer.note(&format!("{n} of {all} {are} not formatted; run `flow fmt`"));
        }
        _ => {}
    }
}
