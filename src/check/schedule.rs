//! Reads an `every` line: what it means, or what is wrong with it.

use crate::nearest::nearest;
use crate::program::{Schedule, When};
use crate::source::{Source, Span};
use crate::syntax::tree::{Every, EveryForm};
use crate::value::{clock, duration, time_zone, zone_names};
use jiff::SignedDuration;
use jiff::civil::Weekday;

/// What is wrong with a line: where, what, and what to write.
pub(crate) struct Wrong {
    pub at: Span,
    pub title: String,
    pub label: String,
    pub help: String,
}

const DAYS: [(&str, Weekday); 7] = [
    ("Monday", Weekday::Monday),
    ("Tuesday", Weekday::Tuesday),
    ("Wednesday", Weekday::Wednesday),
    ("Thursday", Weekday::Thursday),
    ("Friday", Weekday::Friday),
    ("Saturday", Weekday::Saturday),
    ("Sunday", Weekday::Sunday),
];

/// Periods are within these: nobody means less, and what is longer than a day names a time of day.
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// What an `every` line means.
pub(crate) fn read(source: &Source, line: &Every) -> Result<Schedule, Wrong> {
    let when = match &line.form {
        EveryForm::Period(at) => period(source, *at)?,
        EveryForm::Days { days, at, zone } => When::Days {
            days: weekdays(source, days)?,
            at: clock(source.slice(*at)).map_err(|why| Wrong {
                at: *at,
                title: format!("`{}` is not a time of day", source.slice(*at)),
                label: why,
                help: "write a time of day, such as `at 18:00`".into(),
            })?,
            zone: zone.map(|at| zone_of(source, at)).transpose()?,
        },
    };
    let late = line.late.map(|at| late(source, at)).transpose()?;
    Ok(Schedule {
        span: line.span,
        text: text(source, &line.form).into(),
        when,
        late,
        waits: line.waits.is_some(),
    })
}

/// What a line is known by: when, in one spelling.
fn text(source: &Source, form: &EveryForm) -> String {
    match form {
        EveryForm::Period(at) => source.slice(*at).to_owned(),
        EveryForm::Days { days, at, zone } => {
            let days: Vec<_> = days.iter().map(|day| source.slice(*day)).collect();
            let zone = zone.map(|zone| format!(" in {}", source.slice(zone)));
            let at = source.slice(*at);
            format!("{} at {at}{}", days.join(", "), zone.unwrap_or_default())
        }
    }
}

fn weekdays(source: &Source, days: &[Span]) -> Result<Vec<Weekday>, Wrong> {
    let all = DAYS.map(|(_, day)| day);
    let mut found = Vec::new();
    for at in days {
        let written = source.slice(*at);
        let day = match written {
            "day" => return Ok(all.to_vec()),
            "weekday" => return Ok(all[..5].to_vec()),
            name => DAYS.iter().find(|(known, _)| *known == name),
        };
        let Some((_, day)) = day else {
            let names = DAYS.iter().map(|(name, _)| *name);
            return Err(Wrong {
                at: *at,
                title: format!("unknown weekday `{written}`"),
                label: String::new(),
                help: match nearest(written, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write `day`, `weekday`, or names from `Monday` to `Sunday`".into(),
                },
            });
        };
        if found.contains(day) {
            return Err(Wrong {
                at: *at,
                title: format!("`{written}` is named twice"),
                label: String::new(),
                help: "remove one of them".into(),
            });
        }
        found.push(*day);
    }
    Ok(found)
}

fn zone_of(source: &Source, at: Span) -> Result<jiff::tz::TimeZone, Wrong> {
    let written = source.slice(at).trim_matches('"');
    time_zone(written).map_err(|_| {
        let names = zone_names();
        Wrong {
            at,
            title: format!("unknown time zone `{written}`"),
            label: String::new(),
            help: match nearest(written, names.iter().map(String::as_str)) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "use an IANA name, such as \"Europe/Rome\"".into(),
            },
        }
    })
}

fn period(source: &Source, at: Span) -> Result<When, Wrong> {
    let written = source.slice(at);
    let wrong = |title: String| {
        Wrong {
        at,
        title,
        label: String::new(),
        help: "write a period from 1s to 24h, such as `every 15m`; for a time of day, `every day at 18:00`".into(),
    }
    };
    let period = duration(written).map_err(|_| wrong(format!("`{written}` is not a duration")))?;
    match (SHORTEST..=LONGEST).contains(&period) {
        true => Ok(When::Period(period)),
        false => Err(wrong(format!("a flow cannot start every {written}"))),
    }
}

fn late(source: &Source, at: Span) -> Result<SignedDuration, Wrong> {
    let written = source.slice(at);
    let read = duration(written).ok().filter(|late| late.is_positive());
    read.filter(|late| *late <= SignedDuration::from_hours(24 * 7))
        .ok_or_else(|| Wrong {
            at,
            title: format!("a start cannot be {written} late"),
            label: String::new(),
            help: "write a duration of up to 7d, such as `if missed run within 2h`".into(),
        })
}
