//! `today at 09:00 in "Europe/Rome"` and `weekday of T`: days have zones, and clocks change.

use super::{Kind, Text, Value};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{ToSpan, ZonedDateTime, civil};

/// The zone of that name, `Europe/Rome`. `Err` says how zones are written.
pub fn time_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| {
        format!("unknown time zone \"{name}\"; use an IANA name, like \"Europe/Rome\" or \"UTC\"")
    })
}

/// The names of all zones, as the IANA has them.
pub fn zone_names() -> Vec<String> {
    let names = jiff::tz::db().available();
    names.map(|name| name.to_string()).collect()
}

/// `today` and `tomorrow`, with a time of day: a time in that zone; without one: the date. A time
/// of day that the zone's clocks skip or show twice on that day is an error that says so.
pub fn day_at(
    now: &ZonedDateTime,
    tomorrow: bool,
    at: Option<civil::Time>,
    zone: &TimeZone,
) -> Result<Value, String> {
    let today = now.with_time_zone(zone.clone()).date();
    let days = i64::from(tomorrow).days();
    let day = today
        .checked_add(days)
        .map_err(|_| "the day is too far away")?;
    let Some(clock) = at else {
        return Ok(Value::Date(day));
    };
    moment(day, clock, zone).map(|time| Value::Time(Box::new(time)))
}

fn moment(day: civil::Date, clock: civil::Time, zone: &TimeZone) -> Result<ZonedDateTime, String> {
    let shown = Value::Clock(clock);
    let name = zone.iana_name().unwrap_or("this zone").to_owned();
    let ambiguous = zone.to_ambiguous_zoned_datetime(day.to_datetime(clock));
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => {}
        AmbiguousOffset::Gap { .. } => {
            return Err(format!(
                "{shown} does not exist on {day} in {name}: the clocks go forward"
            ));
        }
        AmbiguousOffset::Fold { .. } => {
            return Err(format!(
                "{shown} occurs twice on {day} in {name}: the clocks go back; write the time with \
                 its offset"
            ));
        }
    }
    let time = ambiguous.compatible();
    time.map_err(|_| "the day is too far away".to_owned())
}

/// `Monday` … `Sunday`: the day that it is in `zone`, or in the time's own.
pub fn weekday_of(time: &Value, zone: Option<&TimeZone>) -> Result<Value, String> {
    let day = match time {
        Value::Time(time) => match zone {
            Some(zone) => time.with_time_zone(zone.clone()).date(),
            None => time.date(),
        },
        Value::Date(date) => *date,
        other => {
            return Err(format!("`weekday of` needs a time, not a {}", other.kind()));
        }
    };
    Ok(Value::Text(Text::plain(weekday(day))))
}

/// The days of the week, as `weekday of` gives them.
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The closed list of the days of the week.
pub fn weekdays() -> Kind {
    Kind::OneOf(WEEKDAYS.map(Into::into).into())
}

fn weekday(day: civil::Date) -> &'static str {
    WEEKDAYS[day.weekday().to_monday_zero_offset() as usize % 7]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{clock, time};

    fn at(day: &str, hour: &str) -> String {
        let now = time(&format!("{day}T10:00:00Z")).expect("a time");
        let rome = time_zone("Europe/Rome").expect("a zone");
        let clock = clock(hour).expect("a clock");
        match day_at(&now, false, Some(clock), &rome) {
            Ok(value) => value.to_string(),
            Err(problem) => problem,
        }
    }

    #[test]
    fn clock_changes_are_named() {
        assert_eq!(at("2026-12-01", "09:00"), "2026-12-01T09:00:00+01:00");
        assert_eq!(at("2026-07-01", "09:00"), "2026-07-01T09:00:00+02:00");
        let gap = at("2026-03-29", "02:30");
        assert_eq!(
            gap,
            "02:30 does not exist on 2026-03-29 in Europe/Rome: the clocks go forward"
        );
        assert!(
            at("2026-10-25", "02:30")
                .starts_with("02:30 occurs twice on 2026-10-25 in Europe/Rome")
        );
    }

    #[test]
    fn the_day_is_the_zones_own() {
        let now = time("2026-12-01T23:30:00Z").expect("a time");
        let tokyo = time_zone("Asia/Tokyo").expect("a zone");
        let today = day_at(&now, false, None, &tokyo).expect("a day");
        assert_eq!(today.to_string(), "2026-12-02");
        let tomorrow = day_at(&now, true, None, &tokyo).expect("a day");
        assert_eq!(tomorrow.to_string(), "2026-12-03");
        let now = Value::Time(Box::new(now));
        let say = |zone| weekday_of(&now, zone).expect("a weekday").to_string();
        assert_eq!(say(None), "Tuesday");
        assert_eq!(say(Some(&tokyo)), "Wednesday");
    }

    #[test]
    fn unknown_zones_say_how_zones_are_written() {
        let problem = time_zone("Rome").expect_err("no zone");
        assert!(problem.contains("Europe/Rome"), "{problem}");
    }
}
