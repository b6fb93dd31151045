use super::{Happened, Left, look_of};
use crate::catalogue::Catalogue;
use crate::journal::About;
use crate::run::effect::{Answer, Call, Shown};
use crate::value::{Record, Value};
use jiff::{SignedDuration, Timestamp};

/// When the answer to the write came.
const TOLD: Timestamp = Timestamp::constant(1_000_000, 0);

/// When the thing is looked at again.
fn asked() -> Timestamp {
    TOLD + SignedDuration::from_hours(1)
}

fn record(fields: &[(&str, Value)]) -> Record {
    let fields = fields.iter();
    fields
        .map(|(name, value)| ((*name).into(), value.clone()))
        .collect()
}

/// How long ago something began that began so many seconds after the answer.
fn since(seconds: i64) -> Value {
    Value::Duration(SignedDuration::from_hours(1) - SignedDuration::from_secs(seconds))
}

/// What a write has left.
fn left(
    (system, action): (&str, &str),
    args: &[(&str, Value)],
    after: Option<&str>,
    (shown, at): (Option<Shown>, Option<Timestamp>),
) -> Left {
    let entry = Catalogue::builtin().system(system).unwrap();
    let call = Call {
        system: system.into(),
        action: action.into(),
        args: record(args),
        reads: false,
    };
    let answer = Answer {
        left: shown.map(Box::new),
        ..Answer::success()
    };
    let about = About {
        after: after.map(Into::into),
        ..About::default()
    };
    let then = Happened {
        answer: &answer,
        about: Some(&about),
        at,
    };
    Left::of(entry, entry.action(action).unwrap(), &call, &then).unwrap()
}

fn changed(left: &Left, row: &[(&str, Value)]) -> String {
    let entry = Catalogue::builtin().system(&left.system).unwrap();
    let action = entry.action(&left.action).unwrap();
    let look = look_of(entry, action).unwrap();
    let row = Some(record(row));
    let changed = left.changed(look, (asked(), Ok(&row)), (entry, action));
    changed.unwrap_or_default()
}

/// Agent 8, set to `Unavailable` as a break.
fn agent(state: &str, reason: &str) -> Left {
    let shown = Shown {
        fields: record(&[
            ("State", Value::text(state)),
            ("Reason", Value::text(reason)),
        ]),
        began: Some(TOLD),
    };
    left(
        ("cxone", "set state of agent to"),
        &[
            ("AgentId", Value::text("8")),
            ("State", Value::text("Unavailable")),
        ],
        None,
        (Some(shown), Some(TOLD)),
    )
}

fn row(state: &str, reason: &str, began: i64) -> [(&'static str, Value); 3] {
    [
        ("State", Value::text(state)),
        ("Reason", Value::text(reason)),
        ("Since", since(began)),
    ]
}

#[test]
fn an_agents_state_is_compared_with_what_the_system_showed_after_the_write() {
    let left = agent("Unavailable", "Break");
    for (state, reason, began, expected) in [
        ("Unavailable", "Break", 0, ""),
        // Ages are shown in whole seconds.
        ("Unavailable", "Break", 1, ""),
        (
            "Unavailable",
            "Break",
            2,
            "agent 8 was set to Unavailable (Break) again after the run",
        ),
        (
            "Unavailable",
            "Lunch",
            0,
            "the run left agent 8 Unavailable (Break), and it is Unavailable (Lunch) now",
        ),
        (
            "LoggedOut",
            "",
            0,
            "the run left agent 8 Unavailable (Break), and it is LoggedOut now",
        ),
    ] {
        let found = changed(&left, &row(state, reason, began));
        assert_eq!(found, expected, "{state} {reason} {began}");
    }
}

/// A list may lag: what it still showed of the time before is not what the run has left.
#[test]
fn what_had_not_caught_up_yet_is_not_taken_for_what_was_left() {
    let left = agent("Available", "");
    assert_eq!(changed(&left, &row("Unavailable", "Break", 30)), "");
    // Later than the clocks of two machines may differ.
    let again = changed(&left, &row("Unavailable", "Break", 61));
    assert!(again.contains("again after the run"), "{again}");
}

#[test]
fn a_hold_is_the_runs_own_as_long_as_nobody_has_held_the_contact_too() {
    let of = ("cxone", "hold contact");
    let args = [("ContactId", Value::text("1001"))];
    let mut left = left(of, &args, Some("Held"), (None, Some(TOLD)));
    let held = |count: i64| {
        [
            ("State", Value::text("Held")),
            ("HoldCount", Value::number(count)),
        ]
    };
    assert_eq!(changed(&left, &held(1)), "");
    assert_eq!(
        changed(&left, &held(2)),
        "`hold contact` was done 2 times to contact 1001, 1 of them by the run: before or after it, \
         an agent or another flow did the same"
    );
    left.times = 2;
    assert_eq!(changed(&left, &held(2)), "");
    let active = [("State", Value::text("Active"))];
    assert_eq!(
        changed(&left, &active),
        "the run left contact 1001 Held, and it is Active now"
    );
}

#[test]
fn a_hold_that_began_after_the_run_is_somebody_elses() {
    let of = ("finesse", "hold contact");
    let args = [("ContactId", Value::text("55"))];
    let held = |began: i64| [("State", Value::text("Held")), ("Since", since(began))];
    let timed = left(of, &args, Some("Held"), (None, Some(TOLD)));
    assert_eq!(changed(&timed, &held(1)), "");
    assert_eq!(
        changed(&timed, &held(300)),
        "contact 55 was set to Held again after the run"
    );
    // When it happened is not known of a write that a person has settled.
    let settled = left(of, &args, Some("Held"), (None, None));
    assert_eq!(changed(&settled, &held(300)), "");
}
