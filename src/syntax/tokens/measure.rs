//! How long a token is, and what it looks like.

use super::{Sort, after_text};

/// Signs of more than one character, the longest first.
const LONG_SIGNS: &[&str] = &[
    "===", "!==", "<=>", "...", "->", "=>", "==", "!=", "<>", "<=", ">=", "=<", ":=", "+=", "-=",
    "*=", "/=", "++", "--", "&&", "||", "//", "/*", "*/", "${", "<-", "??", "::", "|>",
];

/// The token that a text begins with, which is no blank.
pub(super) fn token(rest: &str) -> (Sort, usize) {
    let first = rest.chars().next().unwrap_or(' ');
    match first {
        '"' => text(rest),
        '#' => (Sort::Comment, line(rest).trim_end().len()),
        '0'..='9' => (Sort::Number, number(rest)),
        _ if first.is_alphabetic() || first == '_' => letters(rest),
        _ => {
            let long = LONG_SIGNS.iter().find(|sign| rest.starts_with(**sign));
            (Sort::Sign, long.map_or(first.len_utf8(), |sign| sign.len()))
        }
    }
}

fn line(rest: &str) -> &str {
    rest.split('\n').next().unwrap_or(rest)
}

fn text(rest: &str) -> (Sort, usize) {
    let bytes = rest.as_bytes();
    let end = after_text(bytes, 0);
    let closed = end > 1 && bytes.get(end - 1) == Some(&b'"');
    if closed && !ends_in_escape(&bytes[..end]) {
        return (Sort::Text, end);
    }
    let open = rest.get(..end).unwrap_or(rest);
    (Sort::OpenText, open.trim_end().len().max(1))
}

/// Whether the last quote of a text is escaped, and so does not close it.
fn ends_in_escape(text: &[u8]) -> bool {
    let before = &text[..text.len() - 1];
    before.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

fn letters(rest: &str) -> (Sort, usize) {
    let mut length = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let hyphen = c == '-' && chars.peek().is_some_and(|(_, next)| next.is_lowercase());
        if !(c.is_alphanumeric() || c == '_' || (hyphen && at > 0)) {
            break;
        }
        length = at + c.len_utf8();
    }
    let text = &rest[..length];
    (sort_of(text), length)
}

fn sort_of(text: &str) -> Sort {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let named = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if text.starts_with(|c: char| c.is_ascii_uppercase()) && text.chars().all(named) {
        Sort::Name
    } else if text.starts_with(|c: char| c.is_ascii_lowercase()) && text.chars().all(plain) {
        Sort::Word
    } else {
        Sort::Mixed
    }
}

/// How far a number, time, date or duration goes, wrong ones too.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut zone = false;
    for (at, &byte) in bytes.iter().enumerate() {
        let goes_on = match byte {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' => true,
            b'.' | b':' | b'-' | b'/' => digit(at + 1),
            b'+' => digit(at + 1) && zone,
            _ => false,
        };
        if !goes_on {
            return at;
        }
        zone |= byte == b'T';
    }
    bytes.len()
}
