//! Opening hours: by weekday, with days that differ, in a zone. Days are those of the zone, also where
//! its clocks change.

use jiff::tz::TimeZone;
use jiff::{ToSpan, ZonedDateTime, civil};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// So many days are looked through for the next opening.
const FARTHEST: i32 = 400;
/// The minutes of a day.
const DAY: u16 = 24 * 60;

/// When somebody is there to take a call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Calendar {
    /// Its name in the settings.
    pub name: Arc<str>,
    /// The zone that its hours are written for.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub zone: TimeZone,
    /// The hours of each weekday, Monday first.
    pub week: [Vec<Hours>; 7],
    /// The days that differ, with their hours; a closed day has none.
    pub days: BTreeMap<civil::Date, Vec<Hours>>,
}

impl Hash for Calendar {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // zones that are the same have the same name
        self.zone.iana_name().hash(state);
        (&self.name, &self.week, &self.days).hash(state);
    }
}

/// From a minute of the day up to another, which is not open any more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Hours {
    /// The first minute.
    pub from: u16,
    /// The first minute after them: 1440 where they last to the end of the day.
    pub to: u16,
}

impl Hours {
    /// Hours as they are written, `09:00-17:30`; where they end on the day after, `22:00-06:00`, the
    /// second part is that of the next day. `Err` says how hours are written.
    pub fn read(text: &str) -> Result<(Self, Option<Self>), String> {
        let wrong = || format!("`{text}` is not a time span; write one like `09:00-17:30`");
        let (from, to) = text.split_once('-').ok_or_else(wrong)?;
        let from = minute(from.trim())
            .filter(|from| *from < DAY)
            .ok_or_else(wrong)?;
        let to = minute(to.trim()).filter(|to| *to > 0).ok_or_else(wrong)?;
        match to > from {
            true => Ok((Self { from, to }, None)),
            false if to == from => Err(format!("`{text}` opens and closes at the same time")),
            false => Ok((Self { from, to: DAY }, Some(Self { from: 0, to }))),
        }
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |part: &str| match part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()) {
        true => part.parse::<u16>().ok(),
        false => None,
    };
    let (hour, minute) = (two(hour)?, two(minute)?);
    let fits = hour < 24 && minute < 60 || (hour, minute) == (24, 0);
    fits.then_some(hour * 60 + minute)
}

/// Hours in order, with those that touch as one.
pub fn merged(mut hours: Vec<Hours>) -> Vec<Hours> {
    hours.sort_unstable();
    let mut merged: Vec<Hours> = Vec::with_capacity(hours.len());
    for next in hours {
        match merged.last_mut() {
            Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
            _ => merged.push(next),
        }
    }
    merged
}

impl Calendar {
    /// The hours of a day.
    pub fn hours(&self, day: civil::Date) -> &[Hours] {
        match self.days.get(&day) {
            Some(hours) => hours,
            None => &self.week[day.weekday().to_monday_zero_offset() as usize % 7],
        }
    }

    /// Whether it is open at a time. `zone` is where the hours hold, instead of the calendar's own.
    pub fn is_open(&self, at: &ZonedDateTime, zone: Option<&TimeZone>) -> bool {
        let local = self.local(at, zone);
        let now = minute_of(&local);
        let mut hours = self.hours(local.date()).iter();
        hours.any(|hours| (hours.from..hours.to).contains(&now))
    }

    /// The time itself where it is open then, else when it opens next. `Err` where it does not.
    pub fn next_open(
        &self,
        at: &ZonedDateTime,
        zone: Option<&TimeZone>,
    ) -> Result<ZonedDateTime, String> {
        let local = self.local(at, zone);
        if self.is_open(&local, zone) {
            return Ok(local);
        }
        let mut day = local.date();
        for _ in 0..FARTHEST {
            let starts = self.hours(day).iter();
            let mut starts = starts.filter_map(|hours| start(day, hours.from, local.time_zone()));
            if let Some(found) = starts.find(|start| *start >= local) {
                return Ok(found);
            }
            day = day
                .checked_add(1.day())
                .map_err(|_| "the day is too far away")?;
        }
        Err(format!(
            "calendar `{}` has no opening in the {FARTHEST} days after {}",
            self.name,
            local.date()
        ))
    }

