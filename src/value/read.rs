//! Reads a value that comes as text: a literal of a script, `--input Name=…`, a cell of a table.

use super::{Kind, Mark, Text, Value, letter, phone_number};
use jiff::{SignedDuration, ZonedDateTime, civil};
use rust_decimal::Decimal;
use std::sync::Arc;

impl Kind {
    /// Reads a text as a value of this kind. `Err` says what is wanted, without the text itself:
    /// that may be personal.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        match self {
            Self::Any | Self::Text => Ok(Value::text(text)),
            Self::Secret => secret(text),
            Self::Number => number(text).map(Value::Number),
            Self::YesNo => yes_no(text),
            Self::Time => time(text).map(|time| Value::Time(Box::new(time))),
            Self::Date => date(text).map(Value::Date),
            Self::Clock => clock(text).map(Value::Clock),
            Self::Duration => duration(text).map(Value::Duration),
            Self::PhoneNumber => phone_number(text)
                .map(|number| Value::Text(Text::marked(number, Mark::PhoneNumber))),
            Self::State => name(text),
            Self::OneOf(names) => one_of(text, names),
            Self::List(of) => list(text, of),
            Self::Record(_) => record(text, self),
            id => self::id(text, id),
        }
    }
}

impl Kind {
    /// Reads what a person or a file has given as text. `0049` may be a phone number or an id: it does not
    /// become 49.
    pub(crate) fn read_exactly(&self, text: &str) -> Result<Value, String> {
        let digits = text.trim().trim_start_matches('-').as_bytes();
        match (self, digits) {
            (Self::Number, [b'0', next, ..]) if next.is_ascii_digit() => {
                Err("a number would lose its leading zero; the type `text` keeps it".into())
            }
            _ => self.read(text),
        }
    }
}

fn secret(text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Err("a secret cannot be empty".into());
    }
    Ok(Value::Text(Text::marked(text, Mark::Secret)))
}

fn yes_no(text: &str) -> Result<Value, String> {
    match text.trim() {
        "true" => Ok(Value::YesNo(true)),
        "false" => Ok(Value::YesNo(false)),
        _ => Err("write `true` or `false`".into()),
    }
}

fn name(text: &str) -> Result<Value, String> {
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_whitespace) {
        return Err("a state is one word, like Held".into());
    }
    Ok(Value::text(text))
}

fn one_of(text: &str, names: &[Arc<str>]) -> Result<Value, String> {
    match names.iter().find(|name| &***name == text.trim()) {
        Some(name) => Ok(Value::text(name.clone())),
        None => Err(format!("write one of {}", names.join(", "))),
    }
}

/// Letters that no id holds: they would change the address that is asked.
const NOT_IN_IDS: &str = "/\\?#%<>{}\"'`";

fn id(text: &str, kind: &Kind) -> Result<Value, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("the {kind} is empty"));
    }
    let opaque = matches!(kind, Kind::SessionId | Kind::SecurityUser);
    let odd = |letter: &char| {
        letter.is_whitespace()
            || letter::is_hidden(*letter)
            || letter::is_foreign_digit(*letter)
            || (!opaque && NOT_IN_IDS.contains(*letter))
    };
    let Some(odd) = text.chars().find(odd) else {
        return Ok(Value::text(text));
    };
    let odd = letter::named(odd);
    Err(format!(
        "{} {kind} cannot contain {odd}",
        kind.article_word()
    ))
}

impl Kind {
    /// With its article, for messages: `a phone number`, `an agent id`.
    pub fn one(&self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::OneOf(_) => self.to_string(),
            kind => format!("{} {kind}", self.article_word()),
        }
    }

    fn article_word(&self) -> &'static str {
        match self {
            Self::AgentId | Self::Ecid => "an",
            _ => "a",
        }
    }
}

