//! When a flow starts by itself: `every weekday at 18:00 in "Europe/Rome"`. A time of day comes once a day,
//! also where clocks change; a period is counted evenly, whatever clocks show.

use crate::source::Span;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// One `every` line.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The line.
    pub span: Span,
    /// When, in the words of the line: what it is known by.
    pub text: Arc<str>,
    pub when: When,
    /// How late a start may be that was missed; without it, one that was missed is left out.
    pub late: Option<SignedDuration>,
    /// Whether a start waits for the run of the start before; without it, it is left out.
    pub waits: bool,
}

/// When it is.
#[derive(Clone, Debug)]
pub enum When {
    /// On these days, at this time of day, in this zone or in that of the profile.
    Days {
        days: Vec<Weekday>,
        at: Time,
        zone: Option<TimeZone>,
    },
    /// This long after each other, counted from midnight UTC.
    Period(SignedDuration),
}

/// A start that is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Due {
    pub at: Timestamp,
    /// What it is known by: the day and the time of day, which come once, or the instant.
    pub key: String,
}

/// A day has no more starts than this: one a second.
const MOST: usize = 86_400;

impl Schedule {
    /// The starts after one time, up to another, in their order. `zone` is that of the profile.
    pub fn between(&self, after: Timestamp, until: Timestamp, zone: &TimeZone) -> Vec<Due> {
        let mut all = Vec::new();
        let mut from = after;
        while let Some(due) = self.next(from, zone) {
            if due.at > until || all.len() >= MOST {
                break;
            }
            from = due.at;
            all.push(due);
        }
        all
    }

    /// Whether it has a start at this very time.
    pub fn is_due_at(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let before = at.checked_sub(SignedDuration::from_nanos(1));
        let due = before.ok().and_then(|before| self.next(before, zone));
        due.is_some_and(|due| due.at == at)
    }

    /// Whether one of these lines has a start at this very time.
    pub fn any_due_at(lines: &[Self], at: Timestamp, zone: &TimeZone) -> bool {
        lines.iter().any(|line| line.is_due_at(at, zone))
    }

    /// The next start after a time.
    pub fn next(&self, after: Timestamp, zone: &TimeZone) -> Option<Due> {
        match &self.when {
            When::Period(period) => next_of_period(*period, after),
            When::Days {
                days,
                at,
                zone: own,
            } => next_of_days(days, *at, after, own.as_ref().unwrap_or(zone)),
        }
    }
}

fn next_of_period(period: SignedDuration, after: Timestamp) -> Option<Due> {
    let (period, now) = (period.as_nanos(), after.as_nanosecond());
    let next = (now.div_euclid(period) + 1).checked_mul(period)?;
    let at = Timestamp::from_nanosecond(next).ok()?;
    Some(Due {
        at,
        key: at.to_string(),
    })
}

fn next_of_days(days: &[Weekday], time: Time, after: Timestamp, zone: &TimeZone) -> Option<Due> {
    let first = after.to_zoned_datetime(zone.clone()).date();
    // The day before may have its start later than its clock time says: where clocks go forward.
    let mut date = first.yesterday().ok()?;
    for _ in 0..10 {
        if days.contains(&date.weekday())
            && let Some(at) = instant(date, time, zone)
            && at > after
        {
            let key = format!("{date}T{time}");
            return Some(Due { at, key });
        }
        date = date.tomorrow().ok()?;
    }
    None
}

