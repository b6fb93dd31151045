//! What of each flow its tests have seen: told, written for other programs, and held against what
//! is asked for.

mod data;
mod flows;
mod html;
mod lcov;
mod text;

use super::case::Done;
use super::shown::shown;
use super::unit::Unit;
use crate::cli::args::TestArgs;
use crate::cli::exit::Exit;
use crate::cli::session::tell;
use crate::config::Problem;
use crate::private;
use crate::report::Printer;
use crate::testing::coverage::{Coverage, hits, percent};
pub(in crate::cli) use data::kept;
use flows::Flows;
use std::path::Path;

/// Whether anybody wants to know.
fn wanted(args: &TestArgs) -> bool {
    args.coverage
        || args.fail_under.is_some()
        || args.lcov.is_some()
        || args.html.is_some()
        || args.coverage_to.is_some()
        || !args.coverage_from.is_empty()
}

/// Counts what tests have seen, and does with it what is asked for.
pub(super) fn tell_of(
    args: &TestArgs,
    units: &[Unit],
    done: &[Done<'_>],
    printer: &Printer,
) -> Exit {
    if !wanted(args) {
        return Exit::Done;
    }
    let mut flows = count(units, done);
    let read = data::merge(&args.coverage_from, &mut flows);
    if let Err(problem) = read.and_then(|()| write(args, &flows, printer)) {
        return tell(&problem, printer);
    }
    if args.coverage || args.fail_under.is_some() {
        printer.note(&text::text(
            &flows,
            args.fail_under.is_some(),
            printer.look(),
        ));
    }
    match args.fail_under {
        Some(least) if total(&flows) < least => {
            let reached = total(&flows);
            printer.note(&format!(
                "coverage is {reached} %, below the limit of {least} %"
            ));
            Exit::Failed
        }
        _ => Exit::Done,
    }
}

fn count(units: &[Unit], done: &[Done<'_>]) -> Flows {
    let mut flows = Flows::new();
    for unit in units {
        let name = unit.program.source.name().to_string();
        flows
            .entry(name)
            .or_insert_with(|| Coverage::new(&unit.program));
    }
    for one in done {
        let flow = flows.get_mut(&**one.unit.program.source.name());
        if let (Some(flow), Some(seen)) = (flow, &one.seen) {
            flow.add(hits(&flow.points, seen));
        }
    }
    flows
}

/// Of all flows together.
fn total(flows: &Flows) -> f64 {
    let totals = flows.values().map(Coverage::total);
    let (all, reached) = totals.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    percent(all, reached)
}

fn write(args: &TestArgs, flows: &Flows, printer: &Printer) -> Result<(), Problem> {
    if let Some(file) = &args.lcov {
        to_file(file, &lcov::text(flows))?;
    }
    if let Some(file) = &args.html {
        to_file(file, &html::page(flows, printer.redactor()))?;
    }
    if let Some(file) = &args.coverage_to {
        to_file(file, &data::text(flows))?;
    }
    Ok(())
}

fn to_file(file: &Path, text: &str) -> Result<(), Problem> {
    let name = shown(file);
    private::write_for_all(file, text.as_bytes()).map_err(|error| {
        Problem::new(format!("cannot write `{name}`: {error}"))
            .help("name a file in a folder that exists and can be written")
    })
}
