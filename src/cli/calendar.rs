//! `flow calendar`: when the calendars of flow.toml open.

use super::args::CalendarArgs;
use super::exit::Exit;
use super::session;
use crate::config::{Config, Problem};
use crate::nearest::nearest;
use crate::report::{Printer, Style};
use crate::value::{Calendar, time};
use jiff::ZonedDateTime;
use std::path::Path;
use std::sync::Arc;

pub(super) fn run(args: &CalendarArgs, printer: &Printer) -> Exit {
    match shown(args, printer) {
        Ok(()) => Exit::Done,
        Err(problem) => session::tell(&problem, printer),
    }
}

fn shown(args: &CalendarArgs, printer: &Printer) -> Result<(), Problem> {
    let config = match &args.config {
        Some(file) => Config::read(file)?,
        None => Config::find(Path::new("."))?,
    };
    session::note_former(&config, printer);
    let from = match &args.from {
        Some(text) => time(text).map_err(|why| {
            Problem::new(format!("`--from` cannot be `{text}`")).help(why.to_string())
        })?,
        None => ZonedDateTime::now(),
    };
    let Some(name) = &args.name else {
        return all(&config, &from, printer);
    };
    let calendar = find(&config, name)?;
    let zone = calendar.zone.iana_name().unwrap_or_default();
    printer.result(&format!("{name} ({zone}): {}", state(calendar, &from)));
    let openings = calendar.openings(&from, args.days);
    if openings.is_empty() {
        printer.result(&format!("  closed for the next {} days", args.days));
    }
    for (opens, closes) in openings {
        let special = calendar.days.contains_key(&opens.date());
        let mark = match special {
            true => printer
                .look()
                .paint(Style::Care, "  differs from the weekday"),
            false => String::new(),
        };
        let day = opens.strftime("%A %Y-%m-%d");
        let (opens, closes) = (opens.strftime("%H:%M"), closes.strftime("%H:%M"));
        let closes = closes.to_string();
        let closes = if closes == "00:00" { "24:00" } else { &closes };
        printer.result(&format!("  {day:<21}  {opens}-{closes}{mark}"));
    }
    Ok(())
}

fn all(config: &Config, from: &ZonedDateTime, printer: &Printer) -> Result<(), Problem> {
    let calendars = &config.house().calendars;
    if calendars.is_empty() {
        return Err(Problem::new("no calendar in flow.toml")
            .help("add `[calendar.support]` with `zone` and `hours`"));
    }
    for (name, calendar) in calendars.iter() {
        let zone = calendar.zone.iana_name().unwrap_or_default();
        printer.result(&format!("{name} ({zone}): {}", state(calendar, from)));
    }
    Ok(())
}

fn state(calendar: &Calendar, at: &ZonedDateTime) -> String {
    if calendar.is_open(at, None) {
        return "open now".into();
    }
    match calendar.next_open(at, None) {
        Ok(next) => format!("closed, opens {}", next.strftime("%A %Y-%m-%d %H:%M")),
        Err(why) => why,
    }
}

fn find<'c>(config: &'c Config, name: &str) -> Result<&'c Arc<Calendar>, Problem> {
    let calendars = &config.house().calendars;
    calendars.get(name).ok_or_else(|| {
        let known: Vec<&str> = calendars.keys().map(|known| &**known).collect();
        let problem = Problem::new(format!("unknown calendar `{name}`"));
        match (nearest(name, known.iter().copied()), known.as_slice()) {
            (Some(near), _) => problem.help(format!("did you mean `{near}`?")),
            (None, []) => problem.help(format!("add `[calendar.{name}]` to flow.toml")),
            (None, known) => problem.help(format!("flow.toml has {}", known.join(", "))),
        }
    })
}
