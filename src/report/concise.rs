//! One line a finding or a run, for logs and for editors that read `file:line:column`.

use super::Redactor;
use crate::diagnostic::Diagnostic;
use crate::run::event::{End, RunReport};
use crate::source::{Source, Span};

/// `hold.flow:7:1: error F012: there is no outcome Missing (help: write …)`
pub fn finding(source: &Source, found: &Diagnostic) -> String {
    let mut line = format!(
        "{}: {} {}: {}",
        place(source, found.span()),
        found.severity.word(),
        found.code,
        one_line(&found.message)
    );
    if let Some(label) = found.labels.first().filter(|label| !label.text.is_empty()) {
        line.push_str(&format!("; {}", one_line(&label.text)));
    }
    if let Some(help) = &found.help {
        line.push_str(&format!(" (help: {})", one_line(help)));
    }
    line
}

/// How a run ended, in a few words: `failed: hold contact 1004 ended in InvalidState`.
pub fn end(report: &RunReport, redactor: &Redactor) -> String {
    match &report.end {
        End::Finished { message: None } => "succeeded".into(),
        End::Finished {
            message: Some(message),
        } => format!("succeeded: {}", one_line(&redactor.show(message))),
        End::Failed(failure) => format!(
            "failed: {}",
            one_line(&super::title::title(failure, redactor))
        ),
        End::Cancelled => "cancelled".into(),
        End::Faulted(fault) => format!("stopped: {}", one_line(&redactor.show(&fault.message))),
    }
}

/// `hold.flow:7:1`
pub fn place(source: &Source, span: Span) -> String {
    let (source, span) = source.home(span);
    let place = source.place(span.start);
    format!(
        "{}:{}:{}",
        super::text::name(source.name()),
        place.line,
        place.column
    )
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
