//! Values as text: what `{Name}` in a text and `text(…)` give.

use super::{Text, Value};
use jiff::SignedDuration;
use std::fmt;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::YesNo(yes) => write!(f, "{yes}"),
            Self::Number(number) => write!(f, "{}", number.normalize()),
            Self::Text(Text { text, .. }) => f.write_str(text),
            Self::Time(time) => say_time(time, f),
            Self::Date(date) => write!(f, "{date}"),
            Self::Clock(clock) if clock.second() == 0 => write!(f, "{}", clock.strftime("%H:%M")),
            Self::Clock(clock) => write!(f, "{}", clock.strftime("%H:%M:%S")),
            Self::Duration(duration) => f.write_str(&duration_text(*duration)),
            Self::List(items) => say_list(items, f),
            Self::Record(fields) => {
                let json =
                    serde_json::Value::Object(fields.iter().map(super::json::field).collect());
                write!(f, "{json}")
            }
        }
    }
}

fn say_time(time: &jiff::Zoned, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let utc = time.offset().is_zero();
    let form = match (time.subsec_nanosecond() == 0, utc) {
        (true, true) => "%Y-%m-%dT%H:%M:%SZ",
        (true, false) => "%Y-%m-%dT%H:%M:%S%:z",
        (false, true) => "%Y-%m-%dT%H:%M:%S%.fZ",
        (false, false) => "%Y-%m-%dT%H:%M:%S%.f%:z",
    };
    write!(f, "{}", time.strftime(form))
}

fn say_list(items: &[Value], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("[")?;
    for (index, item) in items.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    f.write_str("]")
}

/// A duration as a script writes it, in the largest unit that fits: `4h`, `90m`, `1500ms`.
pub fn duration_text(duration: SignedDuration) -> String {
    const UNITS: [(i128, &str); 4] = [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "m"),
        (1_000, "s"),
    ];
    let millis = duration.as_millis();
    if millis == 0 {
        return "0s".into();
    }
    let fits = UNITS.iter().find(|(unit, _)| millis % unit == 0);
    let (unit, name) = fits.copied().unwrap_or((1, "ms"));
    format!("{}{name}", millis / unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Kind;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    proptest! {
        #[test]
        fn durations_are_read_as_they_are_said(millis in -100_000_000_000i64..100_000_000_000) {
            let value = Value::Duration(SignedDuration::from_millis(millis));
            prop_assert_eq!(Kind::Duration.read(&value.to_string()), Ok(value));
        }

        #[test]
        fn numbers_are_read_as_they_are_said(digits in any::<i64>(), scale in 0u32..10) {
            let value = Value::Number(Decimal::new(digits, scale));
            let read = Kind::Number.read(&value.to_string());
            prop_assert_eq!(read.and_then(|read| read.equals(&value)), Ok(true));
        }

        #[test]
        fn times_are_read_as_they_are_said(second in -2_000_000_000i64..4_000_000_000, hours in -12i8..14) {
            let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(hours));
            let time = jiff::Timestamp::from_second(second).expect("in range").to_zoned(zone);
            let value = Value::Time(Box::new(time));
            prop_assert_eq!(Kind::Time.read(&value.to_string()), Ok(value));
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,40}") {
            for (_, kind) in Kind::NAMED {
                let _ = kind.read(&text);
            }
        }

        #[test]
        fn a_value_is_the_same_after_json(digits in any::<i64>(), scale in 0u32..10, text in ".*") {
            let values = [
                (Kind::Number, Value::Number(Decimal::new(digits, scale))),
                (Kind::Text, Value::text(text)),
            ];
            for (kind, value) in values {
                let back = Value::from_json(&value.to_json(), &kind);
                prop_assert_eq!(back.and_then(|back| back.equals(&value)), Ok(true));
            }
        }
    }
}
