//! The forms in which a value can turn up in a text.

use crate::value::Mark;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Shorter ones are looked for as whole words only: hiding every `a` would hide nothing.
const SHORTEST_ANYWHERE: usize = 4;
/// Shorter pieces of base64 turn up by chance.
const SHORTEST_BASE64: usize = 6;
/// Fewer digits of a phone number are looked for together with its plus only.
const SHORTEST_DIGITS: usize = 7;

/// One form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Form {
    /// How it is spelled.
    pub text: String,
    /// Whether it counts only where it stands as a word of its own.
    pub word: bool,
}

/// Every form of a value that is looked for.
pub(super) fn of(value: &str, mark: Mark) -> Vec<Form> {
    let mut forms = Vec::new();
    spell(value, mark, &mut forms);
    for line in value.lines().map(str::trim).filter(|line| *line != value) {
        if line.chars().count() >= SHORTEST_ANYWHERE {
            spell(line, mark, &mut forms);
        }
    }
    if mark == Mark::PhoneNumber {
        spell_digits(value, &mut forms);
    }
    forms.sort_by(|a, b| (&a.text, a.word).cmp(&(&b.text, b.word)));
    forms.dedup_by(|next, kept| next.text == kept.text);
    forms
}

fn spell(value: &str, mark: Mark, forms: &mut Vec<Form>) {
    let word = only_as_word(value, mark);
    let mut add = |text: String| {
        if !text.trim().is_empty() {
            forms.push(Form { text, word });
        }
    };
    add(value.to_owned());
    add(value.trim().to_owned());
    escaped(value).into_iter().for_each(&mut add);
    percent(value).into_iter().for_each(&mut add);
    base64(value, forms);
}

fn only_as_word(value: &str, mark: Mark) -> bool {
    let count = value.trim().chars().count();
    let name = mark == Mark::Personal && count < 6 && value.chars().all(char::is_alphabetic);
    count < SHORTEST_ANYWHERE || name
}

/// A number to dial, as systems write it: without its plus, with `00`.
fn spell_digits(value: &str, forms: &mut Vec<Form>) {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < SHORTEST_DIGITS {
        return;
    }
    forms.push(Form {
        text: format!("+{digits}"),
        word: false,
    });
    base64(&digits, forms);
    forms.push(Form {
        text: digits,
        word: false,
    });
}

/// In a JSON text, in a JSON text inside one, and in XML.
fn escaped(value: &str) -> Vec<String> {
    let json = json_inside(value);
    let ascii = json_ascii(&json);
    vec![
        json_inside(&json),
        json.replace('/', "\\/"),
        json_inside(&ascii),
        value
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;"),
        ascii.to_uppercase().replace("\\U", "\\u"),
        ascii,
        json,
    ]
}

fn json_inside(value: &str) -> String {
    let quoted = serde_json::Value::from(value).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn json_ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            text.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

/// In a URL or a form: the ways in which encoders differ.
fn percent(value: &str) -> Vec<String> {
    let strict = percent_with(value, b"-_.~");
    let browser = percent_with(value, b"-_.!~*'()");
    let path = percent_with(value, b"-_.!~*'()$&+,;=:@");
    let query = percent_with(value, b"-_.!~*'()$&+,;=:@/?");
    let form = percent_with(value, b"-_.* ").replace(' ', "+");
    let upper = [strict, browser, path, query, form];
    let lower = upper.clone().map(|text| lower_hex(&text));
    upper.into_iter().chain(lower).collect()
}

fn percent_with(value: &str, kept: &[u8]) -> String {
    let mut text = String::with_capacity(value.len() * 3);
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            text.push(byte as char);
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn lower_hex(encoded: &str) -> String {
    let mut text = String::with_capacity(encoded.len());
    let mut left = 0;
    for c in encoded.chars() {
        text.push(if left > 0 { c.to_ascii_lowercase() } else { c });
        left = if c == '%' {
            2
        } else {
            left - i32::from(left > 0)
        };
    }
    text
}

/// In base64: alone, and inside of something longer, where it can begin at any of three places.
fn base64(value: &str, forms: &mut Vec<Form>) {
    let alone = STANDARD.encode(value);
    forms.push(Form {
        text: alone.trim_end_matches('=').to_owned(),
        word: true,
    });
    for skipped in 0..3 {
        let mut bytes = vec![0; skipped];
        bytes.extend_from_slice(value.as_bytes());
        let from = (skipped * 8).div_ceil(6);
        let to = bytes.len() * 8 / 6;
        for encoded in [STANDARD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            let core = encoded.get(from..to).unwrap_or_default();
            if core.len() >= SHORTEST_BASE64 {
                forms.push(Form {
                    text: core.to_owned(),
                    word: false,
                });
            }
        }
    }
}
