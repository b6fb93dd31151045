//! For people: what failed, with the line and what happened, and how many passed.

use super::form::{Form, Results};
use crate::cli::test::case::Done;
use crate::diagnostic::Severity;
use crate::report::{Style, text};
use crate::testing::Problem;
use std::collections::BTreeMap;

pub(super) struct Lines;

impl Form for Lines {
    fn text(&self, results: &Results<'_>) -> String {
        let mut text = String::new();
        for findings in results.errors {
            for found in &findings.found {
                text.push_str(&results.people.finding(&findings.source, found));
                text.push('\n');
            }
        }
        for done in results.done.iter().filter(|done| !done.passed()) {
            failed(results, done, &mut text);
        }
        files(results, &mut text);
        text.push_str(&summary(results));
        text
    }
}

fn failed(results: &Results<'_>, done: &Done<'_>, text: &mut String) {
    for problem in &done.problems {
        text.push_str(&one(results, done, problem));
    }
    let trace = done.trace(results.people.look, results.redactor());
    if !trace.is_empty() {
        text.push_str("  what happened:\n");
        trace
            .iter()
            .for_each(|line| text.push_str(&format!("  {line}\n")));
    }
    text.push('\n');
}

fn one(results: &Results<'_>, done: &Done<'_>, problem: &Problem) -> String {
    let span = match problem.span.is_empty() {
        true => done.test.head,
        false => problem.span,
    };
    let (source, span) = done.unit.place(span);
    let name = results.redactor().clean_written(&done.test.name);
    let title = format!("test \"{name}\" failed: {}", problem.title);
    let show = |text: &Option<Box<_>>| text.as_ref().map(|text| results.redactor().show(text));
    let (label, below) = match (show(&problem.expected), show(&problem.actual)) {
        (Some(expected), Some(actual)) => (format!("expected {expected}, got {actual}"), None),
        (_, actual) => (String::new(), actual),
    };
    let help = problem.help.as_deref();
    let mut text = results
        .people
        .place(Severity::Error, &source, (span, label), &title, help);
    if let Some(below) = below {
        text.push_str(&below);
        text.push('\n');
    }
    text
}

/// A line a file.
fn files(results: &Results<'_>, text: &mut String) {
    let mut files: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for done in results.done {
        let count = files.entry(results.file(done).into_owned()).or_default();
        match done.passed() {
            true => count.0 += 1,
            false => count.1 += 1,
        }
    }
    let look = results.people.look;
    for (file, (passed, failed)) in files {
        let result = match failed {
            0 => look.paint(Style::Good, &format!("{passed} passed")),
            failed => look.paint(Style::Bad, &format!("{failed} failed, {passed} passed")),
        };
        text.push_str(&format!("{file}: {result}\n"));
    }
}

fn summary(results: &Results<'_>) -> String {
    let (passed, failed) = results.counts();
    let tests = text::count(results.done.len(), "test", "tests");
    let mut summary = format!("ran {tests}: {passed} passed, {failed} failed");
    if !results.errors.is_empty() {
        let files = text::count(results.errors.len(), "file has", "files have");
        summary.push_str(&format!("; {files} errors"));
    }
    summary
}
