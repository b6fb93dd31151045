//! The code quality report of GitLab.

use super::document::Document;
use super::fingerprint;
use super::inspection::{Inspected, Inspection, Trouble, told};
use super::rule;
use crate::diagnostic::{Diagnostic, Severity};
use serde_json::{Value as Json, json};

/// The code quality report.
pub struct CodeQuality;

impl Document for CodeQuality {
    fn name(&self) -> &'static str {
        "gitlab"
    }

    fn about(&self) -> &'static str {
        "A code quality report of GitLab"
    }

    fn text(&self, inspection: &Inspection) -> String {
        format!("{:#}", document(inspection))
    }
}

/// A list of all findings. What kept files from being checked is in it too, as a blocker: a list
/// without it would look like success.
pub fn document(inspection: &Inspection) -> Json {
    let mut list: Vec<Json> = Vec::new();
    for file in &inspection.files {
        let fingerprints = fingerprint::of_file(file);
        for (found, fingerprint) in file.findings.iter().zip(fingerprints) {
            list.push(finding(file, found, &fingerprint));
        }
    }
    list.extend(inspection.troubles.iter().enumerate().map(trouble));
    Json::Array(list)
}

fn finding(file: &Inspected, found: &Diagnostic, fingerprint: &str) -> Json {
    let place = |at| {
        let place = file.source.place(at);
        json!({ "line": place.line, "column": place.column })
    };
    let span = found.span();
    json!({
        "type": "issue",
        "check_name": check_name(found),
        "description": told(file, found),
        "categories": ["Bug Risk"],
        "severity": severity(found.severity),
        "fingerprint": fingerprint,
        "location": {
            "path": file.path,
            "positions": { "begin": place(span.start), "end": place(span.end) },
            "lines": {
                "begin": file.source.line_of(span.start),
                "end": file.source.line_of(span.end),
            },
        },
    })
}

fn check_name(found: &Diagnostic) -> String {
    match rule::name(found.code) {
        Some(name) => format!("{} {name}", found.code),
        None => found.code.to_string(),
    }
}

fn trouble((number, trouble): (usize, &Trouble)) -> Json {
    let (path, line) = match &trouble.place {
        Some((path, _, line)) => (path.as_str(), *line),
        None => (".", 1),
    };
    let help = trouble
        .help
        .as_deref()
        .map(|help| format!("\nhelp: {help}"));
    json!({
        "type": "issue",
        "check_name": "flow check",
        "description": format!("{}{}", trouble.message, help.unwrap_or_default()),
        "categories": ["Bug Risk"],
        "severity": match trouble.severity {
            Severity::Error => "blocker",
            other => severity(other),
        },
        "fingerprint": format!("trouble-{number}"),
        "location": { "path": path, "lines": { "begin": line, "end": line } },
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Note => "info",
    }
}