    /// The openings from a time on: from when until when.
    pub fn openings(&self, from: &ZonedDateTime, days: u16) -> Vec<(ZonedDateTime, ZonedDateTime)> {
        let local = self.local(from, None);
        let mut found = Vec::new();
        let mut day = local.date();
        for _ in 0..days {
            for hours in self.hours(day) {
                let opens = start(day, hours.from, &self.zone);
                let closes = end(day, hours.to, &self.zone);
                if let (Some(opens), Some(closes)) = (opens, closes)
                    && closes > local
                {
                    found.push((opens, closes));
                }
            }
            match day.checked_add(1.day()) {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        found
    }

    fn local(&self, at: &ZonedDateTime, zone: Option<&TimeZone>) -> ZonedDateTime {
        at.with_time_zone(zone.unwrap_or(&self.zone).clone())
    }
}

fn minute_of(local: &ZonedDateTime) -> u16 {
    let time = local.time();
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

/// When a minute of a day is: where the clocks skip it, right after the gap; where they show it
/// twice, the first time.
fn start(day: civil::Date, minute: u16, zone: &TimeZone) -> Option<ZonedDateTime> {
    let time = civil::time((minute / 60) as i8, (minute % 60) as i8, 0, 0);
    zone.to_ambiguous_zoned_datetime(day.to_datetime(time))
        .compatible()
        .ok()
}

fn end(day: civil::Date, minute: u16, zone: &TimeZone) -> Option<ZonedDateTime> {
    match minute {
        DAY => start(day.checked_add(1.day()).ok()?, 0, zone),
        minute => start(day, minute, zone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{date, time};

    fn calendar() -> Calendar {
        let nine = |text: &str| vec![Hours::read(text).expect("hours").0];
        let mut week: [Vec<Hours>; 7] = std::array::from_fn(|_| nine("09:00-18:00"));
        week[5] = nine("02:30-03:30");
        week[6] = Vec::new();
        Calendar {
            name: "support".into(),
            zone: TimeZone::get("Europe/Rome").expect("a zone"),
            week,
            days: [
                (date("2026-12-25").expect("a day"), Vec::new()),
                (date("2026-12-24").expect("a day"), nine("09:00-13:00")),
                (date("2026-03-29").expect("a day"), nine("02:30-04:00")),
            ]
            .into(),
        }
    }

    fn next(at: &str, zone: Option<&str>) -> String {
        let zone = zone.map(|zone| TimeZone::get(zone).expect("a zone"));
        let at = time(at).expect("a time");
        match calendar().next_open(&at, zone.as_ref()) {
            Ok(time) => crate::value::Value::Time(Box::new(time)).to_string(),
            Err(why) => why,
        }
    }

    #[test]
    fn the_next_opening_is_the_moment_itself_or_the_next_days() {
        for (at, zone, expected) in [
            // a Tuesday
            (
                "2026-12-01T10:00:00+01:00",
                None,
                "2026-12-01T10:00:00+01:00",
            ),
            (
                "2026-12-01T08:59:59+01:00",
                None,
                "2026-12-01T09:00:00+01:00",
            ),
            (
                "2026-12-01T18:00:00+01:00",
                None,
                "2026-12-02T09:00:00+01:00",
            ),
            // the time of the called party
            (
                "2026-12-01T10:00:00+01:00",
                Some("America/New_York"),
                "2026-12-01T09:00:00-05:00",
            ),
            (
                "2026-12-01T10:00:00+01:00",
                Some("Asia/Tokyo"),
                "2026-12-02T09:00:00+09:00",
            ),
            // a special day, a closed day, a Saturday with hours of its own
            (
                "2026-12-24T13:00:00+01:00",
                None,
                "2026-12-26T02:30:00+01:00",
            ),
            // the clocks go forward over 02:30, and back over it
            (
                "2026-03-29T00:00:00+01:00",
                None,
                "2026-03-29T03:30:00+02:00",
            ),
        ] {
            assert_eq!(next(at, zone), expected, "{at} {zone:?}");
        }
    }

    #[test]
    fn a_calendar_that_never_opens_says_so() {
        let mut closed = calendar();
        closed.week = Default::default();
        closed.days.clear();
        let at = time("2026-12-01T10:00:00+01:00").expect("a time");
        let problem = closed.next_open(&at, None).expect_err("never");
        assert!(problem.contains("`support` has no opening"), "{problem}");
    }

    #[test]
    fn hours_are_read_over_midnight_and_touching_ones_are_one() {
        let (evening, morning) = Hours::read("22:00-06:00").expect("hours");
        assert_eq!(
            evening,
            Hours {
                from: 1320,
                to: 1440
            }
        );
        assert_eq!(morning, Some(Hours { from: 0, to: 360 }));
        assert_eq!(Hours::read("00:00-24:00").expect("hours").0.to, 1440);
        for wrong in [
            "9-17",
            "09:00",
            "25:00-26:00",
            "09:00-09:00",
            "24:00-06:00",
            "",
        ] {
            assert!(Hours::read(wrong).is_err(), "{wrong}");
        }
        let part = |from, to| Hours { from, to };
        assert_eq!(
            merged(vec![part(600, 700), part(0, 360), part(360, 500)]),
            [part(0, 500), part(600, 700)]
        );
    }

    #[test]
    fn openings_are_listed_in_order() {
        let at = time("2026-12-23T19:00:00+01:00").expect("a time");
        let shown: Vec<String> = calendar()
            .openings(&at, 5)
            .iter()
            .map(|(from, to)| format!("{} {}-{}", from.date(), from.time(), to.time()))
            .collect();
        assert_eq!(
            shown,
            [
                "2026-12-24 09:00:00-13:00:00",
                "2026-12-26 02:30:00-03:30:00",
            ]
        );
    }
}
