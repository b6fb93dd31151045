//! Runs that are over, and runs while they go on.

use super::{HOLD, golden, people, span};
use contactflow::report::trace::{self, Detail};
use contactflow::report::{Look, Redactor, concise, run_json};
use contactflow::run::effect::{Answer, Exchange};
use contactflow::run::event::{Attempt, End, Event, EventKind, Failure, Fault, InDoubt, RunReport};
use contactflow::source::{Source, Span};
use contactflow::value::{Mark, Text, TextBuilder, Value};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(1_796_115_600_000 + millis).expect("it is in range")
}

fn exchange(millis: i64, answered: &str) -> Exchange {
    Exchange {
        at: at(millis),
        took: SignedDuration::from_millis(12),
        asked: "POST …/agent-sessions/S1/interactions/1004/hold".into(),
        answered: answered.into(),
    }
}

fn attempt(millis: i64) -> Attempt {
    Attempt {
        at: at(millis),
        outcome: "InvalidState".into(),
        reason: "Invalid State.".into(),
        exchanges: vec![exchange(millis, "409 InvalidState")],
    }
}

fn failure(source: &Source, attempts: usize) -> Failure {
    Failure {
        span: span(source, "hold contact <ContactId>"),
        what: "hold contact 1004".into(),
        action: Some(("cxone".into(), "hold contact".into())),
        outcome: "InvalidState".into(),
        reason: "Invalid State.".into(),
        message: Some("agent 7 is still changing state".into()),
        by: Some(span(
            source,
            "fail \"agent {AgentId} is still changing state\"",
        )),
        attempts: (0..attempts).map(|n| attempt(n as i64 * 2_000)).collect(),
        through: Vec::new(),
    }
}

fn in_doubt(source: &Source, statement: u64, what: &str) -> InDoubt {
    InDoubt {
        effect: statement,
        name: format!("r1/{statement}/1").into(),
        at: at(0),
        span: span(source, "hold contact <ContactId>"),
        what: what.into(),
    }
}

fn report(end: End) -> RunReport {
    RunReport {
        run: "r1".into(),
        source: Arc::new(Source::new("examples/hold.flow", HOLD)),
        started: at(0),
        ended: at(6_100),
        end,
        results: [(Arc::from("Held"), Value::text("no"))]
            .into_iter()
            .collect(),
        calls: 6,
        in_doubt: Vec::new(),
        also: Vec::new(),
        undone: Vec::new(),
        left_open: Vec::new(),
        cleaned_up: true,
        unheard: Vec::new(),
    }
}

#[test]
fn a_failed_action_shows_everything_that_is_known() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    let report = report(End::Failed(Box::new(failure(&source, 4))));
    golden!("failure", people(&redactor).run(&source, &report));
    golden!(
        "failure-json",
        format!(
            "{:#}",
            run_json(&source, &report, people(&redactor).catalogue, &redactor)
        )
    );
    golden!("failure-concise", concise::end(&report, &redactor));
}

#[test]
fn of_many_attempts_the_first_and_the_last_are_shown() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    let report = report(End::Failed(Box::new(failure(&source, 40))));
    let shown = people(&redactor).run(&source, &report);
    assert!(shown.contains("40 times in 1m 18s"), "{shown}");
    assert!(shown.contains("… 34 more like these …"), "{shown}");
    assert!(
        shown.contains("40. 15:01:18") || shown.contains("40. "),
        "{shown}"
    );
}

#[test]
fn an_unknown_write_says_how_to_look() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    let mut failed = failure(&source, 1);
    failed.outcome = "Unknown".into();
    failed.reason = "accepted, and never confirmed within 20s".into();
    failed.message = None;
    failed.by = None;
    failed.attempts[0].outcome = "Unknown".into();
    failed.attempts[0].reason = failed.reason.to_string();
    let mut report = report(End::Failed(Box::new(failed)));
    report.in_doubt = vec![in_doubt(&source, 3, "hold contact 1004")];
    golden!("failure-unknown", people(&redactor).run(&source, &report));
}

