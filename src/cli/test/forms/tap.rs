//! TAP, version 14: a line a test, and what is wrong as a block below it.

use super::form::{Form, Results};
use std::fmt::Write;

pub(super) struct Tap;

impl Form for Tap {
    fn text(&self, results: &Results<'_>) -> String {
        let mut text = format!("TAP version 14\n1..{}\n", results.done.len());
        for (number, done) in results.done.iter().enumerate() {
            let name = results.redactor().clean_written(&done.test.name);
            let name = escaped(&format!("{}: {name}", results.file(done)));
            let result = if done.passed() { "ok" } else { "not ok" };
            let _ = writeln!(text, "{result} {} - {name}", number + 1);
            if done.passed() {
                continue;
            }
            text.push_str("  ---\n  message: |\n");
            for line in results.told(done).lines() {
                let _ = writeln!(text, "    {line}");
            }
            text.push_str("  ...\n");
        }
        for findings in results.errors {
            let file = crate::report::text::name(findings.source.name());
            let _ = writeln!(text, "Bail out! {file} has errors");
        }
        text
    }
}

/// What would begin a directive, or is an escape itself.
fn escaped(name: &str) -> String {
    name.replace('\\', "\\\\").replace('#', "\\#")
}
