//! `--mutate`: small changes of the flows, and which of them no test notices.

use super::case::Case;
use super::unit::Unit;
use crate::cli::check::work::in_order;
use crate::cli::exit::Exit;
use crate::diagnostic::Severity;
use crate::program::Program;
use crate::report::{People, Printer, text};
use crate::testing::mutate::{Mutant, mutants};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A changed flow, and the tests that should notice.
struct Tried<'a> {
    mutant: Mutant,
    cases: Vec<&'a Case<'a>>,
}

/// Changes every flow that has tests, and names what survives.
pub(super) fn tell_of(units: &[Unit], cases: &[Case<'_>], printer: &Printer) -> Exit {
    let mut tried = Vec::new();
    for (program, cases) in by_flow(units, cases) {
        let changed = mutants(&program).into_iter();
        tried.extend(changed.map(|mutant| Tried {
            mutant,
            cases: cases.clone(),
        }));
    }
    let mut noticed = Vec::with_capacity(tried.len());
    in_order(&tried, is_noticed, |one| noticed.push(one));
    let people = People::new(printer.look(), printer.redactor());
    let survivors = tried.iter().zip(&noticed).filter(|(_, noticed)| !**noticed);
    let mut count = 0;
    for (survivor, _) in survivors {
        count += 1;
        let source = &survivor.mutant.program.source;
        let label = (survivor.mutant.span, survivor.mutant.what.to_owned());
        printer.result(&people.place(
            Severity::Error,
            source,
            label,
            "no test notices this change",
            Some("write a test that fails with the change: one in which this line matters"),
        ));
    }
    let all = text::count(tried.len(), "change", "changes");
    printer.note(&format!(
        "tried {all}: {} noticed, {count} not noticed",
        tried.len() - count
    ));
    match count {
        0 => Exit::Done,
        _ => Exit::Failed,
    }
}

/// Each flow with its tests, in the order of the files.
fn by_flow<'a>(units: &[Unit], cases: &'a [Case<'a>]) -> Vec<(Arc<Program>, Vec<&'a Case<'a>>)> {
    let mut flows: BTreeMap<&str, (Arc<Program>, Vec<&Case<'_>>)> = BTreeMap::new();
    for unit in units.iter().filter(|unit| !unit.tests.is_empty()) {
        let name = &**unit.program.source.name();
        flows
            .entry(name)
            .or_insert_with(|| (unit.program.clone(), Vec::new()));
    }
    for case in cases {
        if let Some((_, of)) = flows.get_mut(&**case.unit.program.source.name()) {
            of.push(case);
        }
    }
    flows.into_values().collect()
}

/// Whether one of the tests fails with the change. Those with a simulator are asked last: they are
/// slow.
fn is_noticed(tried: &Tried<'_>) -> bool {
    let (mocked, simulated): (Vec<&Case<'_>>, Vec<&Case<'_>>) = tried
        .cases
        .iter()
        .partition(|case| case.test.worlds.is_empty());
    let mut cases = mocked.into_iter().chain(simulated);
    cases.any(|case| case.fails_with(&tried.mutant.program))
}
