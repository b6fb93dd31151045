//! The scripts in folders, less what git ignores and what is hidden.

use super::{foreign, unreadable};
use crate::config::Problem;
use crate::report::text::name;
use ignore::{DirEntry, WalkBuilder};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// What was found in files and folders.
#[derive(Default)]
pub struct Found {
    /// The scripts, each once and in a fixed order.
    pub scripts: Vec<PathBuf>,
    /// What could not be looked through.
    pub problems: Vec<Problem>,
    /// Files that end in `.flow` and are no scripts, each with what it is.
    pub left_out: Vec<(PathBuf, &'static str)>,
}

/// The scripts among these files and folders. A file that is named is taken whatever it is called.
pub fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        if path == Path::new("-") || !path.is_dir() {
            found.scripts.push(path.clone());
            continue;
        }
        let before = found.scripts.len();
        let told = found.problems.len() + found.left_out.len();
        walk(path, &mut found);
        found.scripts[before..].sort();
        let silent = found.problems.len() + found.left_out.len() == told;
        if found.scripts.len() == before && silent {
            found.problems.push(none(path));
        }
    }
    let mut seen = HashSet::new();
    found.scripts.retain(|path| seen.insert(path.clone()));
    found.left_out.sort();
    found.left_out.dedup();
    found
}

impl Found {
    /// What is to be said of the files that were left out.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        let note = |(path, what): &(PathBuf, &str)| {
            let path = path.display().to_string();
            format!("skipped {}: it is {what}", name(&path))
        };
        self.left_out.iter().map(note)
    }
}

/// The scripts in a folder; what cannot be looked into has none.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Found::default();
    walk(folder, &mut found);
    found.scripts
}

fn none(folder: &Path) -> Problem {
    Problem::new(format!("no .flow file in {}", folder.display())).help(
        "hidden folders and those in `.gitignore` are not searched; a file that is named is \
             always checked",
    )
}

fn walk(folder: &Path, found: &mut Found) {
    for entry in WalkBuilder::new(folder).build() {
        match entry {
            Ok(entry) if is_script(&entry) => {
                let path = entry.into_path();
                let path = path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
                match foreign::whose_file(&path) {
                    Some(what) => found.left_out.push((path, what)),
                    None => found.scripts.push(path),
                }
            }
            Ok(_) => {}
            Err(error) => found.problems.push(problem(folder, &error)),
        }
    }
}

/// A file, or a link to one, that ends in `.flow`, in whatever letters: some machines write
/// `HOLD.FLOW`, and nobody would see that it is never checked. What ends in `.js.flow` and the like belongs
/// to Flow, the type checker of JavaScript.
fn is_script(entry: &DirEntry) -> bool {
    let path = entry.path();
    let foreign = || {
        let stem = path.file_stem().map(Path::new);
        let inner = stem.and_then(Path::extension);
        inner.is_some_and(|inner| matches!(inner.to_str(), Some("js" | "jsx" | "mjs" | "cjs")))
    };
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("flow"))
        && path.file_stem().is_some()
        && path.is_file()
        && !foreign()
}

fn problem(folder: &Path, error: &ignore::Error) -> Problem {
    let name = folder.display().to_string();
    match error.io_error() {
        Some(io) => unreadable(&place(error).unwrap_or(name), io),
        None => Problem::new(format!("cannot search {name}: {error}")),
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
