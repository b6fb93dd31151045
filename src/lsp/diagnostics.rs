//! Findings as an editor shows them.

use super::document::Document;
use super::position::Encoding;
use super::tested;
use crate::check::rules::{unreachable, unused_name, unused_step};
use crate::config::Problem;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::report::rule;
use crate::source::Source;
use lsp_types::{
    CodeDescription, Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity,
    DiagnosticTag, Location, Range, Uri,
};

/// The name under which an editor lists them.
const BY: &str = "flow";

/// A finding in an open text.
pub fn shown(document: &Document, uri: &Uri, found: &Diagnostic, encoding: Encoding) -> Shown {
    let source = &document.source;
    let docs = document.context.house.docs.as_deref();
    let others = found.labels.iter().skip(1);
    let related: Vec<DiagnosticRelatedInformation> = others
        .map(|label| DiagnosticRelatedInformation {
            location: Location {
                uri: uri.clone(),
                range: encoding.range(source, label.span),
            },
            message: label.text.clone(),
        })
        .collect();
    Shown {
        range: encoding.range(source, found.span()),
        severity: Some(severity(found.severity)),
        code: Some(found.code.to_string().into()),
        source: Some(BY.into()),
        code_description: page(found.code, docs),
        message: message(found).into(),
        tags: tag(found.code).map(|tag| vec![tag]),
        related_information: (!related.is_empty()).then_some(related),
        ..Shown::default()
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Note => DiagnosticSeverity::Information,
    }
}

/// What stands in the editor: what is wrong, why, what to do.
pub fn message(found: &Diagnostic) -> String {
    let label = found.labels.first().map_or("", |label| &label.text);
    let mut text = found.message.clone();
    if !label.is_empty() {
        text.push_str(&format!(" ({label})"));
    }
    let parts = [("why", &found.why), ("help", &found.help)];
    for (name, part) in parts {
        if let Some(part) = part {
            text.push_str(&format!("\n{name}: {part}"));
        }
    }
    text.push_str(&format!("\nsee: {}", rule::see(found.code, None)));
    text
}

/// The page to which an editor leads from the number; without an address of pages, the message
/// names the command alone.
fn page(code: Code, docs: Option<&str>) -> Option<CodeDescription> {
    let href = rule::address(code, docs)?;
    Some(CodeDescription { href: Uri(href) })
}

/// What an editor draws faintly.
fn tag(code: Code) -> Option<DiagnosticTag> {
    let faint = [
        unused_name::RULE.code,
        unused_step::RULE.code,
        unreachable::RULE.code,
    ];
    faint.contains(&code).then_some(DiagnosticTag::Unnecessary)
}

/// What a test has come to, or what none has seen.
pub(super) fn of_tests(source: &Source, shown: &tested::Shown, encoding: Encoding) -> Shown {
    Shown {
        range: encoding.range(source, shown.span),
        severity: Some(severity(shown.severity)),
        source: Some("flow test".into()),
        message: shown.message.clone().into(),
        ..Shown::default()
    }
}

/// What is wrong with the settings of a script: at the script's first line, for it is there that
/// somebody looks.
pub fn of_settings(problem: &Problem) -> Shown {
    let place = problem.place.as_ref().map(|(source, span, label)| {
        let place = source.place(span.start);
        let label = if label.is_empty() {
            ""
        } else {
            &format!(": {label}")
        };
        format!(" ({}, line {}{label})", source.name(), place.line)
    });
    let mut message = format!("{}{}", problem.message, place.unwrap_or_default());
    if let Some(help) = &problem.help {
        message.push_str(&format!("\n{help}"));
    }
    Shown {
        range: Range::default(),
        severity: Some(DiagnosticSeverity::Error),
        source: Some(BY.into()),
        message: message.into(),
        ..Shown::default()
    }
}

/// The same where it stands in the settings file itself.
pub fn in_settings(problem: &Problem, level: Severity, encoding: Encoding) -> Option<Shown> {
    let (source, span, label) = problem.place.as_ref()?;
    let mut bare = Problem {
        place: None,
        ..problem.clone()
    };
    if !label.is_empty() {
        bare.message = format!("{} ({label})", problem.message);
    }
    let mut shown = of_settings(&bare);
    shown.range = encoding.range(source, *span);
    shown.severity = Some(severity(level));
    Some(shown)
}
