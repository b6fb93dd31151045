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

/// The words that begin something, but for those of a handler alone.
fn first_words<'a>() -> impl Iterator<Item = &'a str> {
    let first = BEGIN.iter().filter(|word| word.role != Reaction);
    first.map(|word| word.text)
}

/// Words in lines of that width.
fn lines_of<'a>(
    words: impl IntoIterator<Item = &'a str>,
    between: &str,
    width: usize,
) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words {
        let last = lines.last_mut().expect("one line at least");
        if last.is_empty() {
            last.push_str(word);
        } else if last.len() + word.len() < width {
            *last += between;
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// A file of `editors/`, held against what the table makes of it. `UPDATE_WORDS=1` writes it.
fn is_made(path: &str, before: &str, made: &str) {
    if before != made && std::env::var_os("UPDATE_WORDS").is_some() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        std::fs::write(path, made).expect("the file can be written");
        return;
    }
    assert!(
        before == made,
        "{path} has other words than the table: write it again with `UPDATE_WORDS=1 cargo test --lib words`"
    );
}

#[test]
fn vim_has_the_same_words() {
    // It begins an action too, so it has no colour of its own: after `await` it is what is awaited.
    let keywords = table().into_iter().filter(|word| *word != "signal");
    assert!(VIM.contains("syntax match contactflowThing"));
    let keywords = lines_of(keywords, " ", 76).into_iter();
    let keywords = keywords.map(|line| format!("syntax keyword contactflowKeyword {line}"));
    let first = first_words().chain(["any", "then", r"at\s\+most", r"[a-z0-9-]\+:"]);
    let first = lines_of(first, r"\|", 76).join("'\n      \\ . '\\|");
    let first = format!("let s:words = '{first}'")
        .split('\n')
        .map(str::to_owned)
        .collect();
    let made = with_lines(
        VIM,
        "syntax keyword contactflowKeyword ",
        keywords.collect(),
    );
    let made = with_lines(&made, "let s:words = ", first);
    is_made("editors/vim/syntax/contactflow.vim", VIM, &made);
}

/// A text with other lines in the place of those that begin with `start`, and of what continues them.
fn with_lines(text: &str, start: &str, lines: Vec<String>) -> String {
    let mut lines = Some(lines);
    let mut made = String::new();
    let mut inside = false;
    for line in text.lines() {
        inside = line.starts_with(start) || inside && line.starts_with("      \\ ");
        let written = match inside {
            true => lines.take().unwrap_or_default(),
            false => vec![line.to_owned()],
        };
        written.iter().for_each(|line| made += &format!("{line}\n"));
    }
    assert!(lines.is_none(), "no line begins with {start}");
    made
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
    for group in alternatives("everywhere") {
        let plain = |word: &&&str| word.bytes().all(|b| b.is_ascii_lowercase());
        for word in group.iter().filter(plain) {
            assert!(is_word(word), "{word} is no word of the language");
        }
    }
    let made = with_first_words(TEXTMATE);
    is_made(
        "editors/vscode/syntaxes/contactflow.tmLanguage.json",
        TEXTMATE,
        &made,
    );
}

/// The TextMate grammar with the words of the table in each alternative of those that begin something.
fn with_first_words(text: &str) -> String {
    let begins = |word: &str| first_words().any(|first| first == word) || word == "any";
    let mut parts = text.split("(?:");
    let mut made = parts.next().unwrap_or_default().to_owned();
    let mut found = 0;
    for part in parts {
        let (group, rest) = part.split_once(')').unwrap_or((part, ""));
        let words: Vec<&str> = group.split('|').collect();
        made += "(?:";
        if words.contains(&"everywhere") {
            found += 1;
            let at = words.iter().position(|word| begins(word)).unwrap_or(0);
            let before = words[..at].iter().copied();
            let after = words[at..].iter().copied().filter(|word| !begins(word));
            let words: Vec<&str> = before
                .chain(first_words())
                .chain(["any"])
                .chain(after)
                .collect();
            made += &words.join("|");
        } else {
            made += group;
        }
        if part.contains(')') {
            made.push(')');
        }
        made += rest;
    }
    assert!(found >= 4, "alternatives of first words");
    made
}

#[test]
fn inner_words_are_in_order_and_apart() {
    assert!(INNER.is_sorted());
    assert!(INNER.iter().all(|word| beginning(word).is_none()));
    assert!(REACTIONS.iter().all(|word| is_language_word(word)));
}

/// The lists of the studio's file, each in its order there: a new order would be a new page.
fn of_studio() -> impl Iterator<Item = Vec<&'static str>> {
    STUDIO.split("export const ").skip(1).map(|list| {
        let words = list.split('"').skip(1).step_by(2);
        words.flat_map(str::split_whitespace).collect()
    })
}

/// The words of the table in the order of a list that may lack some, or have too many.
fn in_order_of(list: &[&'static str], table: &[&'static str]) -> Vec<&'static str> {
    let known = list.iter().filter(|word| table.contains(word));
    let new = table.iter().filter(|word| !list.contains(word));
    known.chain(new).copied().collect()
}

#[test]
fn the_studio_has_the_same_words() {
    let reactions = BEGIN.iter().filter(|word| word.role == Reaction);
    let tables = [
        first_words().collect::<Vec<_>>(),
        reactions.map(|word| word.text).collect(),
        INNER.to_vec(),
    ];
    assert_eq!(of_studio().count(), tables.len());
    let lists = of_studio().zip(&tables);
    let mut lists = lists.map(|(list, table)| in_order_of(&list, table));
    let mut made = String::new();
    let mut inside = false;
    for line in STUDIO.lines() {
        inside &= line.starts_with("    \"");
        if inside {
            continue;
        }
        made += &format!("{line}\n");
        if line == "  (" {
            inside = true;
            let words = lines_of(lists.next().unwrap_or_default(), " ", 120);
            made += &format!("    \"{}\"\n", words.join(" \" +\n    \""));
        }
    }
    is_made("studio/src/editor/words.js", STUDIO, &made);
}

/// `flow help` promises a page for each word.
#[test]
fn every_word_has_a_meaning() {
    for word in INNER {
        assert!(inside_of(word).is_some(), "{word}");
    }
    for name in OUTCOME_NAMES {
        assert!(of_outcome(name).is_some(), "{name}");
    }
}

/// What is found first is what a longer one begins with.
#[test]
fn longer_words_are_looked_for_first() {
    let all: Vec<&str> = everywhere().map(|known| known.words).collect();
    for (at, words) in all.iter().enumerate() {
        let inside = |longer: &&&str| longer.split(' ').any(|word| word == *words);
        assert_eq!(all[at + 1..].iter().find(inside), None, "{words}");
    }
}