/// When a day's clock shows a time. A time that is left out comes right after the gap; of one that comes
/// twice the first counts.
fn instant(date: Date, time: Time, zone: &TimeZone) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(date.to_datetime(time));
    if let AmbiguousOffset::Gap { .. } = ambiguous.offset() {
        // Read with the offset from after the gap, the time is before it.
        let before = ambiguous.earlier().ok()?;
        let mut changes = zone.following(before);
        return changes.next().map(|change| change.timestamp());
    }
    ambiguous.earlier().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(when: When) -> Schedule {
        Schedule {
            span: Span::default(),
            text: "".into(),
            when,
            late: None,
            waits: false,
        }
    }

    fn daily(hour: i8, minute: i8) -> Schedule {
        schedule(When::Days {
            days: Weekday::Monday.cycle_forward().take(7).collect(),
            at: Time::constant(hour, minute, 0, 0),
            zone: TimeZone::get("Europe/Rome").ok(),
        })
    }

    fn times(schedule: &Schedule, from: &str, until: &str) -> Vec<String> {
        let (from, until) = (from.parse().unwrap(), until.parse().unwrap());
        let all = schedule.between(from, until, &TimeZone::UTC);
        all.iter().map(|due| due.at.to_string()).collect()
    }

    #[test]
    fn a_time_of_day_comes_once_a_day_across_both_changes_of_clocks() {
        let spring = ("2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z");
        let autumn = ("2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z");
        for (time, days, expected) in [
            (
                (18, 0),
                spring,
                [
                    "2026-03-28T17:00:00Z",
                    "2026-03-29T16:00:00Z",
                    "2026-03-30T16:00:00Z",
                ],
            ),
            // 02:30 is left out on the 29th: it comes at 03:00, right after the gap.
            (
                (2, 30),
                spring,
                [
                    "2026-03-28T01:30:00Z",
                    "2026-03-29T01:00:00Z",
                    "2026-03-30T00:30:00Z",
                ],
            ),
            (
                (3, 0),
                spring,
                [
                    "2026-03-28T02:00:00Z",
                    "2026-03-29T01:00:00Z",
                    "2026-03-30T01:00:00Z",
                ],
            ),
            // 02:30 comes twice on the 25th: the first counts.
            (
                (2, 30),
                autumn,
                [
                    "2026-10-24T00:30:00Z",
                    "2026-10-25T00:30:00Z",
                    "2026-10-26T01:30:00Z",
                ],
            ),
            (
                (3, 0),
                autumn,
                [
                    "2026-10-24T01:00:00Z",
                    "2026-10-25T02:00:00Z",
                    "2026-10-26T02:00:00Z",
                ],
            ),
        ] {
            let found = times(&daily(time.0, time.1), days.0, days.1);
            assert_eq!(found, expected, "{time:?}");
        }
    }

    #[test]
    fn a_period_is_even_whatever_clocks_show() {
        let hourly = schedule(When::Period(SignedDuration::from_hours(6)));
        let found = times(&hourly, "2026-10-24T20:00:00Z", "2026-10-25T13:00:00Z");
        assert_eq!(
            found,
            [
                "2026-10-25T00:00:00Z",
                "2026-10-25T06:00:00Z",
                "2026-10-25T12:00:00Z"
            ]
        );
    }

    #[test]
    fn only_the_days_that_are_named_have_starts() {
        let mut mondays = daily(9, 0);
        if let When::Days { days, .. } = &mut mondays.when {
            *days = vec![Weekday::Monday, Weekday::Thursday];
        }
        let found = times(&mondays, "2026-12-01T00:00:00Z", "2026-12-11T00:00:00Z");
        assert_eq!(
            found,
            [
                "2026-12-03T08:00:00Z",
                "2026-12-07T08:00:00Z",
                "2026-12-10T08:00:00Z"
            ]
        );
    }

    /// 24 hours across each change of clocks, looked at every minute, and restarted in between: every
    /// start is due exactly once, and none is due twice.
    #[test]
    fn nothing_is_due_twice_or_never_however_often_it_is_looked_at() {
        for day in ["2026-03-28T12:00:00Z", "2026-10-24T12:00:00Z"] {
            let from: Timestamp = day.parse().unwrap();
            let all = [
                daily(2, 0),
                daily(2, 30),
                daily(2, 59),
                daily(3, 0),
                daily(18, 0),
                schedule(When::Period(SignedDuration::from_mins(15))),
            ];
            for schedule in &all {
                let mut seen = Vec::new();
                let mut last = from;
                for minute in 1..=24 * 60 {
                    let now = from + SignedDuration::from_mins(minute);
                    // Now and then nobody looks for a while.
                    if minute % 7 == 3 {
                        continue;
                    }
                    seen.extend(schedule.between(last, now, &TimeZone::UTC));
                    last = now;
                }
                let whole =
                    schedule.between(from, from + SignedDuration::from_hours(24), &TimeZone::UTC);
                assert_eq!(seen, whole, "{schedule:?}");
                let each = if matches!(schedule.when, When::Period(_)) {
                    96
                } else {
                    1
                };
                assert_eq!(seen.len(), each, "{schedule:?}: {seen:?}");
                let mut keys: Vec<_> = seen.iter().map(|due| &due.key).collect();
                keys.dedup();
                assert_eq!(keys.len(), each);
            }
        }
    }
}
