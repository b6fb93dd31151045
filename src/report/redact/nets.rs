//! What is hidden even where nobody registered it: numbers that pass for payment cards, and
//! credentials as they stand in a request.

use super::hidden::Hidden;
use std::ops::Range;

/// Adds what the nets catch.
pub(super) fn cast(text: &str, found: &mut Vec<Hidden>) {
    cards(text, found);
    credentials(text, found);
    tokens(text, found);
}

fn cards(text: &str, found: &mut Vec<Hidden>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = digits_end(bytes, at);
        if is_card(bytes, at..end) {
            found.push(hidden(at..end, "[card number]"));
        }
        at = end;
    }
}

/// The end of digits that may be grouped by one space or hyphen each.
fn digits_end(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    let mut separator = None;
    while end < bytes.len() {
        let grouped = matches!(bytes[end], b' ' | b'-')
            && separator.is_none_or(|known| known == bytes[end])
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if grouped {
            separator = Some(bytes[end]);
        } else if !bytes[end].is_ascii_digit() {
            break;
        }
        end += 1;
    }
    end
}

fn is_card(bytes: &[u8], range: Range<usize>) -> bool {
    let touched = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let before = range.start.checked_sub(1).and_then(|at| bytes.get(at));
    let prefixed = matches!(before, Some(b'+' | b'.' | b'-'));
    let digits: Vec<u8> = bytes[range.clone()]
        .iter()
        .filter(|byte| byte.is_ascii_digit())
        .map(|byte| byte - b'0')
        .collect();
    !prefixed
        && !touched(before)
        && !touched(bytes.get(range.end))
        && is_issued(&digits)
        && passes_luhn(&digits)
}

/// Whether a card network hands out numbers that begin so and are this long.
fn is_issued(digits: &[u8]) -> bool {
    if !(13..=19).contains(&digits.len()) {
        return false;
    }
    let first = digits[..4]
        .iter()
        .fold(0, |sum, d| sum * 10 + u32::from(*d));
    match first {
        4000..=4999 => matches!(digits.len(), 13 | 16 | 19),
        5100..=5599 | 2221..=2720 => digits.len() == 16,
        3400..=3499 | 3700..=3799 => digits.len() == 15,
        3000..=3059 | 3600..=3699 | 3800..=3999 => digits.len() >= 14,
        3528..=3589 | 6011 | 6200..=6299 | 6440..=6599 => digits.len() >= 16,
        5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763 => true,
        _ => false,
    }
}

fn passes_luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(index, digit)| {
            let digit = u32::from(*digit);
            match (index % 2, digit * 2) {
                (0, _) => digit,
                (_, doubled) if doubled > 9 => doubled - 9,
                (_, doubled) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// What follows `Bearer` and `Basic`.
fn credentials(text: &str, found: &mut Vec<Hidden>) {
    for scheme in ["bearer ", "basic "] {
        for start in find_ignoring_case(text, scheme) {
            let from = start + scheme.len();
            let length = credential_length(&text[from..]);
            if length >= 8 {
                found.push(hidden(from..from + length, "[secret]"));
            }
        }
    }
}

/// Signed tokens: three parts of base64, the first of which begins like `{"`.
fn tokens(text: &str, found: &mut Vec<Hidden>) {
    let mut seen = 0;
    for (start, _) in text.match_indices("eyJ") {
        // What begins inside of a token is a part of it.
        if start < seen {
            continue;
        }
        let length = credential_length(&text[start..]);
        seen = start + length;
        let token = &text[start..seen];
        if length >= 24 && token.matches('.').count() == 2 {
            found.push(hidden(start..seen, "[secret]"));
        }
    }
}

fn credential_length(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && !"-._~+/=%".contains(c))
        .unwrap_or(text.len())
}

fn find_ignoring_case(text: &str, lower: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    bytes
        .windows(lower.len())
        .enumerate()
        .filter(|(_, window)| window.eq_ignore_ascii_case(lower.as_bytes()))
        .map(|(at, _)| at)
        .collect()
}

fn hidden(range: Range<usize>, shown: &str) -> Hidden {
    Hidden {
        range,
        shown: shown.into(),
    }
}
