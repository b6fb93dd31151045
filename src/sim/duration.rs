//! Durations as world files and faults write them: `250ms`, `2s`, `5m`, `4h`, `1d`.

use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A span of time, written with its unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Span(pub SignedDuration);

impl Span {
    /// Milliseconds.
    pub const fn millis(count: i64) -> Self {
        Self(SignedDuration::from_millis(count))
    }

    /// Seconds.
    pub const fn secs(count: i64) -> Self {
        Self(SignedDuration::from_secs(count))
    }
}

/// Reads a number and its unit, as scripts have them.
pub(super) fn parse(text: &str) -> Result<Span, String> {
    let read = crate::value::duration(text).ok();
    let read = read.filter(|read| !read.is_negative());
    read.map(Span).ok_or_else(|| {
        format!("\"{text}\" is not a duration: write a whole number and its unit, like 250ms, 2s, 5m, 4h or 1d")
    })
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        parse(&text).map_err(serde::de::Error::custom)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{}ms", self.0.as_millis()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read() {
        assert_eq!(parse("250ms"), Ok(Span::millis(250)));
        assert_eq!(parse("2s"), Ok(Span::secs(2)));
        assert_eq!(parse("5m"), Ok(Span::secs(300)));
        assert_eq!(parse("4h"), Ok(Span::secs(14_400)));
        assert_eq!(parse("1d"), Ok(Span::secs(86_400)));
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in [
            "",
            "5",
            "s",
            "-2s",
            "2 weeks",
            "99999999999999999999s",
            "9223372036854775807d",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
