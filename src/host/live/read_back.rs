//! What a system shows of a write, when it is asked afterwards.

use crate::catalogue::ReadBack;
use crate::run::effect::Answer;
use crate::value::{Record, Value};
use jiff::Timestamp;

/// Whether a write happened.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::host) enum Verdict {
    /// It did, with these outputs.
    Happened(Record),
    /// It did not.
    DidNot,
    /// What was seen does not decide it.
    Unclear,
}

/// How well two values agree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Same {
    No,
    /// They may mean the same: a number to dial with and without its country.
    Maybe,
    Yes,
}

/// What an answer shows of a write with these parameters, at a time.
pub(super) fn verdict(answer: &Answer, back: &ReadBack, args: &Record, now: Timestamp) -> Verdict {
    if !answer.is_success() {
        return Verdict::Unclear;
    }
    let rows = match back.output.is_empty() {
        true => Some(vec![&answer.outputs]),
        false => rows(answer.outputs.get(&back.output)),
    };
    let Some(rows) = rows else {
        return Verdict::Unclear;
    };
    let found = |row: &&Record| {
        let fields = back.find.iter();
        let same = fields.map(|(field, param)| same(row.get(field), args.get(param)));
        match same.min().unwrap_or(Same::Maybe) {
            Same::Yes if is_anothers(row, back, args) => Same::Maybe,
            same => same,
        }
    };
    if let Some(row) = rows.iter().find(|row| found(row) == Same::Yes) {
        return seen(row, back);
    }
    let maybe = rows.iter().any(|row| found(row) == Same::Maybe);
    match (maybe, back.gone, back.shows.is_empty()) {
        (true, ..) => Verdict::Unclear,
        (false, true, _) => Verdict::Happened(Record::new()),
        (false, false, true) if !may_be_over(back, args, now) => Verdict::DidNot,
        (false, false, _) => Verdict::Unclear,
    }
}

/// Whether what was found may be somebody else's: two people at one number, called at one time.
fn is_anothers(row: &Record, back: &ReadBack, args: &Record) -> bool {
    let mut tells = back.tells.iter();
    tells.any(|(field, param)| {
        let Some(shown) = row.get(field) else {
            return false;
        };
        let given = args.get(param).cloned().unwrap_or_default();
        let (shown, given) = (shown.said(), given.said());
        !shown.trim().eq_ignore_ascii_case(given.trim())
    })
}

/// The thing is there: what it shows.
fn seen(row: &Record, back: &ReadBack) -> Verdict {
    if back.gone {
        return Verdict::DidNot;
    }
    let shows = back.shows.iter();
    let shown = shows.map(|(field, value)| same(row.get(field), Some(&Value::text(value.clone()))));
    match shown.min() {
        Some(Same::No) => return Verdict::DidNot,
        // A row that says nothing of it shows nothing.
        Some(Same::Maybe) => return Verdict::Unclear,
        Some(Same::Yes) | None => {}
    }
    let outputs = back.outputs.iter().filter_map(|(output, field)| {
        let value = row.get(field)?.clone();
        Some((output.clone(), value))
    });
    Verdict::Happened(outputs.collect())
}

/// Whether the thing may be gone since its time has come.
fn may_be_over(back: &ReadBack, args: &Record, now: Timestamp) -> bool {
    let Some(until) = &back.until else {
        return false;
    };
    args.get(until)
        .and_then(time)
        .is_none_or(|time| time <= now)
}

/// The things in an output: one, or a list of them.
fn rows(output: Option<&Value>) -> Option<Vec<&Record>> {
    match output? {
        Value::Record(row) => Some(vec![row]),
        Value::List(items) => items
            .iter()
            .map(|item| match item {
                Value::Record(row) => Some(&**row),
                _ => None,
            })
            .collect(),
        // What has no value shows nothing, not even that there is none.
        _ => None,
    }
}

