//! # F137 unknown-zone (error)
//!
//! ## What it checks
//!
//! A time zone has an unknown name.
//!
//! ## Why it matters
//!
//! The run would fail at this line, perhaps with a caller on hold. Windows and some phone systems
//! use their own names; a flow uses IANA names, such as `Europe/Rome`.
//!
//! ## Example
//!
//! ```flow
//! let When = tomorrow at 09:00 in "W. Europe Standard Time"
//! log "{When}"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! let When = tomorrow at 09:00 in "Europe/Berlin"
//! log "{When}"
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the IANA name of the largest place in a Windows
//! zone, or of a zone that differs only in upper and lower case. Your place may keep other hours.
//!
//! ## Related
//!
//! See F066 impossible-literal, F139 in-the-past.

use super::Rule;
use crate::catalogue::nearest;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;
use crate::value::{Value, time_zone, zone_names};

pub const RULE: Rule = Rule::error(137, "unknown-zone");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for typed in &model.facts.zones {
        if let Some(Value::Text(text)) = model.literal(typed)
            && time_zone(&text.text).is_err()
        {
            found.add(problem(&text.text, typed.span));
        }
    }
}

/// What Windows calls zones, by the IANA's name of the largest place in each.
const WINDOWS: [(&str, &str); 28] = [
    ("AUS Eastern Standard Time", "Australia/Sydney"),
    ("Alaskan Standard Time", "America/Anchorage"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Argentina Standard Time", "America/Argentina/Buenos_Aires"),
    ("Atlantic Standard Time", "America/Halifax"),
    ("Central Europe Standard Time", "Europe/Budapest"),
    ("Central European Standard Time", "Europe/Warsaw"),
    ("Central Standard Time", "America/Chicago"),
    ("China Standard Time", "Asia/Shanghai"),
    ("E. South America Standard Time", "America/Sao_Paulo"),
    ("Eastern Standard Time", "America/New_York"),
    ("FLE Standard Time", "Europe/Kiev"),
    ("GMT Standard Time", "Europe/London"),
    ("GTB Standard Time", "Europe/Bucharest"),
    ("Hawaiian Standard Time", "Pacific/Honolulu"),
    ("India Standard Time", "Asia/Kolkata"),
    ("Israel Standard Time", "Asia/Jerusalem"),
    ("Korea Standard Time", "Asia/Seoul"),
    ("Mountain Standard Time", "America/Denver"),
    ("New Zealand Standard Time", "Pacific/Auckland"),
    ("Pacific Standard Time", "America/Los_Angeles"),
    ("Romance Standard Time", "Europe/Paris"),
    ("Russian Standard Time", "Europe/Moscow"),
    ("SE Asia Standard Time", "Asia/Bangkok"),
    ("Singapore Standard Time", "Asia/Singapore"),
    ("South Africa Standard Time", "Africa/Johannesburg"),
    ("Tokyo Standard Time", "Asia/Tokyo"),
    ("W. Europe Standard Time", "Europe/Berlin"),
];

/// A zone that does not exist.
fn problem(name: &str, at: Span) -> Diagnostic {
    let problem = RULE
        .at(
            at,
            format!("unknown time zone `{}`", super::shortened(name)),
        )
        .why("the run would fail here, perhaps with a caller on hold");
    let mut windows = WINDOWS.iter();
    if let Some((_, iana)) = windows.find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        let help = format!("write `\"{iana}\"`, or a place nearer to yours");
        return fixed(problem.label("Windows' name for it").help(help), at, iana);
    }
    let zones = zone_names();
    let short = matches!(name.len(), 2..=5) && name.bytes().all(|b| b.is_ascii_uppercase());
    let problem = match short {
        true => problem.label("an abbreviation means a different time in other places"),
        false => problem.label("not a zone of the IANA's list"),
    };
    // One digit or sign more or less in `GMT+2` is hours away, and the list counts its signs the other way.
    let counts = name.bytes().any(|byte| byte.is_ascii_digit());
    let near = nearest(name, zones.iter().map(String::as_str)).filter(|_| !short && !counts);
    match near {
        Some(near) => {
            let problem = problem.help(format!("did you mean `\"{near}\"`?"));
            match near.eq_ignore_ascii_case(name) {
                true => fixed(problem, at, near),
                false => problem,
            }
        }
        None => problem
            .help("write the zone by its region and city, like `\"Europe/Rome\"`, or `\"UTC\"`"),
    }
}

fn fixed(problem: Diagnostic, at: Span, zone: &str) -> Diagnostic {
    let edit = Edit {
        span: at,
        text: format!("\"{zone}\""),
    };
    problem.fix(format!("Write \"{zone}\""), Safety::Unsafe, vec![edit])
}
