//! Places as SARIF counts them: lines from 1, columns from 1 in UTF-16 units, files by URI.

use crate::report::inspection::Inspected;
use crate::source::{Source, Span};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value as Json, json};

/// What a path in a URI cannot hold as it is.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A place in a file.
pub(super) fn location(file: &Inspected, span: Span) -> Json {
    json!({
        "physicalLocation": {
            "artifactLocation": uri(&file.path),
            "region": region(&file.source, span),
        },
    })
}

/// A span; an empty one is the place before its character.
pub(super) fn region(source: &Source, span: Span) -> Json {
    let (start_line, start_column) = place(source, span.start);
    let (end_line, end_column) = place(source, span.end.max(span.start));
    json!({
        "startLine": start_line,
        "startColumn": start_column,
        "endLine": end_line,
        "endColumn": end_column,
    })
}

/// A line, and a column in UTF-16 units.
fn place(source: &Source, at: u32) -> (u32, u32) {
    let line = source.line_of(at);
    let start = source.line_span(line).start;
    let before = source.slice(Span::new(start, at.min(source.text().len() as u32)));
    (line, before.encode_utf16().count() as u32 + 1)
}

/// A path: relative to the top of the repository, or as a `file:` URI where it is elsewhere.
pub(super) fn uri(path: &str) -> Json {
    let escaped = utf8_percent_encode(path, ESCAPED).to_string();
    match path.starts_with('/') {
        true => json!({ "uri": format!("file://{escaped}") }),
        false => {
            // A colon in the first step of a relative path would read as a scheme.
            let first = escaped.split('/').next().unwrap_or_default();
            let uri = match first.contains(':') {
                true => escaped.replace(':', "%3A"),
                false => escaped,
            };
            json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
        }
    }
}
