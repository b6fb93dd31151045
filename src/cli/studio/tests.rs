//! Tests of a file, as `flow test` runs them, with what they have seen in the graph.

use super::files::Folder;
use super::{ask, child, outline};
use crate::cli::graph::coverage_of;
use crate::cli::scripts;
use crate::config::Problem;
use crate::report::Printer;
use serde_json::{Value as Json, json};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Runs them: of the file as it is saved.
pub(super) fn run(folder: &Folder, asked: &Json) -> Result<Json, Problem> {
    let path = folder.path(ask::text(asked, "file")?)?;
    let kept = tempfile::tempdir().map_err(|error| child::failed(&error))?;
    let seen = kept.path().join("seen.json");
    let mut words: Vec<OsString> = ["test", "--output", "json", "--coverage-to"]
        .map(OsString::from)
        .to_vec();
    words.push(seen.clone().into());
    if let Some(name) = ask::some(asked, "name") {
        words.extend(["--name", name].map(OsString::from));
    }
    words.push(path.clone().into());
    let done = child::call(&words, folder.root())?;
    let mut document = done.document()?;
    let flow = flow_of(&path);
    document["coverage"] = coverage(folder, &flow, &seen).unwrap_or(Json::Null);
    document["code"] = done.code.into();
    Ok(document)
}

/// The flow that a file of tests is about, or the file itself.
fn flow_of(path: &Path) -> PathBuf {
    match scripts::tested_by(path) {
        Some(flow) if flow.is_file() => flow,
        _ => path.to_owned(),
    }
}

/// What the tests have seen of the flow; nothing where it has errors, or no test has run.
fn coverage(folder: &Folder, flow: &Path, seen: &Path) -> Option<Json> {
    let script = scripts::read(flow).ok()?.with_files();
    let printer = Printer::of_process();
    let program = outline::checked(&script, &printer).ok()?.program?;
    let seen_by = coverage_of(seen, &program).ok()?;
    let (own, _) = program.source.shared_home(crate::source::Span::default());
    let hits = crate::cli::test::coverage_kept(seen, &own).ok()?;
    let mut known = crate::testing::coverage::Coverage::new(&program);
    for (id, count) in hits {
        *known.hits.entry(id).or_default() += count;
    }
    let (all, reached) = known.total();
    let missing = known.missing().map(|point| {
        json!({
            "line": known.source.line_of(point.span.start),
            "what": point.what,
            "test": point.line,
        })
    });
    Some(json!({
        "file": folder.shown_name(flow),
        "all": all,
        "reached": reached,
        "percent": crate::testing::coverage::percent(all, reached),
        "missing": missing.collect::<Vec<_>>(),
        "svg": outline::svg(&program, Some(&seen_by), printer.redactor()),
    }))
}
