//! Letters that a person does not see, or reads as others: they come along where something is pasted from a
//! web page, a phone's contacts or the end of another table.

/// Whether it turns the direction of writing.
pub(crate) fn turns(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether no font shows it, and no script of people needs it: those that join letters are left out.
pub(crate) fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{206a}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether it only joins its neighbours, or keeps them apart.
pub(crate) fn joins(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

/// Whether it has no place in an id or a number, where nobody would see it.
pub(super) fn is_hidden(letter: char) -> bool {
    letter.is_control() || turns(letter) || is_unseen(letter) || joins(letter)
}

/// Whether it is read as a digit and is none that systems know: `１`, `²`.
pub(super) fn is_foreign_digit(letter: char) -> bool {
    letter.is_numeric() && !letter.is_ascii()
}

/// What to call it in a message, where the letter itself might not be seen.
pub(super) fn named(letter: char) -> String {
    let code = u32::from(letter);
    match letter {
        ' ' => "a space".to_owned(),
        letter if is_hidden(letter) => format!("an invisible character (U+{code:04X})"),
        letter if letter.is_whitespace() => format!("a special space (U+{code:04X})"),
        letter if is_foreign_digit(letter) => format!("`{letter}`: write digits as 0 to 9"),
        letter => format!("`{letter}`"),
    }
}
