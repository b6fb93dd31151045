//! How a value can look in somebody else's words, and those words without it.

use std::fmt::Write as _;

/// A value as it is, and as JSON and addresses write it; all in lower-case letters.
pub(super) fn of(value: &str) -> Vec<String> {
    let json = serde_json::Value::from(value).to_string();
    let inner = json
        .strip_prefix('"')
        .and_then(|json| json.strip_suffix('"'));
    let mut all = vec![
        value.to_owned(),
        inner.unwrap_or_default().to_owned(),
        in_ascii(inner.unwrap_or_default()),
        percent(value, "-_.!~*'()"),
        percent(value, "-_.~"),
        percent(value, "*-._").replace("%20", "+"),
    ];
    all.iter_mut().for_each(|form| *form = form.to_lowercase());
    all.sort();
    all.dedup();
    all
}

/// `\u00e4` for every letter that is not ASCII.
fn in_ascii(json: &str) -> String {
    let mut written = String::new();
    for letter in json.chars() {
        if letter.is_ascii() {
            written.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            let _ = write!(written, "\\u{unit:04x}");
        }
    }
    written
}

fn percent(value: &str, kept: &str) -> String {
    let mut written = String::new();
    for byte in value.bytes() {
        match byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) {
            true => written.push(char::from(byte)),
            false => {
                let _ = write!(written, "%{byte:02x}");
            }
        }
    }
    written
}

/// A text without a value, in whatever letters. A short value is hidden where it is a word.
pub(super) fn without(words: &str, value: &str) -> String {
    const SHORT: usize = 4;
    let lower = words.to_lowercase();
    // Some letters change their length; then nothing of it can be shown.
    if lower.len() != words.len() {
        return match lower.contains(value) {
            true => "[call data]".to_owned(),
            false => words.to_owned(),
        };
    }
    let mut kept = String::new();
    let mut from = 0;
    for (at, _) in lower.match_indices(value) {
        let end = at + value.len();
        let letter = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
        let inside = letter(lower[..at].chars().next_back()) || letter(lower[end..].chars().next());
        if value.len() < SHORT && inside {
            continue;
        }
        match (words.get(from..at), words.is_char_boundary(end)) {
            (Some(before), true) => kept.push_str(before),
            _ => return "[call data]".to_owned(),
        }
        kept.push_str("[call data]");
        from = end;
    }
    kept.push_str(words.get(from..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_value_is_known_in_every_form() {
        let forms = super::of("Pä \"ß/1");
        for form in [
            "pä \"ß/1",
            "pä \\\"ß/1",
            "p\\u00e4 \\\"\\u00df/1",
            "p%c3%a4%20%22%c3%9f%2f1",
            "p%c3%a4+%22%c3%9f%2f1",
        ] {
            assert!(forms.iter().any(|one| one == form), "{form}: {forms:?}");
        }
        assert_eq!(super::of("plain"), ["plain"]);
    }
}
