//! Every word of every example and of the corpus: what hover, definition, references and rename say
//! of it is about one thing, and that is what stands there.

use super::document;
use crate::scripts;
use contactflow::lsp::definition::{definition, highlights};
use contactflow::lsp::document::Document;
use contactflow::lsp::hover::hover;
use contactflow::lsp::index::{Does, Index, What, Word};
use contactflow::lsp::rename::rename;

#[test]
fn every_word_is_what_stands_there() {
    let folders = [
        "examples",
        "tests/corpus",
        "tests/run",
        "tests/syntax/right",
    ];
    let mut seen = 0;
    for (path, text) in scripts::under(&folders) {
        let document = document(&text);
        let index = document.index();
        for word in &index.words {
            let what = format!("{}: {word:?}", path.display());
            agrees(&document, index, word, &what);
            seen += 1;
        }
    }
    assert!(seen > 5000, "only {seen}");
}

fn agrees(document: &Document, index: &Index, word: &Word, what: &str) {
    let text = document.source.slice(word.span);
    let said = hover(document, word.span.start).map(|said| said.text);
    let said = said.as_deref().unwrap_or_default();
    match &word.what {
        What::Action(site) => {
            let site = &index.sites[*site];
            assert!(site.phrase.start <= word.span.start, "{what}");
            assert!(word.span.end <= site.phrase.end, "{what}");
            let Does::Action(action) = &site.does else {
                panic!("{what}");
            };
            assert!(action.key.split(' ').any(|known| known == text), "{what}");
            assert!(said.contains(&action.phrase_text()), "{what}\n{said}");
        }
        What::Param(action, param) => {
            assert_eq!(&*action.params[*param].name, text, "{what}");
            assert!(said.contains(&format!("`{text}`")), "{what}\n{said}");
        }
        What::Filter(thing, output) => {
            assert_eq!(&*thing.outputs[*output].name, text, "{what}");
        }
        What::Thing(Some(thing)) => assert_eq!(&*thing.name, text, "{what}"),
        What::Function(Some(function)) => {
            let words: Vec<&str> = text.split_whitespace().collect();
            assert_eq!(function.name, words.join(" "), "{what}");
        }
        What::Field(Some(field)) => assert_eq!(&*field.name, text, "{what}"),
        What::Name(name) => of_name(document, index, *name, word, what),
        _ => {}
    }
}

fn of_name(document: &Document, index: &Index, number: usize, word: &Word, what: &str) {
    let name = &index.names[number];
    let at = word.span.start;
    assert_eq!(document.source.slice(word.span), &*name.text, "{what}");
    let places = highlights(document, at);
    assert!(places.iter().any(|place| place.span == word.span), "{what}");
    for place in &places {
        assert_eq!(document.source.slice(place.span), &*name.text, "{what}");
        let there = index.name_at(place.span.start).map(|(number, ..)| number);
        assert_eq!(there, Some(number), "{what}");
    }
    for span in definition(document, at) {
        let written = places.iter().any(|place| place.span == span);
        assert!(written || name.given_by.contains(&span), "{what}");
    }
    if let Ok(edits) = rename(document, at, "Zzz") {
        let renamed: Vec<_> = edits.iter().map(|edit| edit.span).collect();
        let places: Vec<_> = places.iter().map(|place| place.span).collect();
        assert_eq!(renamed, places, "{what}");
    }
}

/// The page of the action that is there, and not of one that another step holds.
#[test]
fn hover_shows_the_action_under_the_pointer() {
    let text = "use cxone\nset security user <AgentId>\nrun Book()\nfind callbacks for skill <SkillId> giving All\n\
        log \"{count(All)}\"\nstep Book() {\n    schedule callback to <PhoneNumber> at <When>\n\
        \x20       with FirstName: <A>, LastName: <B>, SkillId: 4021\n        on any other -> fail\n}\n";
    let document = document(text);
    for (line, phrase) in [
        ("find call", "find callbacks"),
        ("schedule", "schedule callback"),
    ] {
        let at = text.find(line).expect("it is there") as u32;
        let said = hover(&document, at).expect("something is said").text;
        assert!(said.contains(phrase), "{said}");
    }
}
