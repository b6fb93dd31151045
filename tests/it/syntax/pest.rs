//! What the grammar's rules read, held against pest: scripts run its code on a state of our own.

use super::right::scripts;
use contactflow::syntax;
use pest::Parser;
use proptest::prelude::*;
use std::path::{Path, PathBuf};

#[derive(pest_derive::Parser)]
#[grammar = "grammar/flow.pest"]
struct ByPest;

type Entry = (String, u32, u32);

/// Each rule with its place, outer ones first, as pest reads it.
fn by_pest(text: &str) -> Option<Vec<Entry>> {
    let pairs = ByPest::parse(Rule::file, text).ok()?;
    let entry = |pair: pest::iterators::Pair<'_, Rule>| {
        let (at, rule) = (pair.as_span(), pair.as_rule());
        (format!("{rule:?}"), at.start() as u32, at.end() as u32)
    };
    Some(pairs.flatten().map(entry).collect())
}

fn the_same(text: &str) {
    let (ours, theirs) = (syntax::entries(text), by_pest(text));
    let same = ours == theirs;
    let pairs = ours.iter().flatten().zip(theirs.iter().flatten());
    let other = pairs.into_iter().find(|(ours, theirs)| ours != theirs);
    assert!(same, "{other:?} in {text:?}");
}

#[test]
fn every_script_is_read_as_pest_reads_it() {
    let mut all = Vec::new();
    for folder in ["examples", "tests/syntax", "tests/corpus"] {
        add(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut all);
    }
    assert!(all.len() > 200, "{}", all.len());
    for text in all.iter().map(String::as_str).chain([
        "",
        "\n",
        "é",
        "hold",
        "# é\n\0",
        "\u{10FFFF}",
        "\"é",
        "on -> {",
    ]) {
        the_same(text);
    }
}

fn add(folder: PathBuf, all: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            add(path, all);
        } else if path.extension().is_some_and(|end| end == "flow") {
            let text = std::fs::read_to_string(path).expect("a script");
            // deeper ones are not parsed at all
            let open = text.matches(['(', '[', '{']).count();
            if open < 2_000 {
                all.push(text.replace(['\t', '\r'], " "));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Also what is cut, doubled or strewn with anything.
    #[test]
    fn broken_scripts_are_read_as_pest_reads_them(
        of in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        with in prop_oneof![".{0,4}", "[-<>{}()\\[\\]\",.#:=+*/ \n]{1,3}", "(on|retry|if|else|test|\"|-> )"],
    ) {
        let scripts = scripts();
        let text = &scripts[of.index(scripts.len())].1;
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = places[cut.index(places.len())];
        the_same(&[&text[..at], &with, &text[at..]].concat());
        the_same(&[&text[..at], &with].concat());
        the_same(&[&with, &text[at..]].concat());
    }
}
