//! Scripts that are well formed.

use contactflow::source::Source;
use contactflow::syntax;
use std::path::PathBuf;

/// The well formed scripts, with their names.
pub fn scripts() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/syntax/right");
    let mut scripts: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of right scripts")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(path).expect("a script"))
        })
        .collect();
    scripts.sort();
    assert!(scripts.len() >= 8);
    scripts
}

#[test]
fn right_scripts_have_no_problems() {
    for (name, text) in scripts() {
        let source = Source::new(name.as_str(), text);
        let parsed = syntax::parse(&source);
        let problems: Vec<_> = parsed
            .problems
            .iter()
            .map(|problem| {
                (
                    source.place(problem.span().start),
                    &problem.message,
                    source.slice(problem.span()),
                )
            })
            .collect();
        assert!(problems.is_empty(), "{name}: {problems:#?}");
    }
}
