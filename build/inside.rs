//! The documents, examples and pictures that are inside the command: one after the other, deflated, and where each
//! is. As they are they would be 0.3 MB more of what everybody downloads. `src/cli/docs/inside.rs` reads it.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// As small as it gets: this runs once, on the machine that builds.
const LEVEL: u8 = 10;

/// What is inside, and what has been put there so far.
#[derive(Default)]
struct Inside {
    bytes: Vec<u8>,
    /// The names and places, as code.
    lists: String,
}

pub fn write(out: &Path) -> io::Result<()> {
    for read in ["docs", "examples", "grammar"] {
        println!("cargo::rerun-if-changed={read}");
    }
    let here = fs::canonicalize(".")?;
    let docs = here.join("docs");
    let documents = files(&docs, &["md"])?;
    let mut inside = Inside::default();
    inside.add(
        "EXAMPLE_PLACES",
        &files(&here.join("examples"), &["flow", "rs", "toml"])?,
    )?;
    inside.add("ASSET_PLACES", &assets(&docs, &documents)?)?;
    inside.add("PAGE_PLACES", &pages(&here, documents))?;
    fs::write(out.join("inside.rs"), inside.lists)?;
    let deflated = miniz_oxide::deflate::compress_to_vec(&inside.bytes, LEVEL);
    fs::write(out.join("inside.deflated"), deflated)
}

impl Inside {
    fn add(&mut self, list: &str, files: &[(String, PathBuf)]) -> io::Result<()> {
        // writing to a text cannot fail
        let _ = writeln!(
            self.lists,
            "const {list}: &[(&str, std::ops::Range<usize>)] = &["
        );
        for (name, path) in files {
            let Range { start, end } = self.put(&fs::read(path)?);
            let _ = writeln!(self.lists, "({name:?}, {start}..{end}),");
        }
        self.lists.push_str("];\n");
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend(bytes);
        start..self.bytes.len()
    }
}

/// The documents but for their table of contents, and the grammar as one of them.
fn pages(here: &Path, documents: Vec<(String, PathBuf)>) -> Vec<(String, PathBuf)> {
    let mut pages = vec![("grammar".to_owned(), here.join("grammar/flow.pest"))];
    pages.extend(
        documents
            .into_iter()
            .filter(|(name, _)| name != "README.md")
            .map(|(name, path)| (name.trim_end_matches(".md").to_owned(), path)),
    );
    pages.sort();
    pages
}

/// What the documents show or link to.
fn assets(docs: &Path, documents: &[(String, PathBuf)]) -> io::Result<Vec<(String, PathBuf)>> {
    let mut texts = String::new();
    for (_, path) in documents {
        texts.push_str(&fs::read_to_string(path)?);
    }
    let mut assets = Vec::new();
    for folder in folders(docs)? {
        for (name, path) in files(&docs.join(&folder), &["svg", "png", "json", "yml"])? {
            let name = format!("{folder}{name}");
            if texts.contains(&format!("]({name})")) {
                assets.push((name, path));
            }
        }
    }
    Ok(assets)
}

/// The folder itself, as nothing, and those in it.
fn folders(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = vec![String::new()];
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str())
            && path.is_dir()
        {
            found.push(format!("{name}/"));
        }
    }
    found.sort();
    Ok(found)
}

/// The files of a folder with these endings, in order.
fn files(folder: &Path, endings: &[&str]) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        let name = path.file_name().and_then(|name| name.to_str());
        if let (Some(ending), Some(name)) = (ending, name)
            && endings.contains(&ending)
        {
            found.push((name.to_owned(), path.clone()));
        }
    }
    found.sort();
    Ok(found)
}
