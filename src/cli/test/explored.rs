//! `--explore`: what goes wrong in a flow when its systems answer otherwise than hoped.

use super::unit::Unit;
use crate::cli::args::{TestArgs, TestForm};
use crate::cli::check::work::in_order;
use crate::cli::exit::Exit;
use crate::diagnostic::Severity;
use crate::report::{People, Printer, json, text};
use crate::testing::explore::{Finding, Found, explore};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// So many runs with two forced answers are tried for a flow.
const MOST_PAIRS: usize = 5_000;

/// Explores every flow.
pub(super) fn tell_of(args: &TestArgs, units: &[Unit], printer: &Printer) -> Exit {
    let flows = flows(units);
    let mut all: Vec<Found> = Vec::with_capacity(flows.len());
    let one = |(unit, beside): &(&Unit, Vec<&Unit>)| {
        // each file reads the flow anew: its tests are of the flow as it was read with them
        let tests = beside.iter().flat_map(|unit| &unit.tests).cloned();
        let tests: Vec<_> = unit.tests.iter().cloned().chain(tests).collect();
        explore(&unit.program, &tests, args.seed, MOST_PAIRS)
    };
    in_order(&flows, one, |found| all.push(found));
    let flows: Vec<&Unit> = flows.iter().map(|(unit, _)| *unit).collect();
    match args.output {
        TestForm::Json => printer.json_result(&document(&flows, &all), true),
        _ => people(&flows, &all, printer),
    }
    match all.iter().all(|found| wrong(found) == 0) {
        true => Exit::Done,
        false => Exit::Failed,
    }
}

/// How many findings say that something is wrong.
fn wrong(found: &Found) -> usize {
    let wrong = found.findings.iter().filter(|finding| !finding.is_note());
    wrong.count()
}

fn severity(finding: &Finding) -> Severity {
    match finding.is_note() {
        true => Severity::Note,
        false => Severity::Warning,
    }
}

/// Each flow once, with the other files in which there are tests of it.
fn flows(units: &[Unit]) -> Vec<(&Unit, Vec<&Unit>)> {
    let mut flows: Vec<(&Unit, Vec<&Unit>)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for unit in units {
        let name = unit.program.source.name().to_string();
        match places.get(&name) {
            Some(at) => flows[*at].1.push(unit),
            None => {
                places.insert(name, flows.len());
                flows.push((unit, Vec::new()));
            }
        }
    }
    flows
}

fn people(flows: &[&Unit], all: &[Found], printer: &Printer) {
    let people = People::new(printer.look(), printer.redactor());
    for (unit, found) in flows.iter().zip(all) {
        let source = &unit.program.source;
        for finding in &found.findings {
            let (file, span) = source.home(finding.span);
            let label = (span, String::new());
            printer.result(&people.place(
                severity(finding),
                file,
                label,
                &finding.title,
                Some(finding.help()),
            ));
            if !finding.is_note() {
                printer.result(&finding.test);
            }
        }
        for unreached in &found.unreached {
            let (file, span) = source.home(unreached.at);
            let label = (span, String::new());
            let title = unreached.title(source);
            let help = Some(unreached.help());
            printer.result(&people.place(Severity::Note, file, label, &title, help));
        }
        let name = text::name(source.name());
        let findings = text::count(wrong(found), "finding", "findings");
        let unreached = match found.unreached.len() {
            0 => String::new(),
            many => format!(
                "; {} never tried",
                text::count(many, "part of the flow", "parts of the flow")
            ),
        };
        printer.note(&format!(
            "{name}: {findings}{unreached}; tried {} of {} single answers and {} of {} pairs, seed {}",
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
                    "severity": severity(finding).word(),
                    "line": file.line_of(span.start),
                    "message": finding.title,
                    "test": finding.test,
                });
                json::also(&mut one, "type", json::KIND);
                one
            })
            .collect();
        let unreached: Vec<Value> = found
            .unreached
            .iter()
            .map(|unreached| {
                let (file, span) = source.home(unreached.statements);
                json!({
                    "line": file.line_of(span.start),
                    "end_line": file.line_of(span.end.saturating_sub(1).max(span.start)),
                    "message": unreached.title(source),
                })
            })
            .collect();
        json!({
            "flow": &*text::name(source.name()),
            "seed": found.seed,
            "singles": { "tried": found.singles.0, "of": found.singles.1 },
            "pairs": { "tried": found.pairs.0, "of": found.pairs.1 },
            "findings": findings,
            "never_tried": unreached,
        })
    });
    json!({
        "version": crate::report::json::VERSION,
        "flows": flows.collect::<Vec<_>>(),
    })
}
