//! The table against everything else that has words of the language in it.

use super::*;
use crate::syntax::grammar::{Flow, Rule};
use crate::syntax::matcher::Parser;
use std::collections::BTreeSet;

const GRAMMAR: &str = include_str!("../../../grammar/flow.pest");
const VIM: &str = include_str!("../../../editors/vim/syntax/contactflow.vim");
const TEXTMATE: &str = include_str!("../../../editors/vscode/syntaxes/contactflow.tmLanguage.json");

const STUDIO: &str = include_str!("../../../studio/src/editor/words.js");

fn table() -> BTreeSet<&'static str> {
    let begin = BEGIN.iter().map(|word| word.text);
    begin.chain(INNER.iter().copied()).collect()
}

/// The words in quotes of the grammar; what begins one quicker to look for is none.
fn of_grammar() -> BTreeSet<&'static str> {
    let rules = GRAMMAR.lines().filter(|line| !line.starts_with("//"));
    let rules = rules.skip_while(|line| !line.starts_with("file"));
    let quick = ["le", "re", "fini", "rep", "ret", "rest", "al", "aw", "ms"];
    let quoted = rules.flat_map(|line| line.split('"').skip(1).step_by(2));
    let plain = |text: &&str| text.len() > 1 && text.bytes().all(|b| b.is_ascii_lowercase());
    let words = quoted.map(str::trim_end).filter(plain);
    words.filter(|word| !quick.contains(word)).collect()
}

#[test]
fn the_grammar_has_the_same_words() {
    let missing: Vec<_> = of_grammar().difference(&table()).copied().collect();
    assert_eq!(missing, Vec::<&str>::new(), "not in the table");
    let unused: Vec<_> = table().difference(&of_grammar()).copied().collect();
    assert_eq!(unused, Vec::<&str>::new(), "not in the grammar");
}

#[test]
fn the_grammar_ends_brackets_at_the_same_words() {
    for word in table() {
        let ends = Flow::parse(Rule::statement_word, word).is_ok();
        assert_eq!(ends, ends_brackets(word), "{word}");
    }
}

#[test]
fn vim_has_the_same_words() {
    let lines = VIM.lines();
    let lines = lines.filter_map(|line| line.strip_prefix("syntax keyword contactflowKeyword "));
    let mut words: BTreeSet<&str> = lines.flat_map(str::split_whitespace).collect();
    // It begins an action too, so it has no colour of its own: after `await` it is what is awaited.
    assert!(words.insert("signal") && VIM.contains("syntax match contactflowThing"));
    assert_eq!(words, table());
    let first = VIM.split("let s:words = '").nth(1).unwrap_or_default();
    let first = first.split("execute").next().unwrap_or_default();
    let first: BTreeSet<&str> = first
        .split(|c: char| !c.is_ascii_lowercase())
        .filter(|word| word.len() > 1)
        .collect();
    for word in BEGIN.iter().filter(|word| word.role != Reaction) {
        assert!(
            first.contains(word.text),
            "{} begins an action in Vim",
            word.text
        );
    }
}

/// The words of each alternative `(?:a|b|c)` in the TextMate grammar that holds `word`.
fn alternatives(word: &str) -> Vec<BTreeSet<&'static str>> {
    let groups = TEXTMATE.split("(?:").skip(1);
    let groups = groups.filter_map(|rest| rest.split(')').next());
    let groups = groups.map(|group| group.split('|').collect::<BTreeSet<&str>>());
    groups.filter(|group| group.contains(word)).collect()
}

#[test]
fn the_extension_has_the_same_words() {
    for word in table() {
        let known = TEXTMATE.split(|c: char| !c.is_ascii_lowercase());
        assert!(
            known.clone().any(|known| known == word),
            "{word} has no colour"
        );
    }
    let firsts = alternatives("everywhere");
    assert!(firsts.len() >= 4);
    for group in firsts {
        let first = BEGIN.iter().filter(|word| !matches!(word.role, Reaction));
        for word in first {
            assert!(group.contains(word.text), "{} in {group:?}", word.text);
        }
        for word in group
            .iter()
            .filter(|word| word.bytes().all(|b| b.is_ascii_lowercase()))
        {
            assert!(is_word(word), "{word} is no word of the language");
        }
    }
}

#[test]
fn inner_words_are_in_order_and_apart() {
    assert!(INNER.is_sorted());
    assert!(INNER.iter().all(|word| beginning(word).is_none()));
    assert!(REACTIONS.iter().all(|word| is_language_word(word)));
}

#[test]
fn the_studio_has_the_same_words() {
    let lists = STUDIO.split("export const ").skip(1).map(|list| {
        let words = list.split('"').skip(1).step_by(2);
        let words = words.flat_map(str::split_whitespace);
        words.collect::<BTreeSet<&str>>()
    });
    let lists: Vec<_> = lists.collect();
    let begins = |reacts: bool| {
        let words = BEGIN
            .iter()
            .filter(|word| matches!(word.role, Reaction) == reacts);
        words.map(|word| word.text).collect::<BTreeSet<&str>>()
    };
    let inner: BTreeSet<&str> = INNER.iter().copied().collect();
    assert_eq!(lists, [begins(false), begins(true), inner]);
}
