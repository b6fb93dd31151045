//! `+ - * /`: exact for numbers, and as the calendar has it for times.

use super::Value;
use jiff::SignedDuration;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::sync::Arc;

/// The most items of a list that is put together.
const MOST_ITEMS: usize = 100_000;

const TOO_LARGE: &str = "the result is too large";
const TOO_FAR: &str = "the result is too far away in time";
const BY_ZERO: &str = "this divides by zero";

impl Value {
    /// `+`: numbers, durations, a time and a duration, two lists. `Err` says what to write instead.
    pub fn add(&self, other: &Value) -> Result<Value, String> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => number(a.checked_add(*b)),
            (Self::Duration(a), Self::Duration(b)) => duration(a.checked_add(*b)),
            (Self::Time(time), Self::Duration(by)) | (Self::Duration(by), Self::Time(time)) => {
                let moved = time.checked_add(*by).map_err(|_| TOO_FAR)?;
                Ok(Self::Time(Box::new(moved)))
            }
            (Self::List(a), Self::List(b)) => joined(a, b),
            (Self::Text(_), _) | (_, Self::Text(_)) => {
                Err("`+` does not join texts; write one text: \"{A}{B}\"".into())
            }
            _ => Err(cannot("add", self, other)),
        }
    }

    /// `-`: numbers, durations, a time and a duration, two times (which gives a duration).
    pub fn subtract(&self, other: &Value) -> Result<Value, String> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => number(a.checked_sub(*b)),
            (Self::Duration(a), Self::Duration(b)) => duration(a.checked_sub(*b)),
            (Self::Time(a), Self::Time(b)) => Ok(Self::Duration(a.duration_since(b))),
            (Self::Time(time), Self::Duration(by)) => {
                let moved = time.checked_sub(*by).map_err(|_| TOO_FAR)?;
                Ok(Self::Time(Box::new(moved)))
            }
            _ => Err(cannot("subtract", self, other)),
        }
    }

    /// `*`: numbers, a duration and a number.
    pub fn multiply(&self, other: &Value) -> Result<Value, String> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => number(a.checked_mul(*b)),
            (Self::Duration(span), Self::Number(times))
            | (Self::Number(times), Self::Duration(span)) => {
                scale(*span, |ms| ms.checked_mul(*times))
            }
            _ => Err(cannot("multiply", self, other)),
        }
    }

    /// Whether it is a number or a duration, and nothing can be divided by it.
    pub fn is_zero(&self) -> bool {
        match self {
            Self::Number(number) => number.is_zero(),
            Self::Duration(duration) => duration.is_zero(),
            _ => false,
        }
    }

    /// `/`: numbers, a duration by a number, two durations (which gives a number).
    pub fn divide(&self, other: &Value) -> Result<Value, String> {
        match (self, other) {
            (_, by) if by.is_zero() => Err(BY_ZERO.into()),
            (Self::Number(a), Self::Number(b)) => number(a.checked_div(*b)),
            (Self::Duration(span), Self::Number(by)) => scale(*span, |ms| ms.checked_div(*by)),
            (Self::Duration(a), Self::Duration(b)) => number(millis(*a).checked_div(millis(*b))),
            _ => Err(cannot("divide", self, other)),
        }
    }
}

fn joined(a: &Arc<Vec<Value>>, b: &Arc<Vec<Value>>) -> Result<Value, String> {
    check_items(a.len().saturating_add(b.len()))?;
    Ok(match (a.is_empty(), b.is_empty()) {
        (_, true) => Value::List(a.clone()),
        (true, _) => Value::List(b.clone()),
        _ => Value::list(a.iter().chain(b.iter()).cloned()),
    })
}

/// A list that a flow puts together has an end, as everything has.
pub(super) fn check_items(count: usize) -> Result<(), String> {
    match count > MOST_ITEMS {
        true => Err(format!(
            "the list would have {count} items; the limit is {MOST_ITEMS}"
        )),
        false => Ok(()),
    }
}

fn number(result: Option<Decimal>) -> Result<Value, String> {
    result.map(Value::Number).ok_or_else(|| TOO_LARGE.into())
}

fn duration(result: Option<SignedDuration>) -> Result<Value, String> {
    result.map(Value::Duration).ok_or_else(|| TOO_LARGE.into())
}

fn millis(duration: SignedDuration) -> Decimal {
    Decimal::from(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}

fn scale(span: SignedDuration, by: impl Fn(Decimal) -> Option<Decimal>) -> Result<Value, String> {
    let scaled = by(millis(span)).and_then(|millis| millis.round().to_i64());
    duration(scaled.map(SignedDuration::from_millis))
}

fn cannot(verb: &str, a: &Value, b: &Value) -> String {
    let nothing = |value: &Value| *value == Value::Nothing;
    if nothing(a) || nothing(b) {
        return "the value is missing: the system did not return it".into();
    }
    if let (Value::Date(day), Value::Duration(_)) = (a, b) {
        return format!("a date has no time of day; start with a time, like {day}T09:00:00+01:00");
    }
    match verb {
        "subtract" => format!("a {} cannot be subtracted from a {}", b.kind(), a.kind()),
        "divide" => format!("a {} cannot be divided by a {}", a.kind(), b.kind()),
        _ => format!("a {} and a {} cannot be {verb}ed", a.kind(), b.kind()).replace("yed", "ied"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Kind;

    fn value(text: &str) -> Value {
        let kinds = [Kind::Number, Kind::Duration, Kind::Time, Kind::Date];
        let mut read = kinds.iter().filter_map(|kind| kind.read(text).ok());
        read.next().unwrap_or_else(|| Value::text(text))
    }

    fn done(text: &str) -> String {
        let parts: Vec<&str> = text.split(' ').collect();
        let (a, b) = (value(parts[0]), value(parts[2]));
        let result = match parts[1] {
            "+" => a.add(&b),
            "-" => a.subtract(&b),
            "*" => a.multiply(&b),
            _ => a.divide(&b),
        };
        result.map_or_else(|problem| format!("! {problem}"), |value| value.to_string())
    }

    #[test]
    fn sums_come_out() {
        for (sum, expected) in [
            ("0.1 + 0.2", "0.3"),
            ("2h + 30m", "150m"),
            ("30m - 2h", "-90m"),
            ("2s * 3", "6s"),
            ("3 * 2s", "6s"),
            ("1h / 4", "15m"),
            ("1h / 15m", "4"),
            ("2026-12-01T09:00:00Z + 2h", "2026-12-01T11:00:00Z"),
            ("2026-12-01T09:00:00Z - 2026-12-01T08:30:00Z", "30m"),
            ("1 / 0", "! this divides by zero"),
            ("1h / 0", "! this divides by zero"),
            ("1h / 0s", "! this divides by zero"),
            (
                "a + b",
                "! `+` does not join texts; write one text: \"{A}{B}\"",
            ),
            (
                "79228162514264337593543950335 + 1",
                "! the result is too large",
            ),
            (
                "1 * 2026-12-01",
                "! a number and a date cannot be multiplied",
            ),
            (
                "2026-12-01T09:00:00Z - 1",
                "! a number cannot be subtracted from a time",
            ),
        ] {
            assert_eq!(done(sum), expected, "{sum}");
        }
    }

    #[test]
    fn a_day_is_24_hours_across_a_clock_change() {
        let before = value("2026-03-28T12:00:00+01:00[Europe/Rome]");
        let after = before.add(&value("1d")).expect("a time");
        assert_eq!(after.to_string(), "2026-03-29T13:00:00+02:00");
    }
}
