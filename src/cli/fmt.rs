//! `flow fmt`: scripts in the one form. A script with mistakes of form is left alone, and a file
//! is never half written.

use super::args::FmtArgs;
use super::exit::Exit;
use super::scripts::{self, Script};
use super::session::{self, tell};
use crate::config::Problem;
use crate::report::text::count;
use crate::report::{People, Printer};
use crate::syntax;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) fn fmt(args: &FmtArgs, printer: &Printer) -> Exit {
    let here = [PathBuf::from(".")];
    let paths = if args.paths.is_empty() {
        &here[..]
    } else {
        &args.paths
    };
    let (files, problems) = scripts::find(paths);
    let mut exit = Exit::Done;
    for problem in &problems {
        exit = exit.max(tell(problem, printer));
    }
    let mut changed = 0;
    for file in &files {
        match one(file, args.check, printer) {
            Ok(Outcome::Same) => {}
            Ok(Outcome::Changed) => changed += 1,
            Ok(Outcome::Broken) => exit = exit.max(Exit::Script),
            Err(problem) => exit = exit.max(tell(&problem, printer)),
        }
    }
    summary(args.check, changed, files.len(), printer);
    match args.check && changed > 0 {
        true => exit.max(Exit::Failed),
        false => exit,
    }
}

enum Outcome {
    Same,
    Changed,
    Broken,
}

fn one(file: &Path, check: bool, printer: &Printer) -> Result<Outcome, Problem> {
    let script = scripts::read(file)?;
    let formatted = match syntax::format(&script.source) {
        Ok(formatted) => formatted,
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
    match &script.path {
        None if !check => printer.verbatim(&formatted),
        _ if same => {}
        _ if check => printer.result(script.source.name()),
        Some(path) => {
            write(path, &formatted)?;
            printer.note(&format!("wrote {}", script.source.name()));
        }
        None => {}
    }
    Ok(if same || is_printed(&script, check) {
        Outcome::Same
    } else {
        Outcome::Changed
    })
}

fn is_printed(script: &Script, check: bool) -> bool {
    script.path.is_none() && !check
}

/// Writes beside the file and then takes its place, so that there is always a whole one.
fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let name = path.display();
    let unwritten = |error: std::io::Error| {
        Problem::new(format!("{name} cannot be written: {error}"))
            .help("the file is as it was; see who may write it and whether the disk is full")
    };
    let target = std::fs::canonicalize(path).map_err(unwritten)?;
    let beside = target.with_extension(format!("flow.{}.new", std::process::id()));
    let written =
        write_new(&beside, &target, text).and_then(|()| std::fs::rename(&beside, &target));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        unwritten(error)
    })
}

fn write_new(beside: &Path, target: &Path, text: &str) -> std::io::Result<()> {
    let mut file = std::fs::File::create_new(beside)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(std::fs::metadata(target)?.permissions())?;
    file.sync_all()
}

fn summary(check: bool, changed: usize, files: usize, printer: &Printer) {
    let all = count(files, "file", "files");
    match (check, changed) {
        (_, 0) if files > 1 => printer.note(&format!("{all}, nothing to change")),
        (true, n) if n > 0 => {
            let many = count(n, "file", "files");
            printer.note(&format!("{many} of {files} to write anew: run `flow fmt`"));
        }
        _ => {}
    }
}
