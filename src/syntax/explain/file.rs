//! Files that are no scripts at all.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::syntax::codes;

/// A finding where a file is too big, is no text, or is a document of another language.
pub(in crate::syntax) fn unreadable(source: &Source) -> Option<Diagnostic> {
    too_big(source)
        .or_else(|| not_text(source))
        .or_else(|| json(source))
        .or_else(|| other_flow(source))
}

fn too_big(source: &Source) -> Option<Diagnostic> {
    let (bytes, most) = (source.text().len(), Source::MAX_BYTES);
    (bytes > most).then(|| {
        Diagnostic::error(codes::TOO_BIG, Span::at(0), "the file is too big")
            .label(format!(
                "{} MB; the limit is {} MB",
                bytes >> 20,
                most >> 20
            ))
            .help("keep data in a CSV file, and run the flow for each row")
    })
}

fn not_text(source: &Source) -> Option<Diagnostic> {
    let at = memchr::memchr(0, source.text().as_bytes())? as u32;
    Some(
        Diagnostic::error(
            codes::NOT_TEXT,
            Span::new(at, at + 1),
            "the file is not text",
        )
        .label("a zero byte, which text never has")
        .help("save the flow as plain text in UTF-8"),
    )
}

/// No script begins like an object or a list of JSON.
fn json(source: &Source) -> Option<Diagnostic> {
    let text = source.text();
    let start = text.find(|sign: char| !sign.is_whitespace())?;
    let (open, inside) = text[start..].split_at_checked(1)?;
    let first = inside.trim_start().chars().next()?;
    let is_json = match open {
        "{" => first == '"',
        "[" => matches!(first, '"' | '{' | '['),
        _ => false,
    };
    is_json.then(|| {
        let at = start as u32;
        Diagnostic::error(
            codes::FOREIGN,
            Span::new(at, at + 1),
            "the file is JSON, not a flow",
        )
        .label("a flow starts with a word")
        .help(
            "write one action on a line: `hold contact <ContactId>`; `flow run --inputs` takes \
             data as JSON lines",
        )
    })
}

/// `.flow` is also what Salesforce calls its XML, and what Flow for JavaScript checks.
fn other_flow(source: &Source) -> Option<Diagnostic> {
    let text = source.text().trim_start_matches('\u{FEFF}').trim_start();
    let at = (source.text().len() - text.len()) as u32;
    let first = text.lines().next().unwrap_or("").trim_end();
    let xml = ["<?xml", "<Flow ", "<!--", "<!DOCTYPE"];
    let (what, help) = if xml.iter().any(|begin| first.starts_with(begin)) {
        (
            "XML, as Salesforce writes its flows",
            "name the folder of your own flows, as in `flow check flows/`",
        )
    } else if is_javascript(first) {
        (
            "JavaScript",
            "name the folder of your own flows, as in `flow check flows/`",
        )
    } else {
        return None;
    };
    let found = Diagnostic::error(
        codes::FOREIGN,
        Span::new(at, at + first.len() as u32),
        format!("the file is {what}, not a flow"),
    );
    Some(found.label("a flow starts with a word").help(help))
}

fn is_javascript(first: &str) -> bool {
    let comment = first.starts_with("//") || first.starts_with("/*");
    let module = first.starts_with("import ") && first.contains(" from ");
    comment && first.contains("@flow")
        || module
        || first == "'use strict';"
        || first == "\"use strict\";"
}
