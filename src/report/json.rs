//! Findings, runs and traces for programs. Every document says which version of this form it has;
//! within a version fields are added, never changed or taken away.

use super::document::Document;
use super::inspection::Inspection;
use super::rule;
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::{Source, Span};
use serde_json::{Value as Json, json};

/// The version of the documents written here.
pub const VERSION: u32 = 1;

/// What our own document is called.
pub const NAME: &str = "json";

/// Our own document.
pub struct Findings;

impl Document for Findings {
    fn name(&self) -> &'static str {
        NAME
    }

    fn about(&self) -> &'static str {
        "One JSON document"
    }

    fn text(&self, inspection: &Inspection) -> String {
        format!("{:#}", check(inspection))
    }
}

/// The document of a check.
pub fn check(inspection: &Inspection) -> Json {
    let problems = inspection
        .troubles
        .iter()
        .map(|trouble| trouble.json.clone());
    let problems: Vec<Json> = problems.collect();
    let files: Vec<Json> = inspection
        .files
        .iter()
        .map(|file| findings(&file.source, &file.findings))
        .collect();
    let [notes, warnings, errors] = inspection.counts();
    json!({
        "version": VERSION,
        "files": files,
        "environment_errors": problems,
        "errors": errors,
        "warnings": warnings,
        "notes": notes,
        "fixed": inspection.fixed,
    })
}

/// Findings about one file.
pub fn findings<'a>(source: &Source, findings: impl IntoIterator<Item = &'a Diagnostic>) -> Json {
    let list: Vec<Json> = findings
        .into_iter()
        .map(|found| finding(source, found))
        .collect();
    json!({ "file": &**source.name(), "findings": list })
}

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
    json["why"] = found.why.clone().into();
    json["help"] = found.help.clone().into();
    json["see"] = rule::see(found.code, None).into();
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
    let elsewhere = source.part_of(span.start) > 0;
    let (home, span) = source.home(span);
    let start = home.place(span.start);
    let end = home.place(span.end);
    let mut place = json!({
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "start": span.start,
        "end": span.end,
    });
    if elsewhere {
        place["file"] = (&**home.name()).into();
    }
    place
}

/// Keeps a key under its former name too: a version loses no field, and a program that reads the former
/// name goes on working until the next one.
pub fn also(json: &mut Json, key: &str, former: &str) {
    if let Some(value) = json.get(key).cloned() {
        json[former] = value;
    }
}

/// The former name of `type`.
pub const KIND: &str = "kind";

/// Puts the fields of one object into another.
pub(super) fn merge(into: &mut Json, from: Json) {
    if let (Json::Object(into), Json::Object(from)) = (into, from) {
        into.extend(from);
    }
}

/// The document with its texts as `clean` shows them. Numbers and names are our own.
pub(super) fn each_text(json: &mut Json, clean: &impl Fn(&str) -> Option<String>) {
    match json {
        Json::String(text) => {
            if let Some(shown) = clean(text) {
                *text = shown;
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| each_text(item, clean)),
        Json::Object(fields) => fields.values_mut().for_each(|item| each_text(item, clean)),
        _ => {}
    }
}
