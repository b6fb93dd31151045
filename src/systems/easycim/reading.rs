//! Texts of the toolbar, read as JSON. What cannot be read is told apart from what says no: nothing
//! stands in for it.

use serde_json::Value as Json;

/// Why a text cannot be read.
pub(super) type Unreadable = String;

/// Reads JSON text. A half of a character that takes two (a note cut in the middle of an emoji) is
/// read as the sign for one that is not known.
pub(super) fn json(text: &str) -> Result<Json, Unreadable> {
    let error = match serde_json::from_str(text) {
        Ok(read) => return Ok(read),
        Err(error) => error,
    };
    if let Some(read) = whole(text).and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(read);
    }
    Err(match error.to_string().starts_with("recursion limit") {
        true => "the JSON is nested too deeply".into(),
        false => "the JSON is cut off or wrong".into(),
    })
}

/// What the data of an answer or an event are: JSON text is read, anything else is as it is.
pub(super) fn data(said: Json) -> Result<Json, Unreadable> {
    match said {
        Json::String(text) => match text.trim_start().starts_with(['{', '[']) {
            true => json(&text),
            false => Ok(Json::String(text)),
        },
        other => Ok(other),
    }
}

/// A value that is written as a text or as itself: `Some` where it says yes or no for certain.
pub(super) fn yes_or_no(value: &Json) -> Option<bool> {
    match value {
        Json::Bool(yes) => Some(*yes),
        Json::Number(number) if number.as_u64() == Some(1) => Some(true),
        Json::Number(number) if number.as_u64() == Some(0) => Some(false),
        Json::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// The text with `\ufffd` for every escape that is half of a character; `None` where there is none.
fn whole(text: &str) -> Option<String> {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    let mut mended = false;
    while let Some(at) = rest.find('\\') {
        written.push_str(&rest[..at]);
        let escape = &rest[at..];
        let (length, pair) = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, true),
            (Some(0xd800..=0xdfff), _) => (6, false),
            _ => (escape.chars().take(2).map(char::len_utf8).sum(), true),
        };
        match pair {
            true => written.push_str(&escape[..length]),
            false => written.push_str("\\ufffd"),
        }
        mended |= !pair;
        rest = &escape[length..];
    }
    written.push_str(rest);
    mended.then_some(written)
}

/// The number of an escape like `\ud83d` at the beginning.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn half_a_character_is_read_as_one_that_is_not_known() {
        for (text, read) in [
            (
                r#"{"note":"thanks \ud83d"}"#,
                json!({ "note": "thanks \u{fffd}" }),
            ),
            (
                r#""\ude00 \ud83d\ude00 \ud83d""#,
                json!("\u{fffd} \u{1f600} \u{fffd}"),
            ),
            (r#""\\ud83d""#, json!("\\ud83d")),
            (r#""\ud83d\n""#, json!("\u{fffd}\n")),
            (r#""\ud83d\ud83d\ude00""#, json!("\u{fffd}\u{1f600}")),
        ] {
            assert_eq!(json(text), Ok(read), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_why_and_is_nothing_else() {
        let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
        assert_eq!(json(&deep), Err("the JSON is nested too deeply".into()));
        for cut in ["{\"result\":tr", "", "{\"a\":1}x", "\"\\ud83", "\\"] {
            assert_eq!(
                json(cut),
                Err("the JSON is cut off or wrong".into()),
                "{cut}"
            );
        }
    }

    #[test]
    fn json_text_is_read_and_other_text_stays() {
        assert_eq!(data(json!(r#"{"a":1}"#)), Ok(json!({ "a": 1 })));
        assert_eq!(data(json!("PAUSED")), Ok(json!("PAUSED")));
        assert_eq!(data(json!("12")), Ok(json!("12")));
        assert!(data(json!("{\"result\": tr")).is_err());
    }

    #[test]
    fn yes_and_no_are_said_for_certain_or_not_at_all() {
        for yes in [json!(true), json!("TRUE"), json!(1), json!("1")] {
            assert_eq!(yes_or_no(&yes), Some(true), "{yes}");
        }
        for no in [json!(false), json!("False"), json!(0), json!("0")] {
            assert_eq!(yes_or_no(&no), Some(false), "{no}");
        }
        for neither in [
            json!(null),
            json!("KO"),
            json!(""),
            json!(2),
            json!([]),
            json!({}),
        ] {
            assert_eq!(yes_or_no(&neither), None, "{neither}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_brings_the_reader_down(text in ".{0,60}", escapes in "(\\\\u?[dD]?[89abcdef]?[0-9a-f]{0,3}|\"|\\\\){0,12}") {
            let _ = (json(&text), json(&escapes), json(&format!("\"{escapes}\"")));
        }
    }
}
