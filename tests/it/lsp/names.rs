//! Definition, references and rename: with the scopes that the checker has.

use super::{at_bar, document};
use crate::scripts;
use contactflow::check::Context;
use contactflow::diagnostic::Edit;
use contactflow::lsp::definition::{definition, highlights, references};
use contactflow::lsp::document::Document;
use contactflow::lsp::index::Sort;
use contactflow::lsp::rename::{prepare, rename};

fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    let mut text = text.to_owned();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

/// The lines (from 1) and texts of what a name's place leads to.
fn leads_to(marked: &str) -> Vec<(u32, String)> {
    let (document, at) = at_bar(marked);
    let spans = definition(&document, at).into_iter();
    spans
        .map(|span| {
            let text = document.source.slice(span).to_owned();
            (document.source.line_of(span.start), text)
        })
        .collect()
}

#[test]
fn a_name_leads_to_where_it_gets_its_value() {
    let one = |line, text: &str| vec![(line, text.to_owned())];
    assert_eq!(leads_to("let A = 1\nlog \"{A|}\"\n"), one(1, "A"));
    assert_eq!(leads_to("run |B()\nstep B() {\n}\n"), one(2, "B"));
    assert_eq!(
        leads_to("use cxone\nset security user <A>\nlog \"{Security|User}\"\n"),
        one(2, "set security user <A>")
    );
    assert_eq!(
        leads_to("input Phone: text\nlog \"{|Phone}\"\n"),
        one(1, "Phone")
    );
    assert_eq!(
        leads_to("log <A>\nif A = 1 { log \"{A|}\" }\n"),
        one(1, "A")
    );
    assert_eq!(
        leads_to("for each A in [1] { log \"{|A}\" }\n"),
        one(1, "A")
    );
    assert_eq!(leads_to("let A = 1\nlet A = 2\nlog |A\n").len(), 2);
    assert_eq!(leads_to("lo|g \"a\"\n"), []);
}

#[test]
fn names_of_other_bodies_are_other_names() {
    let text = "let A = 1\nlog A\nrun S(2)\nstep S(A) {\n    log A\n    let B = A\n    log B\n}\n";
    let document = document(text);
    let first = references(&document, 4, true);
    assert_eq!(first.len(), 2);
    let inner = text.rfind("log A").unwrap() as u32 + 4;
    assert_eq!(references(&document, inner, false).len(), 2);
    assert_eq!(
        highlights(&document, inner)
            .iter()
            .filter(|place| place.binds)
            .count(),
        1
    );
}

#[test]
fn a_name_keeps_its_meaning_when_it_is_renamed() {
    let (document, at) = at_bar("let A| = 1\nlog \"{A + 2}\"\nstep S(A) { log A }\nrun S(A)\n");
    let new = apply(document.text(), rename(&document, at, "Sum").unwrap());
    assert_eq!(
        new,
        "let Sum = 1\nlog \"{Sum + 2}\"\nstep S(A) { log A }\nrun S(Sum)\n"
    );
    let (document, at) = at_bar("input A|: text\nlog \"{A}\"\nlog <A>\n");
    let new = apply(document.text(), rename(&document, at, "B").unwrap());
    assert_eq!(new, "input B: text\nlog \"{B}\"\nlog <B>\n");
}

#[test]
fn what_cannot_be_renamed_is_said() {
    let why = |marked: &str, new: &str| {
        let (document, at) = at_bar(marked);
        rename(&document, at, new).unwrap_err()
    };
    assert_eq!(
        why("l|og \"a\"\n", "B"),
        "there is no variable or step here"
    );
    assert!(why("let A| = 1\n", "b").contains("start with an upper-case letter"));
    assert!(why("let A| = 1\nlet B = A\n", "B").contains("is already a name"));
    assert!(why("let A| = <B>\n", "B").contains("is already an input"));
    let given = "use cxone\nset security user <A>\nlog \"{Security|User}\"\n";
    assert!(why(given, "B").contains("add `giving` there"));
    let held =
        "use cxone\nlet A| = 1\nset security user <B>\nfind active contacts with State: Held\n";
    assert!(why(held, "Held").contains("is already a value here"));
    let (document, at) = at_bar(given);
    assert!(prepare(&document, at).is_err());
    for (text, reserved) in [
        ("let A| = 1\nlog \"{A}\"\n", "Outcome"),
        ("input A|: text\nlog \"{A}\"\n", "Reason"),
        ("for each A| in [1] { log \"{A}\" }\n", "Outcome"),
    ] {
        assert!(why(text, reserved).contains("is reserved"), "{text}");
    }
}

