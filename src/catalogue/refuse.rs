//! What a catalogue must not hold, because a script could not say it.

use crate::syntax::words::is_language_word;

/// Words that end a phrase, or are always values.
const NOWHERE: &[&str] = &[
    "with", "giving", "on", "answers", "called", "now", "today", "tomorrow", "true", "false", "not",
];

/// What is wrong with a phrase's words, if anything is.
pub(super) fn phrase(words: &[&str]) -> Option<String> {
    let first = words.first()?;
    if first.starts_with('<') {
        return Some("`phrase` must start with a word".into());
    }
    if is_language_word(first) {
        return Some(format!(
            "`phrase` starts with `{first}`, a word that starts a statement"
        ));
    }
    if let Some(word) = words.iter().find(|word| NOWHERE.contains(word)) {
        return Some(format!(
            "`phrase` contains `{word}`, which is a word of the language"
        ));
    }
    let mut words = words.iter().filter(|word| !word.starts_with('<'));
    let odd = words.find(|word| !is_word(word))?;
    Some(format!(
        "`{odd}` is not a valid word: use lower-case letters, digits and hyphens, and `<Name>` \
         for a value"
    ))
}

/// Whether two values follow each other without a word between them.
pub(super) fn side_by_side(words: &[&str]) -> bool {
    words
        .windows(2)
        .any(|pair| pair.iter().all(|word| word.starts_with('<')))
}

/// A lower-case word, hyphens inside allowed: `wrap-up`.
fn is_word(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && word.split('-').all(|part| {
            let mut letters = part.chars();
            !part.is_empty()
                && letters.all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        })
}

/// A capitalised name: `ContactId`.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|letter: char| letter.is_ascii_uppercase())
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}
