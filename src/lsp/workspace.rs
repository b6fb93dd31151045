//! Names in all the scripts of the folders that an editor has open.

use super::document::Document;
use super::position::Encoding;
use super::symbols::{Symbol, SymbolSort, symbols as outline};
use super::uri;
use ignore::WalkBuilder;
use lsp_types::Uri;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// So many scripts are looked at, and none that is larger.
const MOST_FILES: usize = 5_000;
const MOST_BYTES: u64 = 1 << 20;
/// So many names are given: nobody looks through more.
const MOST: usize = 500;

/// The names in which the letters of `query` come one after the other.
pub(super) fn symbols(
    query: &str,
    folders: &[PathBuf],
    open: &HashMap<Uri, Arc<Document>>,
    encoding: Encoding,
) -> Value {
    let mut found = Vec::new();
    for (uri, document) in open {
        of_document(query, uri, document, encoding, &mut found);
    }
    let files = scripts(folders)
        .into_iter()
        .map(|path| (uri::of_path(&path), path));
    for (uri, path) in files.filter(|(uri, _)| !open.contains_key(uri)) {
        if found.len() >= MOST {
            break;
        }
        let small = std::fs::metadata(&path).is_ok_and(|about| about.len() <= MOST_BYTES);
        if let Some(text) = small.then(|| std::fs::read_to_string(&path).ok()).flatten() {
            let document = Document::new(&uri::name(&uri), text, Default::default());
            of_document(query, &uri, &document, encoding, &mut found);
        }
    }
    found.truncate(MOST);
    Value::Array(found)
}

/// The scripts in these folders, what git ignores left out.
pub(super) fn scripts(folders: &[PathBuf]) -> Vec<PathBuf> {
    let Some((first, others)) = folders.split_first() else {
        return Vec::new();
    };
    let mut walk = WalkBuilder::new(first);
    for folder in others {
        walk.add(folder);
    }
    let entries = walk.build().filter_map(Result::ok);
    let paths = entries.map(ignore::DirEntry::into_path);
    let is_script = |path: &PathBuf| path.extension().is_some_and(|end| end == "flow");
    paths.filter(is_script).take(MOST_FILES).collect()
}

fn of_document(
    query: &str,
    uri: &Uri,
    document: &Document,
    encoding: Encoding,
    found: &mut Vec<Value>,
) {
    for symbol in outline(document) {
        let Some(kind) = kind(&symbol).filter(|_| fits(&symbol.name, query)) else {
            continue;
        };
        let range = encoding.range(&document.source, symbol.head);
        found.push(json!({
            "name": symbol.name,
            "kind": kind,
            "location": { "uri": uri.0, "range": range },
        }));
    }
}

/// The protocol's number for what others look for: steps, inputs, tests.
fn kind(symbol: &Symbol) -> Option<u8> {
    match symbol.sort {
        SymbolSort::Step => Some(12),
        SymbolSort::Test => Some(6),
        SymbolSort::Input => Some(7),
        _ => None,
    }
}

fn fits(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    let mut wanted = query.chars().flat_map(char::to_lowercase);
    wanted.all(|letter| letters.any(|known| known == letter))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn letters_come_one_after_the_other() {
        for (name, query, meant) in [
            ("FindCallback", "fcb", true),
            ("FindCallback", "", true),
            ("FindCallback", "callf", false),
        ] {
            assert_eq!(fits(name, query), meant, "{name} {query}");
        }
    }
}
