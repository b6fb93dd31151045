//! JSON, both ways. Systems send numbers as texts and texts as numbers: both are read.

use super::{Field, Kind, Record, Text, Value, phone_number, read};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use std::sync::Arc;

impl Value {
    /// Reads what a system or a host program sent as a value of `kind`. `null`, and an empty text
    /// where no text is wanted, are nothing. A time without a zone is taken as UTC.
    pub fn from_json(json: &Json, kind: &Kind) -> Result<Self, String> {
        match (json, kind) {
            (Json::Null, _) => Ok(Self::Nothing),
            (_, Kind::Any) => Ok(natural(json)),
            (Json::Array(items), Kind::List(of)) => {
                let items = items.iter().map(|item| Self::from_json(item, of));
                items.collect::<Result<Vec<_>, _>>().map(Self::list)
            }
            (Json::Object(_), Kind::Record(None)) => Ok(natural(json)),
            (Json::Object(fields), Kind::Record(Some(known))) => record(fields, known),
            (Json::Array(_) | Json::Object(_), _) => Err(format!("expected {}", kind.wanted())),
            (Json::Bool(yes), Kind::YesNo) => Ok(Self::YesNo(*yes)),
            (Json::Number(number), Kind::YesNo) => match number.as_i64() {
                Some(0) => Ok(Self::YesNo(false)),
                Some(1) => Ok(Self::YesNo(true)),
                _ => Err(format!("expected {}", kind.wanted())),
            },
            (Json::Number(number), Kind::Duration) => seconds(number),
            (Json::String(text), _) => from_text(text, kind),
            (scalar, _) => from_text(&scalar.to_string(), kind),
        }
    }

    /// As JSON: times, dates, clocks and durations as the texts that scripts write, whole numbers
    /// as numbers, others too unless that would lose digits.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Nothing => Json::Null,
            Self::YesNo(yes) => Json::Bool(*yes),
            Self::Number(number) => number_json(*number),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Record(fields) => Json::Object(fields.iter().map(field).collect()),
            other => Json::String(other.to_string()),
        }
    }
}

/// A field of a record as JSON.
pub(super) fn field((name, value): (&Arc<str>, &Value)) -> (String, Json) {
    (name.to_string(), value.to_json())
}

fn number_json(number: Decimal) -> Json {
    let number = number.normalize();
    if let Ok(whole) = i64::try_from(number)
        && number.is_integer()
    {
        return Json::from(whole);
    }
    let text = number.to_string();
    let float = text
        .parse::<f64>()
        .ok()
        .and_then(serde_json::Number::from_f64);
    match float {
        Some(float) if float.to_string() == text => Json::Number(float),
        _ => Json::String(text),
    }
}

/// A value as its JSON looks.
fn natural(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nothing,
        Json::Bool(yes) => Value::YesNo(*yes),
        Json::Number(number) => {
            exact(number).map_or_else(|| Value::text(number.to_string()), Value::Number)
        }
        Json::String(text) => Value::text(text.as_str()),
        Json::Array(items) => Value::list(items.iter().map(natural)),
        Json::Object(fields) => {
            let fields = fields.iter();
            Value::record(fields.map(|(name, value)| (name.as_str().into(), natural(value))))
        }
    }
}

fn exact(number: &serde_json::Number) -> Option<Decimal> {
    let text = number.to_string();
    text.parse()
        .or_else(|_| Decimal::from_scientific(&text))
        .ok()
}

fn seconds(number: &serde_json::Number) -> Result<Value, String> {
    let seconds = number.as_f64().filter(|seconds| seconds.abs() < 1e9);
    let seconds = seconds.ok_or("the duration is too long")?;
    let millis = (seconds * 1000.0).round() as i64;
    Ok(Value::Duration(jiff::SignedDuration::from_millis(millis)))
}

