//! `--on`: the same tests on several systems, and where they differ.

use super::case::{Case, Done};
use super::unit::{Refused, Unit, Units};
use crate::cli::args::TestArgs;
use crate::cli::check::work::in_order;
use crate::cli::exit::Exit;
use crate::config::Problem;
use crate::report::{Printer, Style, text};
use crate::sim;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What came of one test on one system.
enum Came {
    /// It passed.
    Passed,
    /// It failed, for this reason.
    Failed(String),
    /// The flow cannot run there.
    Refused(String),
}

/// Tests by file and name, each with what came of it on every system.
type Results = BTreeMap<(String, String), Vec<Option<Came>>>;

/// Runs the tests on each system.
pub(super) fn tell_of(args: &TestArgs, files: &[PathBuf], printer: &Printer) -> Exit {
    if let Some(unknown) = args.on.iter().find(|name| sim::of(name).is_none()) {
        let known: Vec<&str> = sim::KITS.iter().map(|kit| kit.system).collect();
        let problem = Problem::new(format!("unknown system `{unknown}`"));
        let help = format!("systems with a simulator: {}", known.join(", "));
        return crate::cli::session::tell(&problem.help(help), printer);
    }
    let mut results = Results::new();
    for (at, system) in args.on.iter().enumerate() {
        let units = Units::read(files, args, Some(system));
        refused(&units.refused, (at, args.on.len()), &mut results);
        run(&units.units, args, (at, args.on.len()), &mut results);
    }
    told(&results, &args.on, printer)
}

fn refused(all: &[Refused], (at, of): (usize, usize), results: &mut Results) {
    for one in all {
        let (file, why) = match one {
            Refused::Problem(problem) => (String::new(), problem.message.clone()),
            Refused::Findings(found) => {
                let first = found.found.first();
                let why = first.map_or_else(String::new, |first| first.message.clone());
                (text::name(found.source.name()).into_owned(), why)
            }
        };
        let row = results.entry((file, String::new()));
        let row = row.or_insert_with(|| (0..of).map(|_| None).collect());
        row[at] = Some(Came::Refused(why));
    }
}

fn run(units: &[Unit], args: &TestArgs, (at, of): (usize, usize), results: &mut Results) {
    let cases = Case::of(units, args);
    let mut done: Vec<Done<'_>> = Vec::with_capacity(cases.len());
    in_order(&cases, Case::run, |one| done.push(one));
    for one in &done {
        let file = text::name(one.unit.source.name()).into_owned();
        let row = results.entry((file, one.test.name.to_string()));
        let row = row.or_insert_with(|| (0..of).map(|_| None).collect());
        row[at] = Some(match one.problems.first() {
            None => Came::Passed,
            Some(first) => Came::Failed(first.title.clone()),
        });
    }
}

fn told(results: &Results, systems: &[String], printer: &Printer) -> Exit {
    let look = printer.look();
    let (mut same, mut differ, mut whole) = (0, 0, true);
    for ((file, test), row) in results {
        if is_same(row) {
            same += 1;
            continue;
        }
        // a file that cannot be read anywhere is no test
        differ += usize::from(!test.is_empty());
        whole &= !test.is_empty();
        let name = match test.is_empty() {
            true => file.clone(),
            false => format!(
                "{file}: test \"{}\"",
                printer.redactor().clean_written(test)
            ),
        };
        printer.result(&format!("{name} differs"));
        for (system, came) in systems.iter().zip(row) {
            let (style, said) = match came {
                Some(Came::Passed) => (Style::Good, "passed".to_owned()),
                Some(Came::Failed(why)) => (Style::Bad, format!("failed: {why}")),
                Some(Came::Refused(why)) => (Style::Bad, format!("cannot run: {why}")),
                // of the whole file: here it can run, and its tests have rows of their own
                None if test.is_empty() => (Style::Faint, "can run".to_owned()),
                None => (Style::Care, "did not run".to_owned()),
            };
            printer.result(&format!("  {system}: {}", look.paint(style, &said)));
        }
    }
    let tests = text::count(same + differ, "test", "tests");
    printer.note(&format!(
        "ran {tests} on {}: {same} the same, {differ} differ",
        systems.join(", ")
    ));
    match differ == 0 && whole {
        true => Exit::Done,
        false => Exit::Failed,
    }
}

/// Whether a test passed everywhere. What happened on the way may differ: systems have their own words.
fn is_same(row: &[Option<Came>]) -> bool {
    row.iter().all(|came| matches!(came, Some(Came::Passed)))
}