/// What is named shows the result of this action: another list would say that nothing has happened.
#[test]
fn an_unknown_write_is_looked_up_where_it_shows() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    for (system, key, looks) in [
        ("cxone", "consult agent", ": `find active contacts`"),
        ("cxone", "dial skill", ": `find active contacts`"),
        ("cxone", "send dtmf", ", in the agent's desktop"),
        (
            "cxone",
            "set disposition of contact to",
            ": `find disposition of contact <ContactId>`",
        ),
        ("cxone", "park email", ": `find parked contacts`"),
        ("finesse", "consult agent", ": `find active contacts`"),
        ("finesse", "hold contact", ": `find contact <ContactId>`"),
        (
            "easycim",
            "open script for",
            ", in easyCIM's back office, on the customer's record",
        ),
    ] {
        let mut failed = failure(&source, 1);
        failed.outcome = "Unknown".into();
        failed.message = None;
        failed.action = Some((system.into(), key.into()));
        let catalogue = people(&redactor).catalogue;
        let advice =
            |failed| contactflow::report::advice::for_failure(failed, catalogue, &redactor);
        failed.by = None;
        let text = advice(&failed);
        let wanted = format!("Check before you run this again{looks}. To decide it in the flow");
        assert!(text.contains(&wanted), "{system} {key}: {text}");
    }
}

#[test]
fn every_outcome_of_the_transport_has_its_advice() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    let mut all = String::new();
    for outcome in [
        "Unauthorized",
        "Throttled",
        "Unavailable",
        "Rejected",
        "TimedOut",
        "Exhausted",
        "InvalidContactId",
    ] {
        let mut failed = failure(&source, 1);
        failed.outcome = outcome.into();
        failed.by = None;
        failed.message = None;
        let advice = contactflow::report::advice::for_failure(
            &failed,
            people(&redactor).catalogue,
            &redactor,
        );
        all.push_str(&format!("{outcome}: {advice}\n\n"));
    }
    golden!("advice", all);
}

fn with_number() -> Text {
    let mut text = TextBuilder::new();
    text.words("no callback for ")
        .marked("+12025550123", Mark::PhoneNumber)
        .words(" was found");
    text.build()
}

#[test]
fn a_script_that_ends_itself_is_shown_where_it_did() {
    let source = Source::new(
        "a.flow",
        "log \"a\"\nfail \"no callback for {Phone} was found\"\n",
    );
    let redactor = Redactor::new();
    let place = span(&source, "fail \"no callback for {Phone} was found\"");
    let failed = Failure {
        span: place,
        what: Text::default(),
        action: None,
        outcome: "Failed".into(),
        reason: Text::default(),
        message: Some(with_number()),
        by: Some(place),
        attempts: Vec::new(),
        through: Vec::new(),
    };
    golden!(
        "failure-own",
        people(&redactor).run(&source, &report(End::Failed(Box::new(failed))))
    );
}

#[test]
fn a_fault_and_a_cancelled_run_are_told() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    let fault = Fault {
        outcome: None,
        span: span(&source, "hold contact <ContactId>"),
        message: "the run took longer than 30s".into(),
        help: Some("allow more with `--time-limit`".into()),
    };
    let mut report = report(End::Cancelled);
    report.also = vec![End::Faulted(Box::new(fault))];
    golden!("cancelled", people(&redactor).run(&source, &report));
}

fn name() -> Text {
    Text::marked("Zacharias", Mark::Personal)
}

fn held_for() -> Text {
    let mut text = TextBuilder::new();
    text.words("held for ").text(&name());
    text.build()
}

