//! Findings, runs and traces for programs. Every document says which version of this form it has;
//! within a version fields are added, never changed or taken away.

use super::inspection::Inspection;
use super::redact::Redactor;
use super::rule;
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::{Source, Span};
use serde_json::{Map, Value as Json, json};

/// The version of the documents written here.
pub const VERSION: u32 = 1;

/// Under these names stands data, with names of its own.
const DATA: [&str; 2] = ["results", "value"];

/// Under these names stands a word or a number of our own, which nobody's secret can be.
const OURS: [&str; 14] = [
    "$schema",
    "check_name",
    "code",
    "columnKind",
    "contactflow/v1",
    "end",
    "fingerprint",
    "level",
    "ruleId",
    "severity",
    "start",
    "type",
    "uriBaseId",
    "version",
];

/// The document of a check. `problems` are what kept files from being checked, as documents of
/// their own; `fixed` is how many fixes were made.
pub fn check(inspection: &Inspection, problems: Vec<Json>, fixed: usize) -> Json {
    let files: Vec<Json> = inspection
        .files
        .iter()
        .map(|file| findings(&file.source, &file.findings))
        .collect();
    let [notes, warnings, errors] = inspection.counts();
    json!({
        "version": VERSION,
        "files": files,
        "problems": problems,
        "errors": errors,
        "warnings": warnings,
        "notes": notes,
        "fixed": fixed,
    })
}

/// Findings about one file.
pub fn findings(source: &Source, findings: &[Diagnostic]) -> Json {
    let list: Vec<Json> = findings
        .iter()
        .map(|found| finding(source, found))
        .collect();
    json!({ "file": &**source.name(), "findings": list })
}

/// One finding.
pub fn finding(source: &Source, found: &Diagnostic) -> Json {
    let mut json = json!({
        "code": found.code.to_string(),
        "rule": rule::name(found.code),
        "severity": found.severity.word(),
        "message": found.message,
    });
    merge(&mut json, place(source, found.span()));
    json["labels"] = found
        .labels
        .iter()
        .map(|label| {
            let mut one = place(source, label.span);
            one["text"] = label.text.clone().into();
            one
        })
        .collect();
    json["help"] = found.help.clone().into();
    json["fix"] = found.fix.as_ref().map_or(Json::Null, |fix| {
        let edits: Vec<Json> = fix
            .edits
            .iter()
            .map(|edit| {
                let mut one = place(source, edit.span);
                one["text"] = edit.text.clone().into();
                one
            })
            .collect();
        json!({ "title": fix.title, "safe": fix.safety == Safety::Safe, "edits": edits })
    });
    json
}

/// A place in a file: lines and columns from 1, bytes from 0.
pub fn place(source: &Source, span: Span) -> Json {
    let start = source.place(span.start);
    let end = source.place(span.end);
    json!({
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "start": span.start,
        "end": span.end,
    })
}

/// Puts the fields of one object into another.
pub(super) fn merge(into: &mut Json, from: Json) {
    if let (Json::Object(into), Json::Object(from)) = (into, from) {
        into.extend(from);
    }
}

/// The document without what nobody may see. Only texts, numbers and the names of data are
/// searched, so that it stays the document that it was.
pub fn clean_json(json: &Json, redactor: &Redactor) -> Json {
    clean(json, redactor, false)
}

fn clean(json: &Json, redactor: &Redactor, data: bool) -> Json {
    match json {
        Json::String(text) => Json::String(redactor.clean(text).into_owned()),
        Json::Number(number) => {
            let text = number.to_string();
            match redactor.clean(&text) {
                clean if *clean == text => json.clone(),
                clean => Json::String(clean.into_owned()),
            }
        }
        Json::Array(items) => items
            .iter()
            .map(|item| clean(item, redactor, data))
            .collect(),
        Json::Object(fields) => fields
            .iter()
            .map(|(name, item)| match is_ours(name, item, data) {
                true => (name.clone(), item.clone()),
                false => {
                    let inner = data || DATA.contains(&name.as_str());
                    let name = clean_name(name, redactor, data);
                    (name, clean(item, redactor, inner))
                }
            })
            .collect::<Map<_, _>>()
            .into(),
        plain => plain.clone(),
    }
}

fn is_ours(name: &str, item: &Json, data: bool) -> bool {
    !data && !item.is_array() && !item.is_object() && OURS.contains(&name)
}

/// Names of our own stay as they are, whatever anybody is called.
fn clean_name(name: &str, redactor: &Redactor, data: bool) -> String {
    let ours = name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    match ours && !data {
        true => name.to_owned(),
        false => redactor.clean(name).into_owned(),
    }
}
