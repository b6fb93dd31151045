//! Every script in the documents: it checks without an error and is in the one form, and those of
//! the tutorial run on the simulator.

mod ran;
mod samples;

use crate::scripts::under;
use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, check_text};
use contactflow::config::Config;
use contactflow::diagnostic::Severity;
use contactflow::source::Source;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

/// README, CONTRIBUTING and everything in `docs`, with their paths from the top of the repository.
fn documents() -> Vec<(PathBuf, String)> {
    let pages = std::fs::read_dir("docs").expect("there are documents");
    let pages = pages.map(|entry| entry.expect("it can be listed").path());
    let top = ["README.md", "CONTRIBUTING.md"].map(PathBuf::from);
    let all = top.into_iter().chain(pages);
    let mut all: Vec<_> = all
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("it is text");
            (path, text)
        })
        .collect();
    all.sort();
    all
}

/// The texts between ```` ```flow ```` and ```` ``` ````.
fn scripts(document: &str) -> Vec<&str> {
    let blocks = document.split("```flow\n").skip(1);
    blocks.filter_map(|rest| rest.split("```").next()).collect()
}

/// With the calendar that the pages show: it is the one of the examples.
fn context() -> Context {
    let config = Config::read(Path::new("examples/flow.toml")).expect("the examples' settings");
    Context::default().in_house(config.house_of(Path::new("examples/document.flow")))
}

/// What is found in a script, from warnings upward, a line each.
fn findings(text: &str) -> Vec<String> {
    let source = Arc::new(Source::new("document.flow", text));
    let found = check_text(&source, Catalogue::builtin(), &context()).problems;
    found
        .iter()
        .filter(|found| found.severity > Severity::Note)
        .map(|found| format!("{}: {} in\n{text}", found.code, found.message))
        .collect()
}

#[test]
fn the_documents_scripts_have_no_errors() {
    let mut count = 0;
    for (path, document) in documents() {
        for text in scripts(&document) {
            count += 1;
            let source = Arc::new(Source::new("document.flow", text));
            let checked = check_text(&source, Catalogue::builtin(), &context());
            let path = path.display();
            assert!(!checked.has_errors(), "{path}: {:#?}", findings(text));
        }
    }
    assert!(count > 15, "only {count} scripts were found");
}

#[test]
fn what_is_shown_is_in_the_one_form() {
    let documents = documents();
    let shown = documents.iter().flat_map(|(path, text)| {
        let path = path.display().to_string();
        scripts(text)
            .into_iter()
            .map(move |text| (path.clone(), text.to_owned()))
    });
    let files = under(&["examples", "src/cli/init"]).into_iter();
    let files = files.map(|(path, text)| (path.display().to_string(), text));
    for (place, text) in files.chain(shown) {
        let source = Source::new(&*place, &*text);
        let formatted = contactflow::syntax::format(&source);
        assert_eq!(formatted.as_ref(), Ok(&text), "{place}");
    }
}

/// The flows of the tutorial, as a reader writes them: each ends well on the simulator.
#[test]
fn the_tutorials_flows_run() {
    let tutorial = std::fs::read_to_string("docs/tutorial.md").expect("it is there");
    let flows = scripts(&tutorial);
    assert!(flows.len() > 5, "only {} flows", flows.len());
    for text in flows {
        let contact = if text.contains("use finesse") {
            "16804378"
        } else {
            "1001"
        };
        let done = Command::new(env!("CARGO_BIN_EXE_flow"))
            .args(["run", "-e", text, "--profile", "simulator"])
            .env_clear()
            .env("FLOW_INPUT_ContactId", contact)
            .env("FLOW_INPUT_PhoneNumber", "+12025550101")
            .env("FLOW_INPUT_When", "2099-12-01T09:00:00+01:00")
            .output()
            .expect("the command is built");
        let printed = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(0), "{printed}\n{text}");
    }
}

/// What a guide shows is good in production: a newcomer copies it.
#[test]
fn the_guides_scripts_have_no_warnings() {
    let guides = [
        "docs/tutorial.md",
        "docs/from-cxone-studio.md",
        "docs/outcomes.md",
        "docs/unknown-result.md",
        "docs/embed.md",
        "docs/transfer-a-call.md",
        "docs/end-stuck-contacts.md",
        "docs/promise-a-callback.md",
        "docs/take-a-card-number.md",
    ];
    for name in guides {
        let guide = std::fs::read_to_string(name).expect("it is there");
        for text in scripts(&guide) {
            assert_eq!(findings(text), [""; 0], "{name}");
        }
    }
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    let mut dead = Vec::new();
    for (path, text) in documents() {
        let folder = path.parent().map(PathBuf::from).unwrap_or_default();
        for target in text.split("](").skip(1) {
            let target = target.split([')', '#', ' ']).next().unwrap_or_default();
            let is_page = !target.is_empty() && !target.contains("://");
            if is_page && !folder.join(target).exists() {
                dead.push(format!("{}: {target}", path.display()));
            }
        }
    }
    assert_eq!(dead, [""; 0]);
}
