//! No number that could be somebody's: what is written in the house is of the ranges that are kept free
//! for examples.

use std::path::{Path, PathBuf};

/// Where numbers are looked for.
const ROOMS: [&str; 7] = [
    "src",
    "tests",
    "docs",
    "examples",
    "editors",
    "fuzz",
    "README.md",
];

/// Not numbers of anybody, each with what it is for: the digits count up or repeat, or are cut.
const KNOWN: [&str; 5] = [
    "+390612345678",
    "+0123456789",
    // The beginning of one that is too long for a number.
    "+4486753091234567",
    "+4111111111111111",
    "+15550009999",
];

/// Where numbers begin that are put together.
const BEGINNINGS: [&str; 4] = ["+12025550", "+120255501", "+442079460", "+4420794600"];

#[test]
fn no_number_may_be_somebodys() {
    let written = regex_lite::Regex::new(r"\+[0-9]{8,16}").expect("a pattern");
    let mut wrong = Vec::new();
    for room in ROOMS {
        for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(room)) {
            // What is no text holds no number that anybody reads.
            let Ok(text) = std::fs::read_to_string(&file) else {
                continue;
            };
            let numbers = written.find_iter(&text).map(|number| number.as_str());
            let known = |number: &str| KNOWN.contains(&number) || BEGINNINGS.contains(&number);
            let others = numbers.filter(|number| !is_reserved(number) && !known(number));
            wrong.extend(others.map(|number| format!("{}: {number}", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn is_reserved(number: &str) -> bool {
    let of = |start: &str, length| number.starts_with(start) && number.len() == length;
    of("+120255501", 12) || of("+442079460", 13)
}

fn files(at: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(at) else {
        return vec![at.to_owned()];
    };
    let entries = entries.filter_map(|entry| Some(entry.ok()?.path()));
    entries.flat_map(|path| files(&path)).collect()
}
