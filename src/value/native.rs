//! Values and a host program's own types, both ways.

use super::{Kind, Record, Value};
use jiff::{SignedDuration, Timestamp, ZonedDateTime, civil, tz::TimeZone};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A value that is not of the type that is wanted, or a type that the language has no value for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotOfValue(String);

impl NotOfValue {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }
}

impl fmt::Display for NotOfValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotOfValue {}

/// The value of anything that serialises: structs and maps are records.
///
/// # Errors
///
/// What cannot be written as JSON.
pub fn to_value(of: &impl Serialize) -> Result<Value, NotOfValue> {
    let json = serde_json::to_value(of).map_err(|error| NotOfValue(error.to_string()))?;
    Value::from_json(&json, &Kind::Any).map_err(NotOfValue)
}

impl Value {
    /// The value as a type of the host's own: a record as a struct, a list as a `Vec`. Times, dates
    /// and durations are texts, as scripts write them.
    ///
    /// # Errors
    ///
    /// What does not fit.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T, NotOfValue> {
        serde_json::from_value(self.to_json()).map_err(|error| NotOfValue(error.to_string()))
    }

    fn is_not(&self, wanted: &str) -> NotOfValue {
        NotOfValue(format!("expected {wanted}, but this is a {}", self.kind()))
    }
}

macro_rules! from_whole {
    ($($number:ty),*) => {$(
        impl From<$number> for Value {
            fn from(number: $number) -> Self {
                Self::Number(number.into())
            }
        }

        impl TryFrom<&Value> for $number {
            type Error = NotOfValue;

            fn try_from(value: &Value) -> Result<Self, NotOfValue> {
                match value {
                    Value::Number(number) if number.is_integer() => (*number)
                        .try_into()
                        .map_err(|_| NotOfValue(format!("{number} is too large or too small"))),
                    other => Err(other.is_not("a whole number")),
                }
            }
        }
    )*};
}

from_whole!(i32, i64, u8, u16, u32, u64, usize);

macro_rules! from_and_into {
    ($($host:ty, $variant:ident, $wanted:literal;)*) => {$(
        impl From<$host> for Value {
            fn from(value: $host) -> Self {
                Self::$variant(value)
            }
        }

        impl TryFrom<&Value> for $host {
            type Error = NotOfValue;

            fn try_from(value: &Value) -> Result<Self, NotOfValue> {
                match value {
                    Value::$variant(value) => Ok(value.clone()),
                    other => Err(other.is_not($wanted)),
                }
            }
        }
    )*};
}

from_and_into! {
    bool, YesNo, "a yes/no value";
    Decimal, Number, "a number";
    civil::Date, Date, "a date";
    civil::Time, Clock, "a time of day";
    SignedDuration, Duration, "a duration";
}

macro_rules! from_text {
    ($($text:ty),*) => {$(
        impl From<$text> for Value {
            fn from(text: $text) -> Self {
                Self::text(text)
            }
        }
    )*};
}

from_text!(&str, String, Arc<str>);

impl TryFrom<&Value> for String {
    type Error = NotOfValue;

    fn try_from(value: &Value) -> Result<Self, NotOfValue> {
        let text = value.as_text().ok_or_else(|| value.is_not("a text"))?;
        Ok(text.to_owned())
    }
}

impl TryFrom<f64> for Value {
    type Error = NotOfValue;

    fn try_from(number: f64) -> Result<Self, NotOfValue> {
        let decimal = Decimal::try_from(number);
        decimal.map(Self::Number).map_err(|_| {
            NotOfValue(format!(
                "{number} is outside the range of numbers in a flow"
            ))
        })
    }
}

impl From<ZonedDateTime> for Value {
    fn from(time: ZonedDateTime) -> Self {
        Self::Time(Box::new(time))
    }
}

impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        time.to_zoned_datetime(TimeZone::UTC).into()
    }
}

impl TryFrom<&Value> for ZonedDateTime {
    type Error = NotOfValue;

    fn try_from(value: &Value) -> Result<Self, NotOfValue> {
        match value {
            Value::Time(time) => Ok((**time).clone()),
            other => Err(other.is_not("a time")),
        }
    }
}

/// To the millisecond; the longest that a script can hold where it is longer.
impl From<Duration> for Value {
    fn from(duration: Duration) -> Self {
        Self::Duration(duration.try_into().unwrap_or(SignedDuration::MAX))
    }
}

impl From<Record> for Value {
    fn from(record: Record) -> Self {
        Self::Record(Arc::new(record))
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::list(items.into_iter().map(Into::into))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Ticket {
        number: u32,
        contact: String,
        notes: Option<String>,
        tags: Vec<String>,
    }

    #[test]
    fn a_struct_of_the_host_becomes_a_record_and_comes_back() {
        let ticket = Ticket {
            number: 7,
            contact: "0042".into(),
            notes: None,
            tags: vec!["vip".into()],
        };
        let value = to_value(&ticket).expect("a record");
        assert_eq!(value.to::<Ticket>(), Ok(ticket));
        let wrong = value.to::<Vec<String>>().expect_err("no list");
        assert!(wrong.to_string().contains("sequence"), "{wrong}");
    }

    #[test]
    fn what_does_not_fit_is_said() {
        for (problem, part) in [
            (u8::try_from(&Value::from(300)).map(drop), "too large"),
            (
                i64::try_from(&Value::from("7")).map(drop),
                "expected a whole number",
            ),
            (
                bool::try_from(&Value::from(1)).map(drop),
                "expected a yes/no value",
            ),
            (
                String::try_from(&Value::Nothing).map(drop),
                "expected a text",
            ),
            (Value::try_from(f64::NAN).map(drop), "outside the range"),
        ] {
            let problem = problem.expect_err(part).to_string();
            assert!(problem.contains(part), "{problem}");
        }
    }

    #[test]
    fn what_fits_comes_back() {
        let half = Value::try_from(0.5).expect("a number");
        assert_eq!(Decimal::try_from(&half), Ok(Decimal::new(5, 1)));
        assert_eq!(u64::try_from(&Value::from(u64::MAX)), Ok(u64::MAX));
        let pause = Value::from(Duration::from_secs(90));
        assert_eq!(
            SignedDuration::try_from(&pause),
            Ok(SignedDuration::from_secs(90))
        );
        assert_eq!(Value::from(vec![1, 2]).to::<Vec<u8>>(), Ok(vec![1, 2]));
        assert_eq!(Value::from(None::<bool>), Value::Nothing);
    }
}