fn same(one: Option<&Value>, other: Option<&Value>) -> Same {
    let missing = |value: Option<&Value>| matches!(value, None | Some(Value::Nothing));
    let (Some(one), Some(other)) = (one, other) else {
        return Same::Maybe;
    };
    if missing(Some(one)) || missing(Some(other)) {
        return Same::Maybe;
    }
    if let (Some(one), Some(other)) = (time(one), time(other)) {
        let apart = one.duration_since(other).as_secs().abs();
        return if apart == 0 { Same::Yes } else { Same::No };
    }
    let (one, other) = (one.said(), other.said());
    if one.eq_ignore_ascii_case(&other) {
        return Same::Yes;
    }
    dialled(&one, &other)
}

/// How well two numbers to dial agree: one may lack its country.
fn dialled(one: &str, other: &str) -> Same {
    const SHORTEST: usize = 7;
    let digits = |text: &str| -> Option<String> {
        let written = text
            .chars()
            .all(|c| c.is_ascii_digit() || " +-()./".contains(c));
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        (written && digits.len() >= SHORTEST).then_some(digits)
    };
    match (digits(one), digits(other)) {
        (Some(one), Some(other)) if one == other => Same::Yes,
        (Some(one), Some(other)) => {
            let bare = |text: &str| text.trim_start_matches('0').to_owned();
            let (one, other) = (bare(&one), bare(&other));
            match one.ends_with(&other) || other.ends_with(&one) {
                true => Same::Maybe,
                false => Same::No,
            }
        }
        _ => Same::No,
    }
}

fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Time(time) => Some(time.timestamp()),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(Arc<str>, Arc<str>)> {
        let pairs = pairs.iter();
        pairs
            .map(|(one, other)| ((*one).into(), (*other).into()))
            .collect()
    }

    fn fields(fields: &[(&str, &str)]) -> Record {
        let fields = fields.iter();
        fields
            .map(|(name, value)| ((*name).into(), Value::text(*value)))
            .collect()
    }

    fn callbacks() -> ReadBack {
        ReadBack {
            action: "find callbacks".into(),
            with: Vec::new(),
            output: "Callbacks".into(),
            find: pairs(&[("PhoneNumber", "PhoneNumber"), ("When", "When")]),
            tells: pairs(&[("LastName", "LastName"), ("Notes", "Notes")]),
            shows: Vec::new(),
            gone: false,
            unless: Vec::new(),
            until: Some("When".into()),
            outputs: pairs(&[("CallbackId", "CallbackId")]),
        }
    }

    fn held(gone: bool) -> ReadBack {
        ReadBack {
            find: pairs(&[("ContactId", "ContactId")]),
            shows: if gone {
                Vec::new()
            } else {
                pairs(&[("State", "Held")])
            },
            gone,
            until: None,
            outputs: Vec::new(),
            ..callbacks()
        }
    }

    fn answer(rows: &[&[(&str, &str)]]) -> Answer {
        let rows = rows.iter().map(|row| Value::Record(Arc::new(fields(row))));
        Answer::success().with("Callbacks", Value::List(Arc::new(rows.collect())))
    }

    #[test]
    fn a_callback_is_known_by_its_number_and_its_time() {
        let args = fields(&[
            ("PhoneNumber", "+12025550123"),
            ("When", "2026-12-01T09:00:00Z"),
        ]);
        let row = |phone, when| [("PhoneNumber", phone), ("When", when), ("CallbackId", "55")];
        let judge = |rows: &[&[(&str, &str)]], now: &str| {
            verdict(&answer(rows), &callbacks(), &args, now.parse().unwrap())
        };
        let before = "2026-12-01T08:00:00Z";
        let same = row("12025550123", "2026-12-01T10:00:00+01:00");
        let happened = Verdict::Happened(fields(&[("CallbackId", "55")]));
        assert_eq!(judge(&[&same], before), happened);
        assert_eq!(judge(&[&same], "2026-12-02T00:00:00Z"), happened);
        assert_eq!(judge(&[], before), Verdict::DidNot);
        // Its time has come: it may have been made, and be gone for that.
        assert_eq!(judge(&[], "2026-12-01T09:00:00Z"), Verdict::Unclear);
        let other = row("+12025550124", "2026-12-01T09:00:00Z");
        let later = row("+12025550123", "2026-12-01T09:30:00Z");
        assert_eq!(judge(&[&other, &later], before), Verdict::DidNot);
        // The same number as somebody else writes it: nobody knows.
        let national = row("2025550123", "2026-12-01T09:00:00Z");
        assert_eq!(judge(&[&national], before), Verdict::Unclear);
    }

    /// Two people behind one number of a company, both at the next opening: that one of them has a
    /// callback says nothing of the other.
    #[test]
    fn a_callback_of_somebody_else_at_that_number_and_time_decides_nothing() {
        let args = fields(&[
            ("PhoneNumber", "+12025550123"),
            ("When", "2026-12-01T09:00:00Z"),
            ("LastName", "Example"),
        ]);
        let row = |name, notes| {
            [
                ("PhoneNumber", "+12025550123"),
                ("When", "2026-12-01T09:00:00Z"),
                ("CallbackId", "55"),
                ("LastName", name),
                ("Notes", notes),
            ]
        };
        let judge = |rows: &[&[(&str, &str)]]| {
            let now = "2026-12-01T08:00:00Z".parse().unwrap();
            verdict(&answer(rows), &callbacks(), &args, now)
        };
        let happened = Verdict::Happened(fields(&[("CallbackId", "55")]));
        assert_eq!(judge(&[&row("EXAMPLE ", "")]), happened);
        assert_eq!(judge(&[&row("Sample", "")]), Verdict::Unclear);
        assert_eq!(
            judge(&[&row("Example", "about another matter")]),
            Verdict::Unclear
        );
        assert_eq!(judge(&[&row("Sample", ""), &row("Example", "")]), happened);
    }

    #[test]
    fn a_contact_shows_its_state_or_that_it_is_over() {
        let args = fields(&[("ContactId", "1001")]);
        let judge = |state: Option<&str>, gone| {
            let row = [("ContactId", "1001"), ("State", state.unwrap_or_default())];
            let rows: &[&[(&str, &str)]] = if state.is_some() { &[&row] } else { &[] };
            verdict(&answer(rows), &held(gone), &args, Timestamp::UNIX_EPOCH)
        };
        let happened = Verdict::Happened(Record::new());
        assert_eq!(judge(Some("Held"), false), happened);
        assert_eq!(judge(Some("Active"), false), Verdict::DidNot);
        assert_eq!(judge(None, false), Verdict::Unclear);
        assert_eq!(judge(None, true), happened);
        assert_eq!(judge(Some("Active"), true), Verdict::DidNot);
        // A list that says nothing of states decides nothing.
        let row = Value::record([("ContactId".into(), Value::text("1001"))]);
        let answer = Answer::success().with("Callbacks", Value::list([row]));
        let seen = verdict(&answer, &held(false), &args, Timestamp::UNIX_EPOCH);
        assert_eq!(seen, Verdict::Unclear);
    }

    #[test]
    fn an_answer_that_is_the_thing_itself_shows_it() {
        let back = ReadBack {
            output: "".into(),
            find: pairs(&[("State", "State")]),
            until: None,
            outputs: Vec::new(),
            ..callbacks()
        };
        let args = fields(&[("State", "Paused")]);
        let judge = |state: &str| {
            let answer = Answer::success().with("State", Value::text(state));
            verdict(&answer, &back, &args, Timestamp::UNIX_EPOCH)
        };
        assert_eq!(judge("Paused"), Verdict::Happened(Record::new()));
        assert_eq!(judge("Available"), Verdict::DidNot);
    }

    #[test]
    fn what_cannot_be_read_shows_nothing() {
        let args = fields(&[("ContactId", "1001")]);
        for answer in [
            Answer::new("Unavailable", ""),
            Answer::success(),
            Answer::success().with("Callbacks", Value::text("none")),
        ] {
            let seen = verdict(&answer, &held(true), &args, Timestamp::UNIX_EPOCH);
            assert_eq!(seen, Verdict::Unclear, "{answer:?}");
        }
    }
}
