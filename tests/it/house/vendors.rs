//! What a vendor's system is called, and how its actions read, is known in its own folder alone.

use contactflow::catalogue::Catalogue;
use std::collections::BTreeSet;
use std::path::Path;

/// What walks the lists of systems and of simulators, and knows none by name.
const ROOMS: [&str; 15] = [
    "catalogue",
    "check",
    "cli",
    "config",
    "fix",
    "host",
    "journal",
    "lsp",
    "program",
    "report",
    "run",
    "script",
    "settings",
    "syntax",
    "value",
];

/// Words of vendors' products that are no system's name.
const PRODUCTS: [&str; 8] = [
    "cisco",
    "nice",
    "incontact",
    "toolbar",
    "ccx",
    "cce",
    "uccx",
    "xmpp",
];

/// Files that name one in an example that people read, with what they say: the list only gets
/// shorter.
const KNOWN: &[(&str, &str)] = &[("cli/args.rs", "cxone"), ("cli/secret.rs", "cxone")];

#[test]
fn no_system_is_known_outside_its_folder() {
    let mut words: BTreeSet<String> = PRODUCTS.iter().map(|&word| word.to_owned()).collect();
    let mut phrases = BTreeSet::new();
    for system in Catalogue::builtin().systems() {
        words.insert(system.name.to_string());
        let actions = system
            .actions
            .iter()
            .map(|action| format!("\"{}\"", action.key));
        phrases.extend(actions.filter(|phrase| phrase.contains(' ')));
    }
    let mut wrong = Vec::new();
    for room in ROOMS {
        for (file, text) in super::code_of(room) {
            wrong.extend(found(&file, &text, &words, &phrases));
        }
    }
    assert!(
        wrong.is_empty(),
        "a vendor's knowledge in the core:\n  {}",
        wrong.join("\n  ")
    );
}

/// What a file says of vendors in its code; comments, pages and its own tests are examples.
fn found(
    file: &str,
    text: &str,
    words: &BTreeSet<String>,
    phrases: &BTreeSet<String>,
) -> Vec<String> {
    let text = text
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or(text);
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        let small = code.to_lowercase();
        let written: Vec<&str> = small.split(|c: char| !c.is_alphanumeric()).collect();
        let mut hits: Vec<&str> = words.iter().map(String::as_str).collect();
        hits.retain(|word| written.contains(word) && !KNOWN.contains(&(file, word)));
        hits.extend(
            phrases
                .iter()
                .map(String::as_str)
                .filter(|phrase| code.contains(phrase) && !KNOWN.contains(&(file, phrase))),
        );
        found.extend(
            hits.iter()
                .map(|hit| format!("src/{file}:{}: {hit}", index + 1)),
        );
    }
    found
}

#[test]
fn the_look_at_words_finds_some() {
    let words = BTreeSet::from(["desk".to_owned()]);
    let phrases = BTreeSet::from(["\"open ticket\"".to_owned()]);
    let text = "// Desk\nlet a = \"Desk\";\nif key == \"open ticket\" {}\n";
    assert_eq!(
        found("a.rs", text, &words, &phrases),
        ["src/a.rs:2: desk", "src/a.rs:3: \"open ticket\""]
    );
    assert!(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join(ROOMS[0])
            .exists()
    );
}
