//! Makes a value of the kind that is wanted, where that can be done without guessing.

use super::{Kind, Mark, Record, Text, Value};
use std::sync::Arc;

impl Value {
    /// This value as one of `kind`: a number becomes the text of an id, a text is read. `Err` says
    /// what is wanted.
    pub fn convert(&self, kind: &Kind) -> Result<Value, String> {
        match (self, kind) {
            (_, Kind::Any) => Ok(self.clone()),
            (Self::Nothing, _) => Err("the value is missing: the system did not return it".into()),
            (Self::Text(text), _) => from_text(text, kind),
            (Self::List(items), Kind::List(of)) => list(items, of),
            (Self::Record(fields), Kind::Record(_)) => record(fields, kind),
            (Self::List(_) | Self::Record(_), _) => Err(wanted(self, kind)),
            (Self::Number(number), kind) if kind.is_id() => {
                let number = number.normalize();
                if number.is_integer() && !number.is_sign_negative() {
                    return kind.read(&number.to_string());
                }
                Err(format!("a {kind} must be a whole number or a text"))
            }
            (Self::Number(_), Kind::PhoneNumber) => Err(
                "write a phone number as text, in quotes: it begins with `+` and its country code"
                    .into(),
            ),
            (scalar, Kind::Text) => Ok(Value::text(scalar.to_string())),
            (Self::YesNo(_), Kind::YesNo)
            | (Self::Number(_), Kind::Number)
            | (Self::Time(_), Kind::Time)
            | (Self::Date(_), Kind::Date)
            | (Self::Clock(_), Kind::Clock)
            | (Self::Duration(_), Kind::Duration) => Ok(self.clone()),
            _ => Err(wanted(self, kind)),
        }
    }

    /// Whether a value of kind `from` can ever become one of kind `to`, for the checker. What is
    /// not known fits.
    pub fn may_convert(from: &Kind, to: &Kind) -> bool {
        use Kind::*;
        match (from, to) {
            (Any, _) | (_, Any) => true,
            (from, to) if from == to => true,
            (List(from), List(to)) => Self::may_convert(from, to),
            (Record(_), Record(_)) => true,
            (List(_) | Record(_), _) | (_, List(_) | Record(_)) => false,
            (Secret, _) => false,
            (Text, _) | (_, Text) => true,
            (Number, to) => to.is_id(),
            (OneOf(from), OneOf(to)) => from.iter().any(|name| to.contains(name)),
            (State | OneOf(_), State | OneOf(_)) => true,
            (AgentId, SecurityUser) => true,
            (ContactId, DialogId) | (DialogId, ContactId) => true,
            _ => false,
        }
    }
}

fn from_text(text: &Text, kind: &Kind) -> Result<Value, String> {
    let value = match kind {
        Kind::Text => Value::Text(text.clone()),
        Kind::Number if text.mark == Mark::PhoneNumber => {
            return Err("a phone number is a text, not a `number`".into());
        }
        _ => kind.read_exactly(&text.text)?,
    };
    Ok(value.with_mark(text.mark))
}

fn list(items: &[Value], of: &Kind) -> Result<Value, String> {
    let mut converted = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let item = item.convert(of);
        converted.push(item.map_err(|problem| format!("item {}: {problem}", index + 1))?);
    }
    Ok(Value::list(converted))
}

fn record(fields: &Record, kind: &Kind) -> Result<Value, String> {
    let mut converted = Record::with_capacity(fields.len());
    for (name, value) in fields {
        let value = match kind.field(name) {
            Some(field) if *value != Value::Nothing => value
                .convert(&field.kind)
                .map_err(|problem| format!("`{name}`: {problem}"))?
                .with_mark(field.mark),
            _ => value.clone(),
        };
        converted.insert(name.clone(), value);
    }
    Ok(Value::Record(Arc::new(converted)))
}

fn wanted(value: &Value, kind: &Kind) -> String {
    format!("this is a {}, and expected {}", value.kind(), kind.wanted())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_ids() {
        let id = Value::number(1001).convert(&Kind::ContactId);
        assert_eq!(id, Ok(Value::text("1001")));
        for odd in ["-1", "1.5"] {
            let number = Value::Number(odd.parse().expect("a number"));
            assert!(number.convert(&Kind::ContactId).is_err(), "{odd}");
        }
    }

    #[test]
    fn impossible_values_say_what_is_wanted() {
        for (value, kind, part) in [
            (Value::text("12"), Kind::PhoneNumber, "begins with `+`"),
            (Value::number(12), Kind::PhoneNumber, "as text"),
            (Value::text("tomorrow"), Kind::Time, "with its zone"),
            (
                Value::number(5),
                Kind::Time,
                "this is a number, and expected a time",
            ),
            (Value::Nothing, Kind::Text, "the value is missing"),
            (Value::text(""), Kind::ContactId, "empty"),
            (
                Value::number(5),
                Kind::OneOf(["Held".into()].into()),
                "exactly one of",
            ),
        ] {
            let problem = value.convert(&kind).expect_err("it cannot be");
            assert!(problem.contains(part), "{problem}");
        }
    }

    #[test]
    fn marks_stay() {
        let name = Value::Text(Text::marked("7", Mark::Personal));
        let id = name.convert(&Kind::AgentId).expect("an id");
        assert_eq!(id.mark(), Mark::Personal);
        let phone = Value::text("+1 202 555 0199")
            .convert(&Kind::PhoneNumber)
            .expect("a number");
        assert_eq!(phone.mark(), Mark::PhoneNumber);
        assert_eq!(phone.as_text(), Some("+12025550199"));
    }
}