/// Renames every name of every right script, one at a time, to a name that nobody has: what the
/// checker finds stays the same. So the scopes here are those of the checker.
#[test]
fn renaming_any_name_changes_nothing_else() {
    let mut renamed = 0;
    for (path, text) in scripts::under(&["examples", "tests/corpus/right", "tests/run"]) {
        let before = document(&text);
        let codes = codes(&before);
        for name in &before.index().names {
            let Some(place) = name.places.first() else {
                continue;
            };
            if *name.text == *"Zzz" || !name.given_by.is_empty() || name.sort == Sort::Reason {
                continue;
            }
            let Ok(edits) = rename(&before, place.span.start, "Zzz") else {
                panic!("{}: `{}` cannot be renamed", path.display(), name.text);
            };
            let new = apply(&text, edits);
            let after = Document::new("a.flow", &*new, Context::default());
            assert_eq!(
                self::codes(&after),
                codes,
                "{}: `{}`\n{new}",
                path.display(),
                name.text
            );
            renamed += 1;
        }
    }
    assert!(renamed > 100, "only {renamed}");
}

fn codes(document: &Document) -> Vec<String> {
    let problems = document.problems().iter();
    problems.map(|found| found.code.to_string()).collect()
}

/// A folder with two flows that use the steps of a third.
fn three() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "steps.flow",
        "# Closes a contact.\nstep Close(Contact) {\n    log \"{Contact}\"\n}\n",
    );
    write("a.flow", "use steps from \"steps.flow\"\nrun Close(1)\n");
    write(
        "b.flow",
        "use steps from \"steps.flow\"\nrun Close(2)\nrun Close(3)\n",
    );
    folder
}

fn address(folder: &tempfile::TempDir, name: &str) -> String {
    let path = folder.path().canonicalize().unwrap().join(name);
    url::Url::from_file_path(path).unwrap().to_string()
}

#[test]
fn a_step_is_found_renamed_and_explained_across_files() {
    use super::client::Client;
    use serde_json::json;
    let folder = three();
    let (a, b, steps) = ("a.flow", "b.flow", "steps.flow");
    let [a, b, steps] = [a, b, steps].map(|name| address(&folder, name));
    let root = address(&folder, "");
    let mut client = Client::with(json!({
        "capabilities": {},
        "workspaceFolders": [{ "uri": root, "name": "flows" }],
    }));
    client.open(&a, "use steps from \"steps.flow\"\nrun Close(1)\n");
    let there = client.at("definition", &a, 1, 5);
    assert_eq!(there[0]["uri"], *steps, "{there}");
    assert_eq!(
        there[0]["range"]["start"],
        json!({ "line": 1, "character": 5 })
    );
    let file = client.at("definition", &a, 0, 20);
    assert_eq!(file[0]["uri"], *steps, "{file}");
    let said = client.at("hover", &a, 1, 5).to_string();
    assert!(said.contains("Closes a contact."), "{said}");

    client.open(
        &steps,
        &std::fs::read_to_string(folder.path().join("steps.flow")).unwrap(),
    );
    let all = client.ask(
        "textDocument/references",
        json!({
            "textDocument": { "uri": steps },
            "position": { "line": 1, "character": 6 },
            "context": { "includeDeclaration": true },
        }),
    );
    let all: Vec<(&str, u64)> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["uri"].as_str().unwrap(),
                one["range"]["start"]["line"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(all, [(&*a, 1), (&*b, 1), (&*b, 2), (&*steps, 1)]);
    for (uri, line, character) in [(&a, 1, 5), (&steps, 1, 6)] {
        let edit = client.ask(
            "textDocument/rename",
            json!({
                "textDocument": { "uri": uri },
                "position": { "line": line, "character": character },
                "newName": "Finish",
            }),
        );
        let count = |uri: &str| edit["changes"][uri].as_array().map_or(0, Vec::len);
        assert_eq!([count(&a), count(&b), count(&steps)], [1, 2, 1], "{edit}");
    }
}

#[test]
fn a_flow_is_looked_at_again_when_the_file_changes_whose_steps_it_uses() {
    use super::client::{Client, codes};
    use serde_json::json;
    let folder = three();
    let [a, steps] = ["a.flow", "steps.flow"].map(|name| address(&folder, name));
    let mut client = Client::with(json!({ "capabilities": {} }));
    client.open(&a, "use steps from \"steps.flow\"\nrun Close(1)\n");
    assert_eq!(codes(&client.findings()), Vec::<&str>::new());
    client.open(&steps, "step Shut(Contact) {\n    log \"{Contact}\"\n}\n");
    loop {
        let found = client.findings();
        if found["uri"] == *a {
            assert_eq!(codes(&found), ["F055"]);
            return;
        }
    }
}
