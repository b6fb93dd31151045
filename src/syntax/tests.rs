//! Reading in parts gives what reading at once does.

use super::{build, depth, dump};
use crate::source::Source;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The lines of every script in the tests, right and wrong.
static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"),
        &mut files,
    );
    let texts = files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok());
    let lines: Vec<String> = texts.flat_map(|text| owned(text.lines())).collect();
    assert!(lines.len() > 3_000);
    lines
});

fn owned<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    lines.map(str::to_owned).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        match path.is_dir() {
            true => collect(&path, files),
            false if path.extension().is_some_and(|end| end == "flow") => files.push(path),
            false => {}
        }
    }
    files.sort();
}

/// The tree, its places and the findings, read in parts of at least so many bytes.
fn read(source: &Source, length: usize) -> Option<String> {
    let parts = depth::parts(source, length).ok()?;
    let parsed = build::build(source, 0, parts);
    let words = dump(&parsed.tree, source);
    Some(format!(
        "{words}\n{:#?}\n{:#?}",
        parsed.tree, parsed.problems
    ))
}

fn same(text: &str) {
    let source = Source::new("parts", text);
    let (parts, whole) = (read(&source, 1), read(&source, usize::MAX));
    assert!(parts == whole, "{text}");
}

#[test]
fn every_script_of_the_tests() {
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"),
        &mut files,
    );
    for text in files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok())
    {
        same(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_lines_of_them(picked in prop::collection::vec(any::<prop::sample::Index>(), 1..30), bom: bool) {
        let lines = picked.iter().map(|index| index.get(&LINES).as_str());
        let between = if bom { "\n\u{FEFF}" } else { "\n" };
        same(&lines.collect::<Vec<_>>().join(between));
    }
}
