//! JUnit's XML, for the test pages of CI services: a suite a file, a case a finding.

use super::document::Document;
use super::inspection::{Inspected, Inspection, Trouble, told};
use super::rule;
use crate::diagnostic::{Diagnostic, Severity};
use std::fmt::Write;

/// JUnit's XML.
pub struct TestSuites;

impl Document for TestSuites {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn about(&self) -> &'static str {
        "JUnit's XML, for test pages"
    }

    fn text(&self, inspection: &Inspection) -> String {
        document(inspection)
    }
}

/// The whole document. A finding that fails the check is a failed case, another one a case that
/// passed with something to say; a file without findings is one case that passed.
pub fn document(inspection: &Inspection) -> String {
    let suites: Vec<Suite> = inspection
        .files
        .iter()
        .map(|file| suite(inspection, file))
        .chain(troubles(&inspection.troubles))
        .collect();
    let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        text,
        "<testsuites name=\"flow check\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        sum(|suite| suite.tests),
        sum(|suite| suite.failures),
        sum(|suite| suite.errors)
    );
    suites.iter().for_each(|suite| suite.write(&mut text));
    text.push_str("</testsuites>\n");
    text
}

#[derive(Default)]
struct Suite {
    name: String,
    tests: usize,
    failures: usize,
    errors: usize,
    cases: String,
}

impl Suite {
    fn write(&self, text: &mut String) {
        let _ = writeln!(
            text,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
            escaped(&self.name),
            self.tests,
            self.failures,
            self.errors
        );
        text.push_str(&self.cases);
        text.push_str("  </testsuite>\n");
    }

    /// A case; `inner` is what it holds: nothing where there is nothing to say.
    fn case(&mut self, name: &str, place: &str, inner: &str) {
        self.tests += 1;
        let head = format!(
            "    <testcase name=\"{}\" classname=\"{}\"{place}",
            escaped(name),
            escaped(&self.name)
        );
        let _ = match inner {
            "" => writeln!(self.cases, "{head}/>"),
            inner => writeln!(self.cases, "{head}>\n      {inner}\n    </testcase>"),
        };
    }
}

fn suite(inspection: &Inspection, file: &Inspected) -> Suite {
    let mut suite = Suite {
        name: file.path.clone(),
        ..Suite::default()
    };
    for found in &file.findings {
        let fails = inspection.fails(found);
        suite.failures += usize::from(fails);
        finding(&mut suite, file, found, fails);
    }
    if file.findings.is_empty() {
        suite.case("no findings", "", "");
    }
    suite
}

fn finding(suite: &mut Suite, file: &Inspected, found: &Diagnostic, fails: bool) {
    let place = file.source.place(found.span().start);
    let name = rule::name(found.code).map_or_else(String::new, |name| format!(" {name}"));
    let title = format!(
        "{}{name}, line {}, column {}",
        found.code, place.line, place.column
    );
    let text = told(file, found);
    let text = format!("{}:{}:{}: {text}", suite.name, place.line, place.column);
    let inner = match fails {
        true => format!(
            "<failure type=\"{}\" message=\"{}\">{}</failure>",
            found.severity.word(),
            escaped(&found.message),
            escaped(&text)
        ),
        false => format!(
            "<system-out>{} {}</system-out>",
            found.severity.word(),
            escaped(&text)
        ),
    };
    let file = format!(" file=\"{}\" line=\"{}\"", escaped(&suite.name), place.line);
    suite.case(&title, &file, &inner);
}

fn troubles(troubles: &[Trouble]) -> Option<Suite> {
    if troubles.is_empty() {
        return None;
    }
    let mut suite = Suite {
        name: "not checked".into(),
        ..Suite::default()
    };
    for trouble in troubles {
        let message = trouble.message.clone();
        let help = trouble.help.clone().unwrap_or_default();
        let inner = match trouble.severity {
            Severity::Error => {
                suite.errors += 1;
                format!(
                    "<error message=\"{}\">{}</error>",
                    escaped(&message),
                    escaped(&help)
                )
            }
            other => format!(
                "<system-out>{} {}</system-out>",
                other.word(),
                escaped(&format!("{message}\nhelp: {help}"))
            ),
        };
        suite.case(&message, "", &inner);
    }
    Some(suite)
}

/// What may stand in an XML text or between quotes. Control characters may not, however written;
/// a line end between quotes is lost unless it is written as a number.
pub(crate) fn escaped(text: &str) -> String {
    let allowed = |c: char| match c {
        '\n' | '\t' => c,
        '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    let text: String = text.chars().map(allowed).collect();
    quick_xml::escape::escape(&text).replace('\n', "&#10;")
}