/// A JSON list, or items with commas between them.
fn list(text: &str, of: &Kind) -> Result<Value, String> {
    let text = text.trim();
    if text.starts_with('[') {
        let json: serde_json::Value = serde_json::from_str(text)
            .map_err(|error| format!("it is not a JSON list: {error}"))?;
        return Value::from_json(&json, &Kind::List(Arc::new(of.clone())));
    }
    if text.is_empty() {
        return Ok(Value::list([]));
    }
    let items = text.split(',').map(|item| of.read_exactly(item.trim()));
    items.collect::<Result<Vec<_>, _>>().map(Value::list)
}

fn record(text: &str, kind: &Kind) -> Result<Value, String> {
    let json: serde_json::Value = serde_json::from_str(text)
        .map_err(|_| "write a record as JSON: {\"Name\": \"value\"}".to_owned())?;
    Value::from_json(&json, kind)
}

/// `42`, `-3.5`
pub fn number(text: &str) -> Result<Decimal, String> {
    let text = text.trim();
    let plain = |letter: char| letter.is_ascii_digit() || letter == '.' || letter == '-';
    if !text.chars().all(plain) || text.starts_with('.') || text.ends_with('.') {
        return Err("write a number, like 42 or -3.5".into());
    }
    text.parse::<Decimal>().map_err(|_| {
        if text.len() > 28 {
            "the number is too long; the limit is 28 digits".into()
        } else {
            "write a number, like 42 or -3.5".into()
        }
    })
}

/// `2s`, `500ms`, `4h`: units ms, s, m, h, d (24 hours), no space.
pub fn duration(text: &str) -> Result<SignedDuration, String> {
    let text = text.trim();
    let wanted = || "write a duration, like 500ms, 30s, 5m, 4h or 1d".to_owned();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let end = digits
        .find(|letter: char| !letter.is_ascii_digit())
        .ok_or_else(wanted)?;
    let (count, unit) = digits.split_at(end);
    let millis: i64 = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return Err(wanted()),
    };
    let count: i64 = count.parse().map_err(|_| wanted())?;
    let millis = count
        .checked_mul(millis)
        .filter(|millis| *millis <= LONGEST);
    let millis = millis.ok_or("the duration is too long; the limit is 10 years")?;
    let sign = if digits.len() < text.len() { -1 } else { 1 };
    Ok(SignedDuration::from_millis(millis * sign))
}

/// Ten years, in milliseconds.
const LONGEST: i64 = 3660 * 86_400_000;

/// `2026-12-01T09:00:00+01:00`: ISO 8601 with its zone.
pub fn time(text: &str) -> Result<ZonedDateTime, String> {
    let text = text.trim();
    let wanted = || Kind::Time.wanted();
    if text.contains('[') {
        return text
            .parse::<ZonedDateTime>()
            .map_err(|_| format!("write {}", wanted()));
    }
    let pieces = jiff::fmt::temporal::DateTimeParser::new();
    let pieces = pieces
        .parse_pieces(text)
        .map_err(|_| format!("write {}", wanted()))?;
    let clock = pieces
        .time()
        .ok_or_else(|| format!("the time of day is missing: write {}", wanted()))?;
    let offset = pieces
        .to_numeric_offset()
        .ok_or_else(|| format!("the zone is missing: write {}", wanted()))?;
    let zone = jiff::tz::TimeZone::fixed(offset);
    let local = pieces.date().to_datetime(clock);
    local
        .to_zoned_datetime(zone)
        .map_err(|_| "the time is too far away".to_owned())
}

/// `2026-12-01`
pub fn date(text: &str) -> Result<civil::Date, String> {
    let text = text.trim();
    let wanted = || "write a date, like 2026-12-01".to_owned();
    let shape: Vec<usize> = text.split('-').map(str::len).collect();
    if shape != [4, 2, 2] {
        return Err(wanted());
    }
    text.parse()
        .map_err(|_| "no such day in the calendar".to_owned())
}

