//! Workflow commands of GitHub Actions: a line each, shown beside the lines of a change.

use super::document::Document;
use super::inspection::{Inspected, Inspection, Trouble, told};
use super::rule;
use crate::diagnostic::{Diagnostic, Severity};

/// Workflow commands.
pub struct Annotations;

impl Document for Annotations {
    fn name(&self) -> &'static str {
        "github"
    }

    fn about(&self) -> &'static str {
        "Annotations of GitHub Actions"
    }

    fn text(&self, inspection: &Inspection) -> String {
        annotations(inspection)
    }
}

/// `::error file=a.flow,line=7,col=1,title=F012 unknown outcome::…`, a line for each finding.
pub fn annotations(inspection: &Inspection) -> String {
    let findings = inspection
        .findings()
        .map(|(file, found)| finding(file, found));
    let troubles = inspection.troubles.iter().map(trouble);
    findings.chain(troubles).collect()
}

fn finding(file: &Inspected, found: &Diagnostic) -> String {
    let start = file.source.place(found.span().start);
    let end = file.source.place(found.span().end);
    let mut place = format!(
        "file={},line={},endLine={}",
        property(&file.path),
        start.line,
        end.line
    );
    if start.line == end.line {
        place.push_str(&format!(",col={},endColumn={}", start.column, end.column));
    }
    let name = rule::name(found.code).map_or_else(String::new, |name| format!(" {name}"));
    let title = format!("{}{name}", found.code);
    let text = told(file, found);
    line(
        found.severity,
        &format!("{place},title={}", property(&title)),
        &text,
    )
}

fn trouble(trouble: &Trouble) -> String {
    let place = match &trouble.place {
        None => String::new(),
        Some((path, _, line)) => {
            format!("file={},line={line},", property(path))
        }
    };
    let help = trouble
        .help
        .as_deref()
        .map(|help| format!("\nhelp: {help}"));
    let text = format!("{}{}", trouble.message, help.unwrap_or_default());
    line(trouble.severity, &format!("{place}title=flow check"), &text)
}

fn line(severity: Severity, properties: &str, text: &str) -> String {
    let command = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    format!("::{command} {properties}::{}\n", data(text))
}

/// A message: a percent sign and line ends are the command's own.
pub(crate) fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property's value: colons and commas are the command's own too.
pub(crate) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
