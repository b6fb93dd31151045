//! Classes of words, hints, folds and outlines.

use super::document;
use contactflow::lsp::folding::folds;
use contactflow::lsp::inlay::hints;
use contactflow::lsp::semantic_tokens::tokens;
use contactflow::lsp::symbols::symbols;
use contactflow::source::Span;

fn classes(text: &str) -> Vec<(String, &'static str)> {
    let document = document(text);
    let tokens = tokens(&document).into_iter();
    tokens
        .map(|token| {
            (
                document.source.slice(token.span).to_owned(),
                token.class.name(),
            )
        })
        .collect()
}

fn class_of(text: &str, word: &str) -> &'static str {
    let classes = classes(text);
    let found = classes.iter().find(|(known, _)| known == word);
    found
        .unwrap_or_else(|| panic!("no {word} in {classes:?}"))
        .1
}

#[test]
fn each_word_has_its_class() {
    let text = "use cxone as Desk # a\ninput When: time\nset security user <AgentId>\nDesk: find active contacts with State: InQueue giving Found\n    on Throttled -> retry 3 times\nlog \"{count(Found)} {When}\"\nrun Say(2s)\nstep Say(Text) { log Text }\nemit Sum: 3\n";
    for (word, class) in [
        ("use", "keyword"),
        ("cxone", "namespace"),
        ("Desk", "namespace"),
        ("# a", "comment"),
        ("When", "parameter"),
        ("time", "type"),
        ("security", "function"),
        ("AgentId", "parameter"),
        ("with", "keyword"),
        ("State", "property"),
        ("InQueue", "enumMember"),
        ("Found", "variable"),
        ("Throttled", "event"),
        ("retry", "keyword"),
        ("times", "keyword"),
        ("3", "number"),
        ("2s", "number"),
        ("\"", "string"),
        ("Say", "method"),
        ("Text", "parameter"),
        ("Sum", "property"),
    ] {
        assert_eq!(class_of(text, word), class, "{word}");
    }
}

#[test]
fn a_word_of_a_phrase_is_no_keyword() {
    let text = "use cxone\nset security user <A>\nschedule callback to <P> at <W>\nwait until contact <C> is Held, at most 3s\n";
    let at: Vec<&str> = classes(text)
        .into_iter()
        .filter(|(word, _)| word == "at")
        .map(|(_, class)| class)
        .collect();
    assert_eq!(at, ["function", "keyword"]);
}

#[test]
fn outputs_bound_by_default_are_shown() {
    let document = document(
        "use cxone\nset security user <A>\njoin agent session\nfind active contacts giving Found\n",
    );
    let all = hints(&document, Span::new(0, u32::MAX));
    let shown: Vec<(u32, &str)> = all
        .iter()
        .map(|hint| (document.source.line_of(hint.at), hint.text.as_str()))
        .collect();
    assert_eq!(shown, [(2, "giving SecurityUser"), (3, "giving SessionId")]);
    assert_eq!(hints(&document, Span::new(0, 4)), []);
}

#[test]
fn the_outline_has_what_a_reader_looks_for() {
    let document = document(
        "input A: text\nlet B = A\ntry {\n    hold contact <C>\n} on Unknown -> fail\nstep S(P) { log P }\ntest \"t\" { run this flow }\n",
    );
    let outline = symbols(&document);
    let names: Vec<&str> = outline.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["A", "B", "try", "S", "t"]);
    assert_eq!(outline[2].inside[0].name, "hold contact <C>");
}

#[test]
fn blocks_comments_and_long_statements_fold() {
    let document = document(
        "# a\n# b\nif true {\n    log \"a\"\n}\nhold contact <C>\n    on Unknown -> fail\nstep S() {\n",
    );
    let all: Vec<(u32, u32, bool)> = folds(&document)
        .iter()
        .map(|fold| (fold.first, fold.last, fold.comment))
        .collect();
    assert_eq!(all, [(1, 2, true), (3, 4, false), (6, 7, false)]);
}