/// `09:00`, `09:00:30`
pub fn clock(text: &str) -> Result<civil::Time, String> {
    let text = text.trim();
    let wanted = || "write a time of day, like 09:00".to_owned();
    let parts: Vec<i8> = text
        .split(':')
        .map(|part| part.parse().ok().filter(|_| part.len() == 2))
        .collect::<Option<_>>()
        .ok_or_else(wanted)?;
    match parts.as_slice() {
        [hour, minute] => civil::Time::new(*hour, *minute, 0, 0),
        [hour, minute, second] => civil::Time::new(*hour, *minute, *second, 0),
        _ => return Err(wanted()),
    }
    .map_err(|_| "the day has 24 hours of 60 minutes".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(kind: &Kind, text: &str) -> String {
        match kind.read_exactly(text) {
            Ok(value) => value.to_string(),
            Err(problem) => format!("! {problem}"),
        }
    }

    #[test]
    fn values_read_and_said_again() {
        for (kind, text, expected) in [
            (Kind::Number, "42", "42"),
            (Kind::Number, "-3.50", "-3.5"),
            (Kind::Number, "1e5", "! write a number, like 42 or -3.5"),
            (Kind::Number, "0", "0"),
            (Kind::Number, "0.5", "0.5"),
            (
                Kind::Number,
                " 0049",
                "! a number would lose its leading zero; the type `text` keeps it",
            ),
            (
                Kind::List(Kind::Number.into()),
                "1, -02",
                "! a number would lose its leading zero; the type `text` keeps it",
            ),
            (Kind::YesNo, "true", "true"),
            (Kind::YesNo, "yes", "! write `true` or `false`"),
            (Kind::Duration, "90m", "90m"),
            (Kind::Duration, "120s", "2m"),
            (Kind::Duration, "-2h", "-2h"),
            (
                Kind::Duration,
                "2 h",
                "! write a duration, like 500ms, 30s, 5m, 4h or 1d",
            ),
            (
                Kind::Duration,
                "99999999999d",
                "! the duration is too long; the limit is 10 years",
            ),
            (Kind::Date, "2026-12-01", "2026-12-01"),
            (Kind::Date, "2026-02-30", "! no such day in the calendar"),
            (Kind::Clock, "09:00", "09:00"),
            (Kind::Clock, "24:00", "! the day has 24 hours of 60 minutes"),
            (Kind::ContactId, "1001", "1001"),
            (Kind::ContactId, " ", "! the contact id is empty"),
            (
                Kind::ContactId,
                "{ContactId}",
                "! a contact id cannot contain `{`",
            ),
            (
                Kind::AgentId,
                "7/logout",
                "! an agent id cannot contain `/`",
            ),
            (
                Kind::ContactId,
                "\u{FEFF}1001",
                "! a contact id cannot contain an invisible character (U+FEFF)",
            ),
            (
                Kind::ContactId,
                "１００１",
                "! a contact id cannot contain `１`: write digits as 0 to 9",
            ),
            (Kind::ContactId, "\u{A0}1001 ", "1001"),
            (Kind::SessionId, "a/b+c==", "a/b+c=="),
            (Kind::List(Kind::Number.into()), "1, 2", "[1, 2]"),
        ] {
            assert_eq!(say(&kind, text), expected, "{kind} {text}");
        }
    }

    #[test]
    fn times_keep_their_zone_and_need_one() {
        for (text, expected) in [
            ("2026-12-01T09:00:00+01:00", "2026-12-01T09:00:00+01:00"),
            ("2026-12-01T09:00Z", "2026-12-01T09:00:00Z"),
            (
                "2026-12-01T09:00:00+01:00[Europe/Rome]",
                "2026-12-01T09:00:00+01:00",
            ),
        ] {
            assert_eq!(say(&Kind::Time, text), expected);
        }
        for (text, part) in [
            ("tomorrow", "write a time with its zone"),
            ("2026-12-01T09:00:00", "the zone is missing"),
            ("2026-12-01", "the time of day is missing"),
            ("", "write a time"),
        ] {
            assert!(say(&Kind::Time, text).contains(part), "{text}");
        }
    }
}
