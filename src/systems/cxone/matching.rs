//! Whether what the system says is the value that was sent, in whichever form it writes it.

use super::event::{find, scalar};
use super::text::text_of;
use crate::value::{Kind, Mark, Record, Value};
use serde_json::{Map, Value as Json};
use std::borrow::Cow;

/// From how many digits on the end of a phone number is taken for the number: national forms leave
/// the country out.
const ENOUGH_DIGITS: usize = 7;

/// Whether a text of the system's means a value.
pub(super) fn means(said: &str, wanted: &Value) -> bool {
    if wanted.mark() == Mark::PhoneNumber {
        return same_number(said, &text_of(wanted));
    }
    if let Value::Time(time) = wanted {
        let said = Kind::Time.read(said).ok().or_else(|| {
            // Without a zone it is in UTC.
            Kind::Time.read(&format!("{said}Z")).ok()
        });
        return matches!(said, Some(Value::Time(said)) if said.timestamp() == time.timestamp());
    }
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    bare(said).eq_ignore_ascii_case(&bare(&text_of(wanted)))
}

/// Whether two spellings are one phone number: with or without the country, a trunk zero or
/// separators.
fn same_number(one: &str, other: &str) -> bool {
    let digits = |text: &str| -> String {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').to_owned()
    };
    let (one, other) = (digits(one), digits(other));
    let ends = |long: &str, short: &str| short.len() >= ENOUGH_DIGITS && long.ends_with(short);
    !one.is_empty() && (one == other || ends(&one, &other) || ends(&other, &one))
}

/// A field of a row, of several names split by `|` the first that holds something.
pub(super) fn field<'a>(row: &'a Map<String, Json>, names: &str) -> Option<Cow<'a, str>> {
    let mut names = names.split('|');
    names.find_map(|name| {
        let text = scalar(find(row, name)?)?;
        (!text.is_empty()).then_some(text)
    })
}

/// Whether any of the fields, of several names split by `|`, means a value.
pub(super) fn any_means(of: &str, wanted: &Value, text: impl Fn(&str) -> Option<String>) -> bool {
    of.split('|')
        .filter_map(text)
        .any(|said| means(&said, wanted))
}

/// The value that a template stands for: a parameter's own, or the text that is made of several.
/// Nothing where a parameter was left out: then it says nothing.
pub(super) fn value_of(template: &super::request::Template, args: &Record) -> Option<Value> {
    let there = |name: &str| args.get(name).filter(|value| **value != Value::Nothing);
    match template.only_param() {
        Some(name) => there(name).cloned(),
        None => template
            .fill(|name| Some(text_of(there(name)?).into_owned()))
            .map(Value::text),
    }
}

/// How many objects anywhere in a body hold all of these values, whatever their fields are called.
pub(super) fn mentions(body: &Json, wanted: &[Value]) -> usize {
    match body {
        Json::Object(fields) => {
            let holds = |wanted: &Value| {
                let mut texts = fields.values().filter_map(scalar);
                texts.any(|text| means(&text, wanted))
            };
            let here = usize::from(!wanted.is_empty() && wanted.iter().all(holds));
            here + fields
                .values()
                .map(|inner| mentions(inner, wanted))
                .sum::<usize>()
        }
        Json::Array(items) => items.iter().map(|item| mentions(item, wanted)).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn phone(text: &str) -> Value {
        Kind::PhoneNumber.read(text).unwrap()
    }

    #[test]
    fn a_phone_number_is_known_in_every_form() {
        for (said, same) in [
            ("+12025550100", true),
            ("12025550100", true),
            ("2025550100", true),
            ("(202) 555-0100", true),
            ("0012025550100", true),
            ("+12025550101", false),
            ("5550100", true),
            ("0100", false),
            ("", false),
        ] {
            assert_eq!(means(said, &phone("+12025550100")), same, "{said}");
        }
        assert!(means("020 7946 0958", &phone("+442079460958")));
        assert!(!means("Ada", &phone("+442079460958")));
    }

    #[test]
    fn a_time_is_known_in_every_zone_and_other_values_by_their_text() {
        let time = Kind::Time.read("2026-12-01T09:00:00+01:00").unwrap();
        assert!(means("2026-12-01T08:00:00Z", &time));
        assert!(means("2026-12-01T08:00:00", &time));
        assert!(!means("2026-12-01T09:00:00Z", &time));
        assert!(!means("soon", &time));
        assert!(means("available", &Value::text("Available")));
        assert!(means("4021", &Value::number(4021)));
        assert!(means("WorkItem", &Value::text("Work Item")));
    }

    #[test]
    fn values_are_found_together_wherever_they_stand() {
        let body = json!({ "customData": [
            { "key": "colour", "data": "red" },
            { "key": "size", "data": "colour" },
        ]});
        let texts =
            |texts: &[&str]| -> Vec<Value> { texts.iter().map(|t| Value::text(*t)).collect() };
        assert_eq!(mentions(&body, &texts(&["colour", "red"])), 1);
        assert_eq!(mentions(&body, &texts(&["colour"])), 2);
        assert_eq!(mentions(&body, &texts(&["size", "red"])), 0);
        assert_eq!(mentions(&body, &[]), 0);
    }
}
