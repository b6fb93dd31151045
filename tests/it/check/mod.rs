//! The checker as its users see it: whole scripts and what is said of them.

mod brought;
mod budget;
mod cases;
mod comments;
mod corpus;
mod dump;
mod followed;
mod helps;
mod noise;
mod page_form;
mod pages;
mod programs;
mod slips;
mod ways;

use contactflow::catalogue::Catalogue;
use contactflow::check::{Checked, Context, check_text};
use contactflow::diagnostic::Diagnostic;
use contactflow::source::Source;
use std::fmt::Write;
use std::sync::Arc;

/// Checks a script against the catalogue that is built in.
fn checked(name: &str, text: &str, context: &Context) -> (Arc<Source>, Checked) {
    let source = Arc::new(Source::new(name, text));
    let checked = check_text(&source, Catalogue::builtin(), context);
    (source, checked)
}

/// A finding as a golden has it: everything that people would see, without drawing it.
fn said(source: &Source, found: &Diagnostic) -> String {
    let mut text = String::new();
    let (code, severity) = (found.code, found.severity.word());
    let _ = writeln!(text, "{severity} {code}: {}", found.message);
    for label in &found.labels {
        let place = source.place(label.span.start);
        let what = source.slice(label.span).lines().next().unwrap_or_default();
        let _ = writeln!(
            text,
            "  {}:{} `{what}` {}",
            place.line, place.column, label.text
        );
    }
    if let Some(line) = &found.why {
        let _ = writeln!(text, "  why: {line}");
    }
    for line in found.help.iter().flat_map(|help| help.lines()) {
        let _ = writeln!(text, "  help: {line}");
    }
    if let Some(fix) = &found.fix {
        let _ = writeln!(text, "  fix ({:?}): {}", fix.safety, fix.title);
    }
    text
}

fn all_said(source: &Source, checked: &Checked) -> String {
    let found = checked.problems.iter().map(|found| said(source, found));
    found.collect::<Vec<_>>().join("")
}
