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
    assert!(why("let A| = 1\n", "b").contains("start with a capital letter"));
    assert!(why("let A| = 1\nlet B = A\n", "B").contains("is a name already"));
    assert!(why("let A| = <B>\n", "B").contains("is an input already"));
    let given = "use cxone\nset security user <A>\nlog \"{Security|User}\"\n";
    assert!(why(given, "B").contains("add `giving` there"));
    let held =
        "use cxone\nlet A| = 1\nset security user <B>\nfind active contacts with State: Held\n";
    assert!(why(held, "Held").contains("value of its own"));
    let (document, at) = at_bar(given);
    assert!(prepare(&document, at).is_err());
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
