//! `tests/check/right`: scripts of which nothing is said. `tests/check/wrong`: one mistake each,
//! and what is said of it as a golden beside it.

use super::{all_said, checked};
use contactflow::check::Context;
use std::path::{Path, PathBuf};

/// The scripts in a folder of the corpus, in order: their names and texts.
pub(super) fn scripts(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/check")
        .join(folder);
    let files = std::fs::read_dir(folder).expect("a folder");
    let paths = files.filter_map(|file| file.ok().map(|file| file.path()));
    let mut paths: Vec<PathBuf> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "flow")
        })
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let name = path.file_name().expect("a file").to_string_lossy();
            let text = std::fs::read_to_string(path).expect("a readable script");
            (name.into_owned(), text)
        })
        .collect()
}

#[test]
fn nothing_is_said_of_right_scripts() {
    for (name, text) in scripts("right") {
        let (source, checked) = checked(&name, &text, &Context::default());
        assert!(
            checked.problems.is_empty(),
            "{name}:\n{}",
            all_said(&source, &checked)
        );
        assert!(checked.program.is_some(), "{name} has no program");
    }
}

#[test]
fn wrong_scripts_are_told_what_is_wrong() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../check/wrong");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, text) in scripts("wrong") {
            let (source, checked) = checked(&name, &text, &Context::default());
            assert!(!checked.problems.is_empty(), "nothing is said of {name}");
            let name = name.trim_end_matches(".flow");
            insta::assert_snapshot!(name, all_said(&source, &checked));
        }
    });
}

#[test]
fn the_corpus_is_large_enough() {
    assert!(scripts("wrong").len() >= 60);
    assert!(scripts("right").len() >= 20);
}
