//! How many methods each type of the crate has, read off the files: what owns everything can be
//! understood only as a whole.

use std::collections::BTreeMap;
use std::path::Path;

/// The methods of each type by its folder and name.
pub fn of_types(source: &Path) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for (file, text) in super::uses::texts(source) {
        let folder: Vec<&str> = file.split('/').take(2).collect();
        for (name, methods) in of_file(&text) {
            let folder = folder.join("/").trim_end_matches(".rs").to_owned();
            *counts.entry((folder, name)).or_default() += methods;
        }
    }
    counts
}

/// The types that a file gives methods, and how many: the formatter puts the first word of an `impl`
/// and its last brace at the same distance from the margin.
fn of_file(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let indent = line.len() - line.trim_start().len();
        let Some(name) = type_of(line.trim_start()) else {
            continue;
        };
        let end = format!("{}}}", " ".repeat(indent));
        let body = lines.by_ref().take_while(|line| *line != end);
        found.push((
            name,
            body.filter(|line| is_method(line, indent + 4)).count(),
        ));
    }
    found
}

/// The type of `impl<'a> Type<'a> {`; nothing for an `impl` of a trait.
fn type_of(line: &str) -> Option<String> {
    let rest = line.strip_prefix("impl")?;
    if rest.contains(" for ") || line.ends_with("{}") {
        return None;
    }
    let rest = match rest.strip_prefix('<') {
        Some(generics) => generics.split_once("> ")?.1,
        None => rest.strip_prefix(' ')?,
    };
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    (!name.is_empty()).then_some(name)
}

fn is_method(line: &str, indent: usize) -> bool {
    let Some(line) = line.get(indent..).filter(|line| !line.starts_with(' ')) else {
        return false;
    };
    let mut words = line.split(' ').skip_while(|word| {
        word.starts_with("pub") || matches!(*word, "const" | "async" | "in") || word.ends_with(')')
    });
    words.next() == Some("fn")
}

#[test]
fn methods_are_counted_by_the_type_they_belong_to() {
    let text = "impl<'a> Walk<'a> {\n    pub(super) fn one(&self) {\n        fn inner() {}\n    }\n\n    \
                async fn two() {}\n}\n\nimpl Clone for Walk {\n    fn clone(&self) {}\n}\n";
    assert_eq!(of_file(text), [("Walk".to_owned(), 2)]);
}