fn record(fields: &serde_json::Map<String, Json>, known: &[Field]) -> Result<Value, String> {
    let mut record = Record::with_capacity(fields.len());
    for (name, json) in fields {
        let field = known.iter().find(|field| *field.name == **name);
        let value = match field {
            None => natural(json),
            Some(field) => Value::from_json(json, &field.kind)
                .map_err(|problem| format!("`{name}`: {problem}"))?
                .with_mark(field.mark),
        };
        record.insert(name.as_str().into(), value);
    }
    Ok(Value::Record(Arc::new(record)))
}

fn from_text(text: &str, kind: &Kind) -> Result<Value, String> {
    match kind {
        Kind::Text | Kind::State | Kind::OneOf(_) => Ok(Value::text(text)),
        Kind::PhoneNumber => {
            let number = phone_number(text).unwrap_or_else(|_| text.to_owned());
            Ok(Value::Text(Text::marked(number, kind.mark())))
        }
        _ if text.trim().is_empty() => Ok(Value::Nothing),
        Kind::YesNo => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(Value::YesNo(true)),
            "false" | "0" => Ok(Value::YesNo(false)),
            _ => Err(format!("expected {}", kind.wanted())),
        },
        Kind::Number => number(text),
        Kind::Time => time(text),
        Kind::List(_) | Kind::Record(_) => Err(format!("expected {}", kind.wanted())),
        _ => kind.read(text),
    }
}

fn number(text: &str) -> Result<Value, String> {
    let scientific = || Decimal::from_scientific(text.trim()).ok();
    let number = read::number(text).ok().or_else(scientific);
    number
        .map(Value::Number)
        .ok_or_else(|| format!("expected {}", Kind::Number.wanted()))
}

/// With a zone, or without one and meant as UTC.
fn time(text: &str) -> Result<Value, String> {
    let zoned = read::time(text)
        .or_else(|problem| read::time(&format!("{}Z", text.trim())).map_err(|_| problem));
    zoned.map(|time| Value::Time(Box::new(time)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn systems_may_send_texts_for_numbers_and_numbers_for_texts() {
        for (json, kind, expected) in [
            (json!("4021"), Kind::Number, json!(4021)),
            (json!(1001), Kind::ContactId, json!("1001")),
            (json!("True"), Kind::YesNo, json!(true)),
            (json!(0), Kind::YesNo, json!(false)),
            (
                json!("2026-12-01T08:00:00.000Z"),
                Kind::Time,
                json!("2026-12-01T08:00:00Z"),
            ),
            (
                json!("2026-12-01T08:00:00"),
                Kind::Time,
                json!("2026-12-01T08:00:00Z"),
            ),
            (json!(90), Kind::Duration, json!("90s")),
            (json!(""), Kind::Number, Json::Null),
            (json!(1.5), Kind::Any, json!(1.5)),
            (
                json!({"a": [1, null]}),
                Kind::Record(None),
                json!({"a": [1, null]}),
            ),
        ] {
            let value = Value::from_json(&json, &kind).expect("it can be read");
            assert_eq!(value.to_json(), expected, "{json} as {kind}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_is_wanted() {
        let problem = Value::from_json(&json!("soon"), &Kind::Time).expect_err("no time");
        assert!(problem.contains("2026-12-01T09:00:00+01:00"), "{problem}");
        let problem = Value::from_json(&json!([1]), &Kind::Text).expect_err("no text");
        assert_eq!(problem, "expected a text");
    }

    #[test]
    fn fields_keep_their_marks() {
        let field = Field {
            name: "FirstName".into(),
            kind: Kind::Text,
            about: "".into(),
            mark: super::super::Mark::Personal,
        };
        let kind = Kind::Record(Some([field].into()));
        let value = Value::from_json(&json!({"FirstName": "Ada", "x": 1}), &kind).expect("read");
        assert_eq!(value.mark(), super::super::Mark::Personal);
    }

    #[test]
    fn no_digit_is_lost() {
        let value = Value::Number("0.1234567890123456789".parse().expect("a number"));
        assert_eq!(value.to_json(), json!("0.1234567890123456789"));
    }
}
