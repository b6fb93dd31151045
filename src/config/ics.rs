//! Closed days from an `.ics` file (RFC 5545): its events of whole days. Our own reader, since a library
//! would bring a tree of crates for three lines of each event.

use crate::value::date;
use jiff::{ToSpan, civil};
use std::collections::BTreeSet;
use std::path::Path;

/// A file larger than this is no list of holidays.
const MAX_BYTES: u64 = 4 << 20;
/// An event that comes every year is read up to this year.
const LAST_YEAR: i16 = 2100;
/// An event longer than this is no holiday.
const MOST_DAYS: usize = 400;

/// The days that the events of a file cover.
pub(super) fn closed_days(path: &Path) -> Result<BTreeSet<civil::Date>, String> {
    let name = path.display();
    let size = std::fs::metadata(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    if size.len() > MAX_BYTES {
        return Err(format!("{name} is too large for a calendar of holidays"));
    }
    let bytes = std::fs::read(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    let text = String::from_utf8_lossy(&bytes);
    days_of(&text).map_err(|why| format!("{name}: {why}"))
}

fn days_of(text: &str) -> Result<BTreeSet<civil::Date>, String> {
    let lines = unfolded(text);
    if !lines.iter().any(|line| line == "BEGIN:VCALENDAR") {
        return Err("not an .ics file: it has no BEGIN:VCALENDAR".into());
    }
    let mut days = BTreeSet::new();
    let mut event: Option<Event> = None;
    // What is inside an event, an alarm for example, has lines of the same names.
    let mut inside = 0_usize;
    for line in &lines {
        match line.as_str() {
            "BEGIN:VEVENT" => event = Some(Event::default()),
            "END:VEVENT" => {
                if let Some(event) = event.take() {
                    event.add_to(&mut days)?;
                }
                inside = 0;
            }
            begins if begins.starts_with("BEGIN:") => inside += 1,
            ends if ends.starts_with("END:") => inside = inside.saturating_sub(1),
            other => {
                if let (Some(event), 0 | 1) = (&mut event, inside) {
                    event.take(other);
                }
            }
        }
    }
    Ok(days)
}

/// Long lines are folded: what goes on begins with a blank.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

#[derive(Default)]
struct Event {
    summary: String,
    start: Option<String>,
    end: Option<String>,
    rule: Option<String>,
    cancelled: bool,
}

impl Event {
    fn take(&mut self, line: &str) {
        let Some((head, value)) = line.split_once(':') else {
            return;
        };
        let name = head.split(';').next().unwrap_or(head);
        match name {
            "SUMMARY" => self.summary = value.to_owned(),
            "DTSTART" => self.start = Some(value.to_owned()),
            "DTEND" => self.end = Some(value.to_owned()),
            "RRULE" => self.rule = Some(value.to_owned()),
            "STATUS" => self.cancelled = value == "CANCELLED",
            _ => {}
        }
    }

    fn add_to(&self, days: &mut BTreeSet<civil::Date>) -> Result<(), String> {
        if self.cancelled {
            return Ok(());
        }
        let start = self
            .start
            .as_deref()
            .ok_or_else(|| self.wrong("has no DTSTART"))?;
        let first = self.day(start)?;
        let last = match self.end.as_deref() {
            // The end of an event is the first day after it.
            Some(end) => self
                .day(end)?
                .checked_sub(1.day())
                .unwrap_or(first)
                .max(first),
            None => first,
        };
        let length = (last - first).get_days() as usize + 1;
        if length > MOST_DAYS {
            return Err(self.wrong("is longer than a year"));
        }
        for first in self.firsts(first)? {
            let mut day = first;
            for _ in 0..length {
                days.insert(day);
                let next = day.checked_add(1.day());
                day = next.map_err(|_| self.wrong("is too far away"))?;
            }
        }
        Ok(())
    }

    /// The first day of each time that it comes.
    fn firsts(&self, first: civil::Date) -> Result<Vec<civil::Date>, String> {
        let Some(rule) = &self.rule else {
            return Ok(vec![first]);
        };
        let (mut count, mut until) = (usize::MAX, civil::date(LAST_YEAR, 12, 31));
        for part in rule.split(';') {
            match part.split_once('=').unwrap_or((part, "")) {
                ("FREQ", "YEARLY") | ("INTERVAL", "1") => {}
                ("COUNT", many) => count = many.parse().unwrap_or(1),
                ("UNTIL", day) => until = self.day(day.get(..8).unwrap_or(day))?,
                ("BYMONTH", month) if month.parse() == Ok(first.month()) => {}
                ("BYMONTHDAY", day) if day.parse() == Ok(first.day()) => {}
                ("WKST", _) => {}
                _ => return Err(self.wrong(&format!("repeats by {part}, which is not supported"))),
            }
        }
        let years = first.year()..=until.year();
        // The 29th of February comes where there is one.
        let days = years.filter_map(|year| civil::Date::new(year, first.month(), first.day()).ok());
        Ok(days.filter(|day| *day <= until).take(count).collect())
    }

    fn day(&self, text: &str) -> Result<civil::Date, String> {
        let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits {
            return Err(self.wrong(&format!("is at {text}; only whole days are read")));
        }
        let shown = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
        date(&shown).map_err(|_| self.wrong(&format!("is at {text}, which is not a day")))
    }

    fn wrong(&self, what: &str) -> String {
        let summary = self.summary.chars().take(60).collect::<String>();
        format!("event `{summary}` {what}")
    }
}

#[cfg(test)]
mod tests {
    use super::days_of;

    fn of(events: &str) -> Result<Vec<String>, String> {
        let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
        let days = days_of(&text)?;
        Ok(days.iter().take(4).map(ToString::to_string).collect())
    }

    #[test]
    fn whole_days_are_closed() {
        let christmas = "BEGIN:VEVENT\r\nSUMMARY:Chris\r\n tmas\r\nDTSTART;VALUE=DATE:20261225\r\n\
                         DTEND;VALUE=DATE:20261227\r\nBEGIN:VALARM\r\nTRIGGER:-P1D\r\nEND:VALARM\r\n\
                         END:VEVENT\r\n";
        assert_eq!(
            of(christmas),
            Ok(vec!["2026-12-25".into(), "2026-12-26".into()])
        );
        let yearly = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY;UNTIL=20320229\n\
                      END:VEVENT\n";
        let leap = ["2024-02-29", "2028-02-29", "2032-02-29"].map(String::from);
        assert_eq!(of(yearly), Ok(leap.to_vec()));
        let cancelled = "BEGIN:VEVENT\nDTSTART:20260101\nSTATUS:CANCELLED\nEND:VEVENT\n";
        assert_eq!(of(cancelled), Ok(Vec::new()));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let meeting = "BEGIN:VEVENT\nSUMMARY:Team\nDTSTART:20261201T090000Z\nEND:VEVENT\n";
        let problem = of(meeting).expect_err("a meeting");
        assert_eq!(
            problem,
            "event `Team` is at 20261201T090000Z; only whole days are read"
        );
        let weekly =
            "BEGIN:VEVENT\nSUMMARY:Rest\nDTSTART:20261201\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n";
        assert!(
            of(weekly)
                .expect_err("a rule")
                .contains("repeats by FREQ=WEEKLY")
        );
        assert!(days_of("<html>").is_err());
    }
}
