//! Every script of the tests and examples.

use std::fs;
use std::path::{Path, PathBuf};

/// Every `.flow` file under these folders, with its text; those that are no text are left out.
pub fn under(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in folders {
        walk(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut found,
        );
    }
    found.sort();
    assert!(found.len() > 3, "the scripts are gone from {folders:?}");
    found
}

/// All of them.
pub fn all() -> Vec<(PathBuf, String)> {
    under(&["examples", "tests"])
}

fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "flow")
            && let Ok(text) = fs::read_to_string(&path)
        {
            found.push((path, text));
        }
    }
}
