//! What an example does, a reader copies. So none of them ends a session that it joined, ignores a
//! write whose failure a caller would feel, retries or ignores `Unknown`, or names a number that
//! somebody has.

use crate::scripts::under;
use contactflow::catalogue::Catalogue;
use contactflow::check::rules;
use contactflow::syntax::codes;
use std::path::PathBuf;

/// Every flow that is shown as right, with where it is shown.
fn shown() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = under(&["examples", "src/cli/init"])
        .into_iter()
        .map(|(path, text)| (path.display().to_string(), text))
        .collect();
    for (path, text) in documents() {
        all.extend(blocks(&text).map(|flow| (path.display().to_string(), flow)));
    }
    for page in rules::all(Catalogue::builtin()) {
        all.extend(
            page.example("Use instead")
                .map(|flow| (page.rule.code.to_string(), flow)),
        );
    }
    for (code, _) in codes::ALL {
        let page = codes::page(*code).unwrap_or_default();
        let good = page.split("## Use instead").nth(1).unwrap_or_default();
        all.extend(blocks(good).map(|flow| (code.to_string(), flow)));
    }
    for system in Catalogue::builtin().systems() {
        let of = system.actions.iter();
        all.extend(of.map(|action| (action.key.to_string(), action.example.to_string())));
    }
    all
}

fn documents() -> Vec<(PathBuf, String)> {
    let pages = std::fs::read_dir("docs").expect("there are documents");
    let pages = pages.map(|page| page.expect("it can be listed").path());
    let pages = pages.chain([PathBuf::from("README.md")]);
    let pages = pages.filter(|path| path.extension().is_some_and(|end| end == "md"));
    pages
        .map(|path| {
            (
                path.clone(),
                std::fs::read_to_string(path).expect("it is text"),
            )
        })
        .collect()
}

fn blocks(text: &str) -> impl Iterator<Item = String> + '_ {
    let blocks = text.split("```flow\n").skip(1);
    blocks.filter_map(|rest| rest.split("```").next().map(str::to_owned))
}

/// The lines of a flow with the action that each handler belongs to.
fn handlers(flow: &str) -> Vec<(String, String)> {
    let mut action = String::new();
    let mut all = Vec::new();
    for line in flow.lines().map(str::trim) {
        let (before, on) = match line.split_once(" on ") {
            _ if line.starts_with("on ") => ("", line),
            Some((before, _)) => (before, line),
            None => (line, ""),
        };
        if !before.is_empty() && !before.starts_with('#') {
            action = before.to_owned();
        }
        if on.contains("->") {
            all.push((action.clone(), on.to_owned()));
        }
    }
    all
}

#[test]
fn no_example_looks_away() {
    let mut wrong = Vec::new();
    for (place, flow) in shown() {
        for (action, handler) in handlers(&flow) {
            let reads = ["find ", "wait ", "await ", "repeat", "within", "get "];
            let ignores = handler.ends_with("-> ignore");
            let everything = handler.contains("any other") || handler.contains("Unknown");
            if ignores && everything && !reads.iter().any(|read| action.starts_with(read)) {
                wrong.push(format!("{place}: {action}: {handler}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_example_ends_a_session_that_it_joined() {
    for (place, flow) in shown() {
        let ends = flow.contains("end agent session") && !flow.contains("SignOut: true");
        let joined = flow.contains("join agent session") && !flow.contains("start agent session");
        assert!(!(ends && joined), "{place}:\n{flow}");
    }
}

#[test]
fn numbers_in_examples_belong_to_nobody() {
    let mut wrong = Vec::new();
    for (place, flow) in shown() {
        for text in flow.split('"').skip(1).step_by(2) {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let others = text.chars().any(|sign| !"+0123456789 ()-".contains(sign));
            let fiction = ["2025550", "2079460", "1680438", "0001109"];
            if !others && digits.len() > 6 && !fiction.iter().any(|known| digits.contains(known)) {
                wrong.push(format!("{place}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
