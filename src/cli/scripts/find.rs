//! The scripts in folders, less what git ignores and what is hidden.

use super::unreadable;
use crate::config::Problem;
use ignore::{DirEntry, WalkBuilder};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The scripts among these files and folders, each once and in a fixed order. A file that is
/// named is taken whatever it is called.
pub(in crate::cli) fn find(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Problem>) {
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        if path == Path::new("-") || !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let before = found.len();
        let unread = problems.len();
        walk(path, &mut found, &mut problems);
        found[before..].sort();
        if found.len() == before && problems.len() == unread {
            problems.push(none(path));
        }
    }
    let mut seen = HashSet::new();
    found.retain(|path| seen.insert(path.clone()));
    (found, problems)
}

fn none(folder: &Path) -> Problem {
    Problem::new(format!("there is no .flow file in {}", folder.display())).help(
        "hidden folders and what `.gitignore` names are not looked into; a file that is named \
         is always taken",
    )
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>, problems: &mut Vec<Problem>) {
    for entry in WalkBuilder::new(folder).build() {
        match entry {
            Ok(entry) if is_script(&entry) => {
                let path = entry.into_path();
                found.push(path.strip_prefix(".").map(Path::to_owned).unwrap_or(path));
            }
            Ok(_) => {}
            Err(error) => problems.push(problem(folder, &error)),
        }
    }
}

/// A file, or a link to one, that ends in `.flow`. What ends in `.js.flow` and the like belongs
/// to Flow, the type checker of JavaScript.
fn is_script(entry: &DirEntry) -> bool {
    let path = entry.path();
    let foreign = || {
        let stem = path.file_stem().map(Path::new);
        let inner = stem.and_then(Path::extension);
        inner.is_some_and(|inner| matches!(inner.to_str(), Some("js" | "jsx" | "mjs" | "cjs")))
    };
    path.extension().is_some_and(|end| end == "flow")
        && path.file_stem().is_some()
        && path.is_file()
        && !foreign()
}

fn problem(folder: &Path, error: &ignore::Error) -> Problem {
    let name = folder.display().to_string();
    match error.io_error() {
        Some(io) => unreadable(&place(error).unwrap_or(name), io),
        None => Problem::new(format!("{name} cannot be looked through: {error}")),
    }
}

/// The file or folder an error is about.
fn place(error: &ignore::Error) -> Option<String> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.display().to_string()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            place(err)
        }
        _ => None,
    }
}
