//! JUnit's XML: a suite a file, a case a test.

use super::form::{Form, Results};
use crate::cli::test::case::Done;
use crate::report::junit::escaped;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

pub(super) struct TestSuites;

impl Form for TestSuites {
    fn text(&self, results: &Results<'_>) -> String {
        let mut files: BTreeMap<String, Vec<&Done<'_>>> = BTreeMap::new();
        for done in results.done {
            let file = results.file(done).into_owned();
            files.entry(file).or_default().push(done);
        }
        let (passed, failed) = results.counts();
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let _ = writeln!(
            text,
            "<testsuites name=\"flow test\" tests=\"{}\" failures=\"{failed}\" errors=\"{}\">",
            passed + failed,
            results.errors.len()
        );
        for (file, tests) in files {
            suite(results, &file, &tests, &mut text);
        }
        for findings in results.errors {
            errors(findings, &mut text);
        }
        text.push_str("</testsuites>\n");
        text
    }
}

fn suite(results: &Results<'_>, file: &str, tests: &[&Done<'_>], text: &mut String) {
    let failed = tests.iter().filter(|done| !done.passed()).count();
    let took = tests.iter().map(|done| done.took).sum();
    let _ = writeln!(
        text,
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"0\" time=\"{}\">",
        escaped(file),
        tests.len(),
        seconds(took)
    );
    for done in tests {
        let head = format!(
            "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\" time=\"{}\"",
            escaped(&results.redactor().clean_written(&done.test.name)),
            escaped(file),
            escaped(file),
            results.line(done),
            seconds(done.took)
        );
        let Some(first) = done.problems.first() else {
            let _ = writeln!(text, "{head}/>");
            continue;
        };
        let _ = writeln!(
            text,
            "{head}>\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>",
            first.kind,
            escaped(&results.sentence(first)),
            escaped(&results.told(done))
        );
    }
    text.push_str("  </testsuite>\n");
}

fn errors(findings: &crate::cli::test::unit::Findings, text: &mut String) {
    let file = crate::report::text::name(findings.source.name());
    let file = escaped(&file);
    let first = findings.found.first();
    let message = first.map_or("", |found| found.message.as_str());
    let _ = writeln!(
        text,
        "  <testsuite name=\"{file}\" tests=\"1\" failures=\"0\" errors=\"1\">\n    <testcase \
         name=\"the flow has errors\" classname=\"{file}\">\n      <error message=\"{}\"/>\n    \
         </testcase>\n  </testsuite>",
        escaped(message)
    );
}

fn seconds(time: Duration) -> String {
    format!("{:.6}", time.as_secs_f64())
}
