//! Numbers, durations, dates and times that are not written as the language writes them.

use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::tokens::{Sort, Token};

/// Names of units, and the unit.
const UNITS: &[(&[&str], &str)] = &[
    (
        &[
            "ms",
            "msec",
            "msecs",
            "millis",
            "millisecond",
            "milliseconds",
        ],
        "ms",
    ),
    (&["s", "sec", "secs", "second", "seconds"], "s"),
    (&["m", "min", "mins", "minute", "minutes"], "m"),
    (&["h", "hr", "hrs", "hour", "hours"], "h"),
    (&["d", "day", "days"], "d"),
];

pub(super) fn unit(word: &str) -> Option<&'static str> {
    let small = word.to_ascii_lowercase();
    let found = UNITS
        .iter()
        .find(|(names, _)| names.contains(&small.as_str()));
    found.map(|(_, unit)| *unit)
}

/// Whether a token that begins with a digit is written right, and stands well before the next.
pub(super) fn check(walk: &Walk<'_>, token: Token<'_>) -> Way {
    if let Some(problem) = unit_apart(walk, token) {
        return Err(Box::new(problem));
    }
    if is_right(token.text) {
        return Ok(());
    }
    Err(Box::new(wrong(token)))
}

/// `5 seconds`, `5 s`
fn unit_apart(walk: &Walk<'_>, token: Token<'_>) -> Option<Diagnostic> {
    let next = walk.after(1).filter(|next| next.sort == Sort::Word)?;
    let unit = unit(next.text).filter(|_| token.text.bytes().all(|b| b.is_ascii_digit()))?;
    let whole = token.span.to(next.span);
    Some(mended(
        whole,
        "a duration has no spaces",
        &format!("{}{unit}", token.text),
    ))
}

fn mended(span: Span, title: &str, by: &str) -> Diagnostic {
    Diagnostic::error(codes::LITERAL, span, title)
        .help(format!(
            "write `{by}`: the units are `ms`, `s`, `m`, `h` and `d`"
        ))
        .fix(format!("write `{by}`"), Safety::Safe, vec![edit(span, by)])
}

fn is_right(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let rest = &text[digits..];
    match rest.as_bytes().first() {
        None => true,
        Some(b'.') => rest[1..].bytes().all(|b| b.is_ascii_digit()),
        Some(b':') => is_shape(text, "00:00"),
        Some(b'-') => is_date(text),
        _ => matches!(rest, "ms" | "s" | "m" | "h" | "d"),
    }
}

fn is_date(text: &str) -> bool {
    is_shape(text, "0000-00-00")
        || text
            .split_once('T')
            .is_some_and(|(date, moment)| is_shape(date, "0000-00-00") && is_moment(moment))
}

fn is_moment(text: &str) -> bool {
    let at = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(at);
    let clock = clock.split('.').next().unwrap_or("");
    let zone = zone == "Z" || is_shape(zone.trim_start_matches(['+', '-']), "00:00");
    zone && (is_shape(clock, "00:00") || is_shape(clock, "00:00:00"))
}

/// Whether a text has digits where the shape has `0`, and the same signs elsewhere.
fn is_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                sign => byte == sign,
            })
}

fn wrong(token: Token<'_>) -> Diagnostic {
    let text = token.text;
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let rest = &text[digits.len()..];
    if let Some(unit) = unit(rest) {
        let title = "unknown unit in a duration";
        return mended(token.span, title, &format!("{digits}{unit}"));
    }
    let only_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if rest.contains('_') || rest.strip_prefix(',').is_some_and(only_digits) {
        let plain: String = text.chars().filter(char::is_ascii_digit).collect();
        let title = "a number has digits only";
        return should_be(token, title, &plain);
    }
    if is_shape(text, "0:00") {
        let title = "a time of day has two digits for the hour";
        let by = format!("0{text}");
        let problem = should_be(token, title, &by);
        let edits = vec![edit(token.span, &by)];
        return problem.fix(format!("write `{by}`"), Safety::Safe, edits);
    }
    if is_shape(text, "00:00:00") {
        return should_be(token, "a time of day has hours and minutes", &text[..5]);
    }
    if text.contains('T') && text.contains('-') {
        return date_with_time(token);
    }
    if rest.contains(['-', '/']) {
        return run_together(token, &digits);
    }
    if let Some(help) = in_one_unit(text) {
        let title = "a duration has one unit";
        return other(token, title, "more than one here", &help);
    }
    other(
        token,
        "the value is no number, time or duration",
        "",
        "write a number like `42`, a duration like `5m`, a time of day like `09:00` or a date like `2026-12-01`; a name starts with an upper-case letter",
    )
}

/// `2026-1-5`, `1/12/2026`, `555-0100`, `5-3`
fn run_together(token: Token<'_>, digits: &str) -> Diagnostic {
    let parts: Vec<&str> = token.text.split(['-', '/']).collect();
    if parts.len() == 3 && token.text.len() <= 10 {
        return other(
            token,
            "the date is not written as `YYYY-MM-DD`",
            "",
            "write the year first, then the month and the day with two digits each",
        );
    }
    if token.text.len() >= 8 {
        return other(
            token,
            "a phone number needs quotes",
            "",
            "write it with `+` and its country code first, in quotes",
        );
    }
    let sign = &token.text[digits.len()..digits.len() + 1];
    let by = parts.join(&format!(" {sign} "));
    let label = format!("spaces belong around `{sign}`");
    other(token, "expected a space", &label, &format!("write `{by}`"))
}

fn date_with_time(token: Token<'_>) -> Diagnostic {
    let (date, moment) = token.text.split_once('T').unwrap_or((token.text, ""));
    let clock_alone = is_shape(moment, "00:00") || is_shape(moment, "00:00:00");
    if is_shape(date, "0000-00-00") && clock_alone {
        return other(
            token,
            "the time has no zone",
            "",
            "add the zone at the end: `Z` for UTC, or the offset, like `+01:00`",
        );
    }
    other(
        token,
        "the time is not written as `YYYY-MM-DDThh:mm:ss+hh:mm`",
        "",
        "write the date, `T`, the time of day and the zone",
    )
}

/// What to write for `1h30m`.
fn in_one_unit(text: &str) -> Option<String> {
    const MILLIS: &[(&str, u64)] = &[
        ("ms", 1),
        ("s", 1_000),
        ("m", 60_000),
        ("h", 3_600_000),
        ("d", 86_400_000),
    ];
    let (mut parts, mut total, mut least) = (Vec::new(), 0u64, MILLIS[4]);
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (count, after) = rest.split_at(digits);
        let letters = after.find(|c: char| c.is_ascii_digit());
        let (word, after) = after.split_at(letters.unwrap_or(after.len()));
        let unit = unit(word)?;
        let known = *MILLIS.iter().find(|(name, _)| *name == unit)?;
        total = total.checked_add(count.parse::<u64>().ok()?.checked_mul(known.1)?)?;
        least = if known.1 < least.1 { known } else { least };
        parts.push(format!("{count}{unit}"));
        rest = after;
    }
    let (unit, millis) = least;
    let whole = total / millis;
    let sum = parts.join(" + ");
    (parts.len() > 1).then(|| format!("write `{whole}{unit}`, or add: `{sum}`"))
}

fn should_be(token: Token<'_>, title: &str, by: &str) -> Diagnostic {
    let label = String::new();
    other(token, title, &label, &format!("write `{by}`"))
}

fn other(token: Token<'_>, title: &str, label: &str, help: &str) -> Diagnostic {
    Diagnostic::error(codes::LITERAL, token.span, title)
        .label(label)
        .help(help)
}