fn story() -> Vec<Event> {
    let source = Arc::new(Source::new("examples/hold.flow", HOLD));
    let place = span(&source, "hold contact <ContactId>");
    let what = || Text::plain("hold contact 1002");
    let answered = |outcome: &str, reason: &str, answer: &str| EventKind::Answered {
        name: "r1/3/1".into(),
        what: what(),
        answer: Answer::new(outcome, reason).exchange(exchange(100, answer)),
        took: SignedDuration::from_millis(12),
    };
    let kinds = vec![
        (0, EventKind::Started),
        (
            100,
            EventKind::Asked {
                name: "r1/3/1".into(),
                what: what(),
                attempt: 1,
            },
        ),
        (
            112,
            answered("InvalidState", "Invalid State.", "409 InvalidState"),
        ),
        (
            112,
            EventKind::Handled {
                outcome: "InvalidState".into(),
                handler: place,
            },
        ),
        (
            112,
            EventKind::Retrying {
                what: what(),
                outcome: "InvalidState".into(),
                retry: 1,
                of: Some(3),
                after: SignedDuration::from_millis(1_200),
                handler: Span::default(),
            },
        ),
        (
            1_312,
            answered("Success", "", "202 Accepted, event Holding"),
        ),
        (1_312, EventKind::Log(held_for())),
        (
            1_312,
            EventKind::Emitted("Name".into(), Value::Text(name())),
        ),
        (
            1_400,
            EventKind::Abandoned {
                name: "r1/4/1".into(),
                what: "end contact 1002".into(),
            },
        ),
        (1_500, EventKind::Ended(End::Finished { message: None })),
    ];
    kinds
        .into_iter()
        .map(|(millis, kind)| Event {
            at: at(millis),
            source: source.clone(),
            span: place,
            kind,
        })
        .collect()
}

#[test]
fn a_trace_is_told_line_by_line() {
    let source = Source::new("examples/hold.flow", HOLD);
    for (name, detail) in [("story", Detail::Story), ("trace", Detail::Full)] {
        let telling = trace::Telling {
            detail,
            look: Look::default(),
            redactor: &Redactor::new(),
        };
        let lines: Vec<String> = story()
            .iter()
            .flat_map(|event| telling.lines(event, at(0), &source))
            .collect();
        insta::with_settings!({
            snapshot_path => "../../report",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(name, lines.join("\n"));
        });
    }
}

#[test]
fn a_trace_for_programs_has_a_line_for_every_event() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    let lines: Vec<String> = story()
        .iter()
        .map(|event| trace::event_json("r1", event, &source, &redactor).to_string())
        .collect();
    golden!("trace-json", lines.join("\n"));
}

#[test]
fn a_failure_without_a_place_is_still_told() {
    let source = Source::new("a.flow", "hold contact <ContactId>\n");
    let redactor = Redactor::new();
    let failed = Failure {
        span: Span::default(),
        what: "sign in with the profile".into(),
        action: None,
        outcome: "Unauthorized".into(),
        reason: "invalid_client".into(),
        message: None,
        by: None,
        attempts: Vec::new(),
        through: Vec::new(),
    };
    golden!(
        "failure-sign-in",
        people(&redactor).run(&source, &report(End::Failed(Box::new(failed))))
    );
}

#[test]
fn writes_that_nothing_settled_are_told_even_of_a_run_that_went_well() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    let mut report = report(End::Finished { message: None });
    assert_eq!(people(&redactor).run(&source, &report), "");
    report.in_doubt = vec![
        in_doubt(&source, 3, "hold contact 1004"),
        in_doubt(&source, 4, "hold contact 1005"),
    ];
    golden!("unknown", people(&redactor).run(&source, &report));
}

#[test]
fn what_a_run_leaves_open_is_named_with_what_to_do() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    let mut report = report(End::Cancelled);
    report.cleaned_up = false;
    let left = |what: &str, certain| contactflow::run::event::LeftOpen {
        what: what.into(),
        statement: "hold contact 1004".into(),
        span: span(&source, "hold contact <ContactId>"),
        certain,
        close: "resume the contact".into(),
        harm: Some("the caller hears hold music until the contact is resumed".into()),
    };
    report.left_open = vec![
        left("contact 1004 is still on hold", true),
        left("contact 1005 may still be on hold", false),
    ];
    golden!("left-open", people(&redactor).run(&source, &report));
    let json = run_json(&source, &report, people(&redactor).catalogue, &redactor);
    golden!("left-open-json", format!("{:#}", json["left_open"]));
    report.left_open = vec![left("contact 1004 is still on hold", true); 12];
    let shown = people(&redactor).run(&source, &report);
    assert!(
        shown.contains("7 more like these are still open"),
        "{shown}"
    );
}
