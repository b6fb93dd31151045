//! What `flow.toml` says about opening hours: `[calendar.support]`, and days that differ from an `.ics`
//! file beside it.

use super::ics;
use crate::settings::{Item, Problem, Table, to_span};
use crate::value::{Calendar, Hours, date, merged, time_zone};
use jiff::civil;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use toml::de::DeValue;

/// The days of the week as keys, in their order.
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

type Calendars = BTreeMap<Arc<str>, Arc<Calendar>>;

/// Reads every `[calendar.…]`; files named in them are looked for in `folder`.
pub(super) fn read(top: &Table<'_, '_>, folder: &Path) -> Result<Calendars, Problem> {
    let mut calendars = Calendars::new();
    let Some(table) = top.table("calendar")? else {
        return Ok(calendars);
    };
    for (name, span, item) in table.entries() {
        let Some(inner) = item.get_ref().as_table() else {
            return Err(table.wrong(item, "a calendar is a table: `[calendar.support]`"));
        };
        if !is_word(&name) {
            let problem = Problem::new(format!("`{name}` cannot name a calendar"));
            return Err(problem
                .at(table.source, span, "")
                .help("use lower-case letters, digits and hyphens, as in `open(support, now)`"));
        }
        let inner = Table::new(table.source, item.span(), inner);
        let calendar = one(&name, &inner, folder)?;
        calendars.insert(name.as_str().into(), Arc::new(calendar));
    }
    Ok(calendars)
}

fn is_word(name: &str) -> bool {
    let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(letters)
}

fn one(name: &str, table: &Table<'_, '_>, folder: &Path) -> Result<Calendar, Problem> {
    let mut calendar = Calendar {
        name: name.into(),
        zone: zone(name, table)?,
        week: week(name, table)?,
        days: BTreeMap::new(),
    };
    if let Some(file) = table.text("ics")? {
        let wrong = |why: String| match table.get("ics") {
            Some(item) => table.wrong(item, &why),
            None => Problem::new(why),
        };
        let closed = ics::closed_days(&folder.join(&file)).map_err(wrong)?;
        calendar
            .days
            .extend(closed.into_iter().map(|day| (day, Vec::new())));
    }
    // What the settings say of a day wins over the file: a team that works on a holiday says so.
    days(&mut calendar, table)?;
    table.nothing_else()?;
    Ok(calendar)
}

fn zone(name: &str, table: &Table<'_, '_>) -> Result<TimeZone, Problem> {
    let Some(item) = table.get("zone") else {
        return Err(Problem::new(format!("calendar `{name}` has no `zone`"))
            .at(table.source, table.span, "")
            .help("add the zone that its hours are for, like `zone = \"Europe/Rome\"`"));
    };
    let text = table.text("zone")?.unwrap_or_default();
    time_zone(&text).map_err(|why| table.wrong(item, &why))
}

fn week(name: &str, table: &Table<'_, '_>) -> Result<[Vec<Hours>; 7], Problem> {
    let mut week: [Vec<Hours>; 7] = Default::default();
    let Some(hours) = table.table("hours")? else {
        return Err(Problem::new(format!("calendar `{name}` has no `hours`"))
            .at(table.source, table.span, "")
            .help("add them by weekday, like `hours = { monday = \"09:00-17:30\" }`"));
    };
    for (at, day) in WEEKDAYS.into_iter().enumerate() {
        let Some(item) = hours.get(day) else { continue };
        for (today, tomorrow) in spans(&hours, item)? {
            week[at].push(today);
            week[(at + 1) % 7].extend(tomorrow);
        }
    }
    hours.nothing_else()?;
    Ok(week.map(merged))
}

/// Days that differ: closed, or with hours that end on the same day.
fn days(calendar: &mut Calendar, table: &Table<'_, '_>) -> Result<(), Problem> {
    let Some(days) = table.table("days")? else {
        return Ok(());
    };
    for (name, span, item) in days.entries() {
        let day: civil::Date = date(&name).map_err(|why| {
            Problem::new(format!("`{name}` is not a day: {why}")).at(days.source, span, "")
        })?;
        let mut hours = Vec::new();
        for (today, tomorrow) in spans(&days, item)? {
            if tomorrow.is_some() {
                return Err(days.wrong(item, "hours of one day end on that day, at 24:00 at most"));
            }
            hours.push(today);
        }
        calendar.days.insert(day, merged(hours));
    }
    Ok(())
}

/// `"09:00-17:30"`, `["09:00-12:00", "13:00-18:00"]`, `"closed"`
fn spans(
    table: &Table<'_, '_>,
    item: Item<'_, '_>,
) -> Result<Vec<(Hours, Option<Hours>)>, Problem> {
    let texts: Vec<Item<'_, '_>> = match item.get_ref() {
        DeValue::Array(items) => items.iter().collect(),
        _ => vec![item],
    };
    if let [only] = texts.as_slice()
        && only.get_ref().as_str() == Some("closed")
    {
        return Ok(Vec::new());
    }
    let read = |one: &Item<'_, '_>| {
        let Some(text) = one.get_ref().as_str() else {
            return Err(table.wrong(one, "hours are a text, like \"09:00-17:30\" or \"closed\""));
        };
        Hours::read(text).map_err(|why| {
            Problem::new(why)
                .at(table.source, to_span(one.span()), "")
                .help("write hours like \"09:00-17:30\", several in a list, or \"closed\"")
        })
    };
    texts.iter().map(read).collect()
}
