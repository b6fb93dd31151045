//! The formatter: what it prints means the same, and printing it again changes nothing.

use super::right::scripts;
use contactflow::source::Source;
use contactflow::syntax::{self, dump};

fn formatted(name: &str, text: &str) -> String {
    let source = Source::new(name, text);
    syntax::format(&source).unwrap_or_else(|problems| panic!("{name}: {problems:#?}\n{text}"))
}

fn meaning(name: &str, text: &str) -> String {
    let source = Source::new(name, text);
    dump(&syntax::parse(&source).tree, &source)
}

#[test]
fn printing_keeps_the_meaning_and_every_comment() {
    for (name, text) in scripts() {
        let printed = formatted(&name, &text);
        assert_eq!(
            meaning(&name, &text),
            meaning(&name, &printed),
            "{name}:\n{printed}"
        );
        assert_eq!(comments(&text), comments(&printed), "{name}");
    }
}

fn comments(text: &str) -> Vec<String> {
    let source = Source::new("comments", text);
    let found = syntax::parse(&source).tree.comments.into_iter();
    let mut words: Vec<_> = found.map(|at| source.slice(at).to_owned()).collect();
    words.sort();
    words
}

#[test]
fn printing_twice_changes_nothing() {
    for (name, text) in scripts() {
        let once = formatted(&name, &text);
        assert_eq!(once, formatted(&name, &once), "{name}");
    }
}

/// Scripts in the one style already, the language's own examples among them.
#[test]
fn what_is_well_laid_out_stays_as_it_is() {
    for (name, text) in scripts() {
        if !name.starts_with("messy-") && name != "everything.flow" {
            let with_end = format!("{}\n", text.trim_end());
            assert_eq!(formatted(&name, &text), with_end, "{name}");
        }
    }
}

#[test]
fn messy_scripts_are_laid_out() {
    for (name, text) in scripts() {
        if name.starts_with("messy-") || name == "everything.flow" {
            insta::with_settings!({ snapshot_path => "../../syntax/formatted", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(name.trim_end_matches(".flow").to_owned(), formatted(&name, &text));
            });
        }
    }
}

#[test]
fn the_shortest_script_stays_one_line() {
    let line = "hold contact <ContactId> on InvalidState -> retry\n";
    assert_eq!(formatted("one", line), line);
    assert_eq!(formatted("one", &line.replace(' ', "   ")), line);
}

#[test]
fn a_bare_input_in_a_phrase_gets_its_brackets() {
    let text =
        "input Id: contact id\nhold contact Id\n    with Other: Id, Text: \"{Id}\"\nlog Id\n";
    let mended =
        "input Id: contact id\nhold contact <Id>\n    with Other: <Id>, Text: \"{Id}\"\nlog Id\n";
    assert_eq!(formatted("bare", text), mended);
    let bound = "input Id: contact id\nlet Id = 5\nhold contact Id\n";
    assert_eq!(formatted("bound", bound), bound);
}

#[test]
fn a_script_with_a_mistake_is_left_alone() {
    let source = Source::new("broken", "log \"a\"\nhold contact {ContactId}\n");
    let problems = syntax::format(&source).expect_err("the second line is broken");
    assert_eq!(problems.len(), 1);
}

#[test]
fn line_ends_of_windows_become_plain() {
    assert_eq!(
        formatted("w", "\u{FEFF}log \"a\"  # x \r\n\r\n\r\nlog \"b\"\r\n"),
        "log \"a\"  # x\n\nlog \"b\"\n"
    );
}

#[test]
fn an_empty_script_stays_empty() {
    assert_eq!(formatted("e", ""), "");
    assert_eq!(formatted("e", "\n\n  # only this\n\n"), "# only this\n");
}
