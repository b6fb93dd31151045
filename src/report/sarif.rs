//! SARIF 2.1.0, the Static Analysis Results Interchange Format of OASIS.

mod region;

use super::document::Document;
use super::fingerprint;
use super::inspection::{Inspected, Inspection, Trouble, told};
use super::look::Look;
use super::rule;
use crate::diagnostic::{Code, Diagnostic, Fix, Severity};
use region::{location, region, uri};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub struct Sarif;

impl Document for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn about(&self) -> &'static str {
        "SARIF 2.1.0, for code scanning services"
    }

    fn text(&self, inspection: &Inspection) -> String {
        format!("{:#}", document(inspection))
    }
}

/// The whole log: one run.
pub fn document(inspection: &Inspection) -> Json {
    let rules = rules(inspection);
    let codes: Vec<Code> = rules.keys().copied().collect();
    let cut = Cut::of(inspection.findings().map(|(_, found)| found.severity));
    let mut kept = cut.kept.iter();
    let mut results = Vec::new();
    for file in &inspection.files {
        let fingerprints = fingerprint::of_file(file);
        for (found, fingerprint) in file.findings.iter().zip(fingerprints) {
            if kept.next().copied().unwrap_or(true) {
                results.push(result(file, found, &codes, &fingerprint));
            }
        }
    }
    let mut notifications: Vec<Json> = inspection.troubles.iter().map(notification).collect();
    notifications.extend(cut.note());
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver(&rules) },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {
                "%SRCROOT%": { "description": { "text": "The top of the repository, or where the check was run" } },
            },
            "invocations": [{
                "executionSuccessful": inspection.troubles.iter().all(|one| one.severity < Severity::Error),
                "toolExecutionNotifications": notifications,
            }],
            "artifacts": inspection.files.iter().map(artifact).collect::<Vec<_>>(),
            "results": results,
        }],
    })
}

/// Services show no more results of one log, and some refuse a log with many more.
const MOST: usize = 5_000;

/// Which results are in the log where there are too many for one.
struct Cut {
    /// For each finding, in order, whether it is kept; empty where all are.
    kept: Vec<bool>,
}

impl Cut {
    /// The worst are kept.
    fn of(severities: impl Iterator<Item = Severity>) -> Self {
        let mut order: Vec<(usize, Severity)> = severities.enumerate().collect();
        if order.len() <= MOST {
            return Self { kept: Vec::new() };
        }
        let mut kept = vec![false; order.len()];
        order.sort_by_key(|(_, severity)| std::cmp::Reverse(*severity));
        order.iter().take(MOST).for_each(|(at, _)| kept[*at] = true);
        Self { kept }
    }

    /// Nobody is to take a log that was cut for a whole one.
    fn note(&self) -> Option<Json> {
        let left = self.kept.iter().filter(|kept| !**kept).count();
        let text = format!(
            "{left} of {} findings are not in this log: services show at most {MOST} of one log. \
             `flow check` prints all of them",
            self.kept.len()
        );
        (left > 0).then(|| json!({ "level": "warning", "message": { "text": text } }))
    }
}

/// Every number that was found, with the settings' address of pages where it was.
fn rules(inspection: &Inspection) -> BTreeMap<Code, Option<&str>> {
    let mut rules = BTreeMap::new();
    for (file, found) in inspection.findings() {
        let docs = rules.entry(found.code).or_insert(None);
        *docs = docs.or(file.docs.as_deref());
    }
    rules
}

fn driver(rules: &BTreeMap<Code, Option<&str>>) -> Json {
    let rules = rules.iter();
    let rules: Vec<Json> = rules.map(|(code, docs)| descriptor(*code, *docs)).collect();
    json!({
        "name": "Contactflow",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    })
}

/// A rule, with its page as help.
fn descriptor(code: Code, docs: Option<&str>) -> Json {
    let Some(about) = rule::about(code) else {
        return json!({ "id": code.to_string() });
    };
    let mut described = json!({
        "id": code.to_string(),
        "name": camel(about.name),
        "shortDescription": { "text": about.short() },
        "help": { "text": about.plain(Look::default()), "markdown": about.page },
        "defaultConfiguration": { "level": level(about.level) },
    });
    if let Some(address) = rule::address(code, docs) {
        described["helpUri"] = address.into();
    }
    described
}

/// `unknown-outcome` as an identifier: `UnknownOutcome`.
fn camel(name: &str) -> String {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .flat_map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            [first.to_ascii_uppercase(), rest.to_owned()]
        })
        .collect()
}

fn artifact(file: &Inspected) -> Json {
    json!({
        "location": uri(&file.path),
        "sourceLanguage": "contactflow",
        "length": file.source.text().len(),
    })
}

fn result(file: &Inspected, found: &Diagnostic, codes: &[Code], fingerprint: &str) -> Json {
    let mut result = json!({
        "ruleId": found.code.to_string(),
        "ruleIndex": codes.binary_search(&found.code).unwrap_or_default(),
        "level": level(found.severity),
        "message": { "text": told(file, found) },
        "locations": [location(file, found.span())],
        "partialFingerprints": { "contactflow/v1": fingerprint },
    });
    let related: Vec<Json> = (1u32..)
        .zip(found.labels.iter().skip(1))
        .map(|(id, label)| {
            let mut place = location(file, label.span);
            place["id"] = id.into();
            place["message"] = json!({ "text": label.text });
            place
        })
        .collect();
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = &found.fix {
        result["fixes"] = json!([self::fix(file, fix)]);
    }
    result
}

fn fix(file: &Inspected, fix: &Fix) -> Json {
    let replacements: Vec<Json> = fix
        .edits
        .iter()
        .map(|edit| {
            json!({
                "deletedRegion": region(&file.source, edit.span),
                "insertedContent": { "text": edit.text },
            })
        })
        .collect();
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": uri(&file.path),
            "replacements": replacements,
        }],
    })
}

fn notification(trouble: &Trouble) -> Json {
    let help = trouble
        .help
        .as_deref()
        .map(|help| format!("\nhelp: {help}"));
    let text = format!("{}{}", trouble.message, help.unwrap_or_default());
    let mut json = json!({ "level": level(trouble.severity), "message": { "text": text } });
    if let Some((path, _, line)) = &trouble.place {
        json["locations"] = json!([{
            "physicalLocation": { "artifactLocation": uri(path), "region": { "startLine": line } },
        }]);
    }
    json
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::{Cut, MOST};
    use crate::diagnostic::Severity;

    #[test]
    fn too_many_results_are_cut_with_a_note() {
        let few = Cut::of([Severity::Note; 3].into_iter());
        assert!(few.kept.is_empty() && few.note().is_none());
        let many = vec![Severity::Warning; MOST].into_iter();
        let cut = Cut::of(many.chain([Severity::Error, Severity::Note]));
        assert_eq!(cut.kept.iter().filter(|kept| **kept).count(), MOST);
        assert_eq!(cut.kept[MOST..], [true, false]);
        let note = cut.note().expect("it is cut").to_string();
        assert!(note.contains("2 of 5002 findings"), "{note}");
    }
}
