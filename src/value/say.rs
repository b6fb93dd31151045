//! Values as text: what `{Name}` in a text and `text(…)` give.

use super::{Mark, Text, TextBuilder, Value};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ZonedDateTime};
use std::fmt;

impl Value {
    /// The value as a text that keeps its marks, in the exact form that a script writes.
    pub fn said(&self) -> Text {
        let mut text = TextBuilder::new();
        self.say_into(&mut text);
        text.build()
    }

    /// Adds it to a text, in the exact form.
    pub fn say_into(&self, text: &mut TextBuilder) {
        self.say(text, None);
    }

    /// Adds it to a text that people read: durations in words, times in this zone to the second.
    pub fn tell_into(&self, text: &mut TextBuilder, zone: &TimeZone) {
        self.say(text, Some(zone));
    }

    /// Adds it to what names an action: in the exact form, but a time to the second. What is computed
    /// from `now` has nine places behind it.
    pub fn name_into(&self, text: &mut TextBuilder) {
        match self {
            Self::Time(time) => {
                text.words(&to_the_second(time).to_string());
            }
            other => other.say_into(text),
        }
    }

    fn say(&self, text: &mut TextBuilder, zone: Option<&TimeZone>) {
        match (self, zone) {
            (Self::Text(part), _) => {
                text.text(part);
            }
            (Self::List(items), _) => {
                text.words("[");
                for (index, item) in items.iter().enumerate() {
                    text.words(if index == 0 { "" } else { ", " });
                    item.say(text, zone);
                }
                text.words("]");
            }
            (Self::Record(_), _) => self.say_json(text),
            (Self::Duration(duration), Some(_)) => {
                text.words(&duration_words(*duration));
            }
            (Self::Time(time), Some(zone)) => {
                let here = time.timestamp().to_zoned_datetime(zone.clone());
                text.words(&to_the_second(&here).to_string());
            }
            (plain, _) => {
                text.words(&plain.to_string());
            }
        }
    }

    /// Its JSON, in which each text keeps its mark.
    fn say_json(&self, text: &mut TextBuilder) {
        match self {
            Self::Text(part) => {
                text.words("\"");
                for (piece, mark) in part.parts() {
                    text.marked(&json_inside(piece), mark);
                }
                text.words("\"");
            }
            Self::List(items) => {
                text.words("[");
                for (index, item) in items.iter().enumerate() {
                    text.words(if index == 0 { "" } else { "," });
                    item.say_json(text);
                }
                text.words("]");
            }
            Self::Record(fields) => {
                text.words("{");
                for (index, (name, value)) in fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    text.words(&format!("{comma}\"{}\":", json_inside(name)));
                    value.say_json(text);
                }
                text.words("}");
            }
            plain => {
                text.words(&plain.to_json().to_string());
            }
        }
    }

    /// What is wrong with this value, in words that may repeat it.
    pub fn about(&self, problem: String) -> Text {
        match self.mark().is_hidden() {
            true => Text::marked(problem, Mark::Foreign),
            false => Text::plain(problem),
        }
    }
}

fn json_inside(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

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

fn say_time(time: &ZonedDateTime, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

/// A time without what is behind its second.
fn to_the_second(time: &ZonedDateTime) -> Value {
    let second = time.round(jiff::Unit::Second);
    Value::Time(Box::new(second.unwrap_or_else(|_| time.clone())))
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

/// A duration as people say it: `5h`, `1d 2h`, `1m 30s`.
pub fn duration_words(duration: SignedDuration) -> String {
    const UNITS: [(u128, &str); 5] = [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "m"),
        (1_000, "s"),
        (1, "ms"),
    ];
    let millis = duration.as_millis();
    let mut left = millis.unsigned_abs();
    let mut words = Vec::new();
    for (unit, name) in UNITS {
        if left >= unit {
            words.push(format!("{}{name}", left / unit));
            left %= unit;
        }
    }
    let sign = if millis < 0 { "-" } else { "" };
    match words.is_empty() {
        true => "0s".into(),
        false => format!("{sign}{}", words.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Kind;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    #[test]
    fn durations_in_texts_are_said_in_words() {
        for (millis, words) in [
            (0, "0s"),
            (18_000_000, "5h"),
            (93_600_000, "1d 2h"),
            (90_000, "1m 30s"),
            (-1_500, "-1s 500ms"),
        ] {
            let duration = SignedDuration::from_millis(millis);
            assert_eq!(duration_words(duration), words);
        }
    }

    #[test]
    fn a_text_for_people_has_times_of_their_zone() {
        let time = "2026-12-01T08:00:00.4Z".parse::<jiff::Timestamp>().unwrap();
        let time = Value::Time(Box::new(time.to_zoned_datetime(TimeZone::UTC)));
        let mut text = TextBuilder::new();
        Value::list([time, Value::Duration(SignedDuration::from_mins(90))])
            .tell_into(&mut text, &TimeZone::get("Europe/Rome").unwrap());
        assert_eq!(text.build(), "[2026-12-01T09:00:00+01:00, 1h 30m]");
    }

    #[test]
    fn what_names_an_action_has_times_to_the_second() {
        let exact = "2026-12-01T08:00:00.602849351Z";
        let time = exact.parse::<jiff::Timestamp>().unwrap();
        let time = Value::Time(Box::new(time.to_zoned_datetime(TimeZone::UTC)));
        for (value, words, form) in [
            (time, "2026-12-01T08:00:01Z", exact),
            (
                Value::Duration(SignedDuration::from_hours(26)),
                "26h",
                "26h",
            ),
            (Value::text("26h"), "26h", "26h"),
        ] {
            let mut text = TextBuilder::new();
            value.name_into(&mut text);
            assert_eq!((&*text.build(), &*value.said()), (words, form));
        }
    }

    #[test]
    fn what_is_said_is_what_is_displayed() {
        let record = Value::record([
            (
                "A".into(),
                Value::Text(Text::marked("x\"y", Mark::Personal)),
            ),
            ("B".into(), Value::list([Value::number(1), Value::Nothing])),
        ]);
        let all = Value::list([record, Value::text("z")]);
        assert_eq!(all.said(), all.to_string().as_str());
        let hidden: Vec<_> = all
            .said()
            .parts()
            .filter(|(_, mark)| mark.is_hidden())
            .map(|(part, _)| part.to_owned())
            .collect();
        assert_eq!(hidden, ["x\\\"y"]);
    }

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
            let time = jiff::Timestamp::from_second(second).expect("in range").to_zoned_datetime(zone);
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
