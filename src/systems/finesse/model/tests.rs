//! Payloads as they are documented, as they have been seen, and as nobody would send them.

mod answers;
mod events;
mod mangled;

use std::fs;
use std::path::PathBuf;

fn fixture(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/finesse");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every event and every answer.
fn all() -> Vec<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/finesse");
    let folders = ["events", "responses"].into_iter();
    let files = folders.flat_map(|folder| fs::read_dir(root.join(folder)).expect("a folder"));
    let texts = files.map(|file| fs::read_to_string(file.expect("a file").path()));
    texts.map(|text| text.expect("it is text")).collect()
}
