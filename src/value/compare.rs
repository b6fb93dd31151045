//! Equality and order as people mean them.

use super::{Kind, Mark, Text, Value, phone_number};
use std::borrow::Cow;
use std::cmp::Ordering;

impl Value {
    /// `=`: phone numbers however they are written, an id however it is typed. `Err` where the two
    /// can never be equal because of their kinds.
    pub fn equals(&self, other: &Value) -> Result<bool, String> {
        match (self, other) {
            (Self::Nothing, _) | (_, Self::Nothing) => Ok(self == other),
            (Self::Text(a), Self::Text(b)) => Ok(texts(a, b)),
            (Self::List(a), Self::List(b)) => lists(a, b),
            (Self::Record(a), Self::Record(b)) => {
                let same = a.len() == b.len() && a.keys().all(|name| b.contains_key(name));
                Ok(same && pairs(a.iter().map(|(name, value)| (value, &b[name])))?)
            }
            (Self::Number(number), Self::Text(text)) | (Self::Text(text), Self::Number(number)) => {
                Ok(*number.normalize().to_string() == *text.text)
            }
            _ => Ok(self.order(other)? == Ordering::Equal),
        }
    }

    /// `<` and the rest: numbers, times, dates, clocks, durations and texts. `Err` says why two
    /// values have no order.
    pub fn order(&self, other: &Value) -> Result<Ordering, String> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Ok(a.cmp(b)),
            (Self::Time(a), Self::Time(b)) => Ok(a.timestamp().cmp(&b.timestamp())),
            (Self::Date(a), Self::Date(b)) => Ok(a.cmp(b)),
            (Self::Clock(a), Self::Clock(b)) => Ok(a.cmp(b)),
            (Self::Duration(a), Self::Duration(b)) => Ok(a.cmp(b)),
            (Self::YesNo(a), Self::YesNo(b)) => Ok(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Ok(a.text.cmp(&b.text)),
            (Self::Text(text), other) => Ok(read(text, other)?.order(other)?),
            (other, Self::Text(text)) => Ok(other.order(&read(text, other)?)?),
            _ => Err(no_order(self, other)),
        }
    }

    /// `in`: an item of a list, a part of a text.
    pub fn is_in(&self, other: &Value) -> Result<bool, String> {
        match (self, other) {
            (_, Self::List(items)) => {
                let mut found = false;
                for item in items.iter() {
                    found |= self.equals(item)?;
                }
                Ok(found)
            }
            (Self::Text(part), Self::Text(whole)) => Ok(whole.text.contains(&*part.text)),
            _ => Err(format!("`in` needs a list, not a {}", other.kind())),
        }
    }
}

fn texts(a: &Text, b: &Text) -> bool {
    if a.text == b.text {
        return true;
    }
    let phone = a.mark == Mark::PhoneNumber || b.mark == Mark::PhoneNumber;
    phone && normal(a) == normal(b)
}

/// A phone number in its one spelling, where it is one.
pub(super) fn normal(text: &Text) -> Cow<'_, str> {
    match phone_number(&text.text) {
        Ok(number) => Cow::Owned(number),
        Err(_) => Cow::Borrowed(&text.text),
    }
}

fn lists(a: &[Value], b: &[Value]) -> Result<bool, String> {
    Ok(a.len() == b.len() && pairs(a.iter().zip(b))?)
}

fn pairs<'a>(mut pairs: impl Iterator<Item = (&'a Value, &'a Value)>) -> Result<bool, String> {
    pairs.try_fold(true, |same, (a, b)| Ok(same && a.equals(b)?))
}

/// A text that stands beside a value of another kind, read as one of that kind.
fn read(text: &Text, beside: &Value) -> Result<Value, String> {
    let kind = beside.kind();
    let no = || no_order(&Value::Text(text.clone()), beside);
    match kind {
        Kind::List(_) | Kind::Record(_) | Kind::Any => Err(no()),
        kind => kind.read(&text.text).map_err(|_| no()),
    }
}

fn no_order(a: &Value, b: &Value) -> String {
    match (a, b) {
        (Value::Nothing, _) | (_, Value::Nothing) => {
            "the value is missing: the system did not return it".into()
        }
        _ => format!("a {} and a {} cannot be compared", a.kind(), b.kind()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(text: &str) -> Value {
        Value::Text(Text::marked(text, Mark::PhoneNumber))
    }

    #[test]
    fn things_are_equal_as_people_mean_it() {
        for (a, b, expected) in [
            (
                phone("+442079460000"),
                Value::text("+44 20 7946 0000"),
                true,
            ),
            (
                phone("+442079460000"),
                Value::text("+44 20 7946 0001"),
                false,
            ),
            (Value::text("4021"), Value::number(4021), true),
            (Value::text("04021"), Value::number(4021), false),
            (Value::Nothing, Value::text(""), false),
            (
                Value::list([Value::number(1)]),
                Value::list([Value::text("1")]),
                true,
            ),
        ] {
            assert_eq!(a.equals(&b), Ok(expected), "{a} = {b}");
        }
        let two = Kind::Time
            .read("2026-12-01T09:00:00+01:00")
            .expect("a time");
        let one = Kind::Time.read("2026-12-01T08:00:00Z").expect("a time");
        assert_eq!(one.equals(&two), Ok(true));
    }

    #[test]
    fn kinds_that_have_no_order_say_so() {
        let problem = Value::number(1).order(&Value::YesNo(true));
        assert_eq!(
            problem,
            Err("a number and a yes/no cannot be compared".into())
        );
        let hour = Kind::Duration.read("1h").expect("a duration");
        let minutes = Kind::Duration.read("60m").expect("a duration");
        assert_eq!(hour.order(&minutes), Ok(Ordering::Equal));
        assert_eq!(hour.order(&Value::text("30m")), Ok(Ordering::Greater));
        assert!(hour.order(&Value::text("soon")).is_err());
        assert!(Value::Nothing.order(&Value::number(1)).is_err());
    }

    #[test]
    fn in_looks_into_lists_and_texts() {
        let list = Value::list([Value::text("a"), Value::number(7)]);
        assert_eq!(Value::text("7").is_in(&list), Ok(true));
        assert_eq!(Value::text("b").is_in(&list), Ok(false));
        assert_eq!(Value::text("b").is_in(&Value::text("abc")), Ok(true));
        assert!(Value::text("b").is_in(&Value::number(1)).is_err());
    }
}
