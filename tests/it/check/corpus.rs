//! The scripts of `tests/corpus`, for the tests of the checker.

use std::path::{Path, PathBuf};

/// The scripts in a folder of the corpus, in order: their names and texts.
pub(super) fn scripts(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
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
