//! `--report`: the tests as one page.

use super::case::Done;
use crate::cli::exit::Exit;
use crate::cli::run::page::unwritable;
use crate::cli::session::tell;
use crate::private;
use crate::report::page::{Collect, Dropped, Started, State, html};
use crate::report::{Printer, Redactor, text};
use std::path::Path;

/// Writes the page of tests.
pub(super) fn write(file: &Path, done: &[Done<'_>], printer: &Printer) -> Exit {
    let redactor = printer.redactor();
    let mut collect = Collect::new(redactor, done.len());
    for one in done {
        add(one, &mut collect, redactor);
    }
    let passed = done.iter().filter(|one| one.passed()).count();
    let lead = format!(
        "{}: {passed} passed, {} failed; no system was asked anything",
        text::count(done.len(), "test", "tests"),
        done.len() - passed
    );
    let page = collect.page(vec![lead], "test");
    match private::write_for_all(file, html(&page).as_bytes()) {
        Ok(()) => Exit::Done,
        Err(error) => tell(&unwritable(file, &error), printer),
    }
}

fn add(one: &Done<'_>, collect: &mut Collect, redactor: &Redactor) {
    let seen = one.seen.as_ref();
    let sensitive = seen.into_iter().flat_map(|seen| &seen.sensitive);
    sensitive.for_each(|text| redactor.register_text(text));
    let events = seen.map_or(&[][..], |seen| &seen.events);
    let started = Started {
        title: redactor.clean_written(&one.test.name).into_owned(),
        number: 0,
        events,
        dropped: Dropped::default(),
        report: seen.and_then(|seen| seen.report.as_ref()),
        failure: &|| problems(one, redactor),
        doubts: Vec::new(),
        state: Some(match one.passed() {
            true => State::Succeeded,
            false => State::Failed,
        }),
    };
    collect.add(&one.unit.program, started);
}

/// What is not as the test expects.
fn problems(one: &Done<'_>, redactor: &Redactor) -> String {
    let all = one.problems.iter().map(|problem| {
        let mut text = problem.title.clone();
        let parts = [("expected", &problem.expected), ("got", &problem.actual)];
        for (word, part) in parts {
            if let Some(part) = part {
                text.push_str(&format!("\n  {word} {}", redactor.show(part)));
            }
        }
        text
    });
    all.collect::<Vec<_>>().join("\n")
}
