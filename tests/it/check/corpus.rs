//! `tests/check/right`: scripts of which nothing is said. `tests/check/wrong`: one mistake each,
//! and what is said of it as a golden beside it.

use super::{all_said, checked};
use contactflow::check::Context;
use std::path::Path;

fn script(path: &Path) -> (String, String) {
    let name = path.file_name().expect("a file").to_string_lossy();
    let text = std::fs::read_to_string(path).expect("a readable script");
    (name.into_owned(), text)
}

#[test]
fn nothing_is_said_of_right_scripts() {
    insta::glob!("../../check/right", "*.flow", |path| {
        let (name, text) = script(path);
        let (source, checked) = checked(&name, &text, &Context::default());
        assert!(
            checked.problems.is_empty(),
            "{name}:\n{}",
            all_said(&source, &checked)
        );
        assert!(checked.program.is_some(), "{name} has no program");
    });
}

#[test]
fn wrong_scripts_are_told_what_is_wrong() {
    insta::with_settings!({
        snapshot_path => "../../check/wrong",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::glob!("../../check/wrong", "*.flow", |path| {
            let (name, text) = script(path);
            let (source, checked) = checked(&name, &text, &Context::default());
            assert!(!checked.problems.is_empty(), "nothing is said of {name}");
            insta::assert_snapshot!(all_said(&source, &checked));
        });
    });
}

#[test]
fn the_corpus_is_large_enough() {
    let count = |folder: &str| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/check")
            .join(folder);
        let files = std::fs::read_dir(folder).expect("a folder");
        let flows = files.filter_map(Result::ok).filter(|file| {
            file.path()
                .extension()
                .is_some_and(|extension| extension == "flow")
        });
        flows.count()
    };
    assert!(count("wrong") >= 60, "{}", count("wrong"));
    assert!(count("right") >= 20, "{}", count("right"));
}
