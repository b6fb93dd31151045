//! `flow test`: `test` blocks are run, and what came of them is told.

mod accepted;
mod case;
mod coverage;
mod explored;
mod forms;
mod mutants;
mod names;
mod page;
mod played;
mod portable;
mod review;
mod shown;
mod simulated;
mod unit;
mod watch;

use super::args::TestArgs;
use super::check::work::in_order;
use super::exit::Exit;
use super::scripts;
use super::session::{self, tell};
use crate::config::Problem;
use crate::report::Printer;
use case::{Case, Done};
pub(super) use coverage::kept as coverage_kept;
use forms::Told;
pub(super) use played::played;
use shown::shown;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
pub(super) use unit::tests_beside;
use unit::{Refused, Unit, Units};

pub(super) fn test(args: &TestArgs, printer: &Printer) -> Exit {
    match args.watch {
        true => watch::again_and_again(
            || once(args, printer).files,
            || scripts::find(&paths(args)).scripts,
            printer,
        ),
        false => once(args, printer).exit,
    }
}

/// What came of going through all tests once.
struct Round {
    exit: Exit,
    /// The files that were read, for whoever waits for them to change.
    files: Vec<PathBuf>,
}

fn once(args: &TestArgs, printer: &Printer) -> Round {
    let found = scripts::find(&paths(args));
    for note in found.notes() {
        printer.note(&note);
    }
    let mut exit = Exit::Done;
    for problem in &found.problems {
        exit = exit.max(tell(problem, printer));
    }
    note_former(args, &found.scripts, printer);
    if !args.on.is_empty() {
        let exit = exit.max(portable::tell_of(args, &found.scripts, printer));
        return Round {
            exit,
            files: found.scripts,
        };
    }
    let units = Units::read(&found.scripts, args, None);
    let read = units.units.iter().flat_map(Unit::files);
    let wrong = units.refused.iter().filter_map(Refused::file);
    let scripts = found.scripts.iter().cloned();
    let files: Vec<PathBuf> = scripts.chain(read).chain(wrong).collect();
    let round = |exit| Round {
        exit,
        files: files.clone(),
    };
    let mut told = Told::new(args, printer);
    for refused in units.refused {
        exit = exit.max(refuse(&mut told, refused, printer));
    }
    if args.explore {
        told.end(&[]);
        return round(exit.max(explored::tell_of(args, &units.units, printer)));
    }
    let cases = Case::of(&units.units, args);
    if cases.is_empty() && exit == Exit::Done {
        return round(tell(&none(args, &units.units), printer));
    }
    review::warn_of_idle_names(&args.accept, &cases, printer);
    let mut done: Vec<Done<'_>> = Vec::with_capacity(cases.len());
    in_order(&cases, Case::run, |one| done.push(one));
    review::review(args, &mut done, printer);
    for one in &done {
        exit = exit.max(if one.passed() {
            Exit::Done
        } else {
            Exit::Failed
        });
    }
    told.end(&done);
    exit = exit.max(coverage::tell_of(args, &units.units, &done, printer));
    if let Some(file) = &args.report {
        exit = exit.max(page::write(file, &done, printer));
    }
    if args.mutate {
        exit = exit.max(match exit {
            Exit::Done => mutants::tell_of(&units.units, &cases, printer),
            worse => {
                printer.note("nothing was changed: `--mutate` needs tests that pass");
                worse
            }
        });
    }
    round(exit)
}

fn paths(args: &TestArgs) -> Vec<PathBuf> {
    if args.paths.is_empty() {
        return vec![PathBuf::from(".")];
    }
    let named = args.paths.iter();
    named
        .flat_map(|path| [Some(path.clone()), unit::tests_beside(path)])
        .flatten()
        .collect()
}

fn refuse(told: &mut Told<'_>, refused: Refused, printer: &Printer) -> Exit {
    match refused {
        Refused::Problem(problem) => tell(&problem, printer),
        Refused::Findings(found) => {
            told.errors(found);
            Exit::Script
        }
    }
}

fn none(args: &TestArgs, units: &[Unit]) -> Problem {
    let all: usize = units.iter().map(|unit| unit.tests.len()).sum();
    if all > 0 {
        let named: Vec<String> = args.name.iter().map(|name| format!("`{name}`")).collect();
        let message = match named.is_empty() {
            true => format!("this part of {all} tests is empty"),
            false => format!("no test has {} in its name", named.join(" or ")),
        };
        return Problem::new(message)
            .help("run `flow test` without `--name` and `--shard` to see all tests");
    }
    let paths = paths(args);
    let shown: Vec<String> = paths.iter().map(|path| shown(path)).collect();
    Problem::new(format!("no tests found in {}", shown.join(", "))).help(
        "write a `test` block in the flow, or a file beside it: `hold.test.flow` tests `hold.flow`",
    )
}

/// What the settings of these files have under former names. A file that cannot be read is told of by
/// the tests that need it.
fn note_former(args: &TestArgs, files: &[PathBuf], printer: &Printer) {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).collect();
    for folder in folders {
        if let Ok(config) = session::config(&args.profile, folder) {
            session::note_former(&config, printer);
        }
    }
}
