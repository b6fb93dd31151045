//! Letters that a person does not see in a value, or reads as others: they come along where a number is
//! pasted from a web page, a phone's contacts or the end of another table.

/// Letters without a form of their own: joiners, marks of a direction, marks of a byte order.
const UNSEEN: [std::ops::RangeInclusive<char>; 7] = [
    '\u{AD}'..='\u{AD}',
    '\u{61C}'..='\u{61C}',
    '\u{180E}'..='\u{180E}',
    '\u{200B}'..='\u{200F}',
    '\u{202A}'..='\u{202E}',
    '\u{2060}'..='\u{206F}',
    '\u{FEFF}'..='\u{FEFF}',
];

/// Whether nobody sees it.
pub(super) fn is_unseen(letter: char) -> bool {
    letter.is_control() || UNSEEN.iter().any(|range| range.contains(&letter))
}

/// Whether it is read as a digit and is none that systems know: `１`, `²`.
pub(super) fn is_foreign_digit(letter: char) -> bool {
    letter.is_numeric() && !letter.is_ascii()
}

/// What to call it in a message, where the letter itself might not be seen.
pub(super) fn named(letter: char) -> String {
    match letter {
        ' ' => "a space".to_owned(),
        letter if is_unseen(letter) => {
            format!("an invisible character (U+{:04X})", u32::from(letter))
        }
        letter if letter.is_whitespace() => {
            format!("a special space (U+{:04X})", u32::from(letter))
        }
        letter if is_foreign_digit(letter) => {
            format!("`{letter}`: write digits as 0 to 9")
        }
        letter => format!("`{letter}`"),
    }
}
