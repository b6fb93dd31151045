//! `--explore`: what goes wrong in a flow when its systems answer otherwise than hoped.

use super::unit::Unit;
use crate::cli::args::{TestArgs, TestForm};
use crate::cli::check::work::in_order;
use crate::cli::exit::Exit;
use crate::diagnostic::Severity;
use crate::report::{People, Printer, json, text};
use crate::testing::explore::{Found, explore};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// So many runs with two forced answers are tried for a flow.
const MOST_PAIRS: usize = 5_000;

/// Explores every flow.
pub(super) fn tell_of(args: &TestArgs, units: &[Unit], printer: &Printer) -> Exit {
    let mut seen = BTreeSet::new();
    let flows: Vec<&Unit> = units
        .iter()
        .filter(|unit| seen.insert(unit.program.source.name().to_string()))
        .collect();
    let mut all: Vec<Found> = Vec::with_capacity(flows.len());
    in_order(
        &flows,
        |unit| explore(&unit.program, args.seed, MOST_PAIRS),
        |found| all.push(found),
    );
    match args.output {
        TestForm::Json => printer.json_result(&document(&flows, &all), true),
        _ => people(&flows, &all, printer),
    }
    match all.iter().all(|found| found.findings.is_empty()) {
        true => Exit::Done,
        false => Exit::Failed,
    }
}

fn people(flows: &[&Unit], all: &[Found], printer: &Printer) {
    let people = People::new(printer.look(), printer.redactor());
    for (unit, found) in flows.iter().zip(all) {
        let source = &unit.program.source;
        for finding in &found.findings {
            let (file, span) = source.home(finding.span);
            let label = (span, String::new());
            let help = "keep this test below the flow, and fix the flow until it passes:";
            printer.result(&people.place(
                Severity::Warning,
                file,
                label,
                &finding.title,
                Some(help),
            ));
            printer.result(&finding.test);
        }
        let name = text::name(source.name());
        let findings = text::count(found.findings.len(), "finding", "findings");
        printer.note(&format!(
            "{name}: {findings}; tried {} of {} single answers and {} of {} pairs, seed {}",
            found.singles.0, found.singles.1, found.pairs.0, found.pairs.1, found.seed
        ));
    }
}

fn document(flows: &[&Unit], all: &[Found]) -> Value {
    let flows = flows.iter().zip(all).map(|(unit, found)| {
        let source = &unit.program.source;
        let findings: Vec<Value> = found
            .findings
            .iter()
            .map(|finding| {
                let (file, span) = source.home(finding.span);
                let mut one = json!({
                    "type": finding.sort.name(),
                    "line": file.line_of(span.start),
                    "message": finding.title,
                    "test": finding.test,
                });
                json::also(&mut one, "type", json::KIND);
                one
            })
            .collect();
        json!({
            "flow": &*text::name(source.name()),
            "seed": found.seed,
            "singles": { "tried": found.singles.0, "of": found.singles.1 },
            "pairs": { "tried": found.pairs.0, "of": found.pairs.1 },
            "findings": findings,
        })
    });
    json!({
        "version": crate::report::json::VERSION,
        "flows": flows.collect::<Vec<_>>(),
    })
}
