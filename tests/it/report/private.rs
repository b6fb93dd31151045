//! Whatever somebody is called, reports stay the documents that they are: a value changes nothing but
//! the places where values stand, and there it is hidden.

use contactflow::Script;
use contactflow::catalogue::Catalogue;
use contactflow::check::Context;
use contactflow::host::virtual_time::{Reply, VirtualTime};
use contactflow::report::trace::{self, Detail};
use contactflow::report::{Look, People, Redactor, run_json};
use contactflow::run::effect::{Answer, Effect, Exchange, Request};
use contactflow::run::{Limits, Run, Start};
use contactflow::value::{Mark, Record, Text, Value};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

const SCHEMA: &str = include_str!("../../../docs/schema/run.json");

const FLOW: &str = "\
use cxone
input PhoneNumber: phone number
input FirstName: text
set security user 7
log \"no answer yet, says {FirstName}, finished or failed\"
let Both = \"{FirstName} at {PhoneNumber}\"
emit Both: Both
emit Upper: upper(FirstName)
emit Who: { Name: FirstName, Id: 4021, \"the reason\": \"no\" }
schedule callback to <PhoneNumber> at 2026-12-02T09:00:00Z
    with FirstName: <FirstName>, LastName: \"Example\", SkillId: 4021
    on any other -> fail \"no call to {PhoneNumber} for {FirstName}: {Reason}\"
";

/// Says everything back that it is told, as a system may.
fn echo(effect: &Effect, at: Timestamp) -> Reply {
    let Request::Call(call) = &effect.request else {
        return Reply::Never;
    };
    if !call.args.contains_key("FirstName") {
        return Reply::now(Answer::success());
    }
    let told = |name: &str| {
        call.args
            .get(name)
            .map(Value::to_string)
            .unwrap_or_default()
    };
    let quoted = serde_json::Value::from(told("FirstName"));
    let mut answer = Answer::new(
        "Rejected",
        format!("refused {{\"name\":{quoted}}} {}", told("PhoneNumber")),
    );
    answer.exchanges.push(Exchange {
        at,
        took: SignedDuration::from_millis(12),
        asked: "POST callbacks".into(),
        answered: format!("400 {{\"name\":{quoted}}}"),
    });
    Reply::now(answer)
}

/// Everything that is told of a run of a customer with this name and number.
fn told(name: &str, phone: &str) -> Vec<String> {
    let catalogue = Catalogue::builtin();
    let script =
        Script::check("a.flow", FLOW, catalogue, &Context::default()).expect("it is right");
    let mut inputs = Record::new();
    inputs.insert(
        "FirstName".into(),
        Value::Text(Text::marked(name, Mark::Personal)),
    );
    inputs.insert("PhoneNumber".into(), Value::text(phone));
    let start = Start {
        run: "r".into(),
        inputs,
        at: "2026-12-01T09:00:00+00:00[UTC]".parse().expect("a time"),
        seed: 1,
        provided: Vec::new(),
    };
    let run = Run::new(script.program().clone(), start, Limits::default()).expect("it begins");
    let played = VirtualTime::new(run, echo).play();
    let report = played.report.expect("it ends");
    let redactor = Redactor::new();
    played
        .sensitive
        .iter()
        .for_each(|text| redactor.register_text(text));
    let source = script.source();
    let document = run_json(source, &report, Some(catalogue), &redactor);
    let mut whole = serde_json::json!({
        "version": 1, "runs": [document], "files": [], "environment_errors": [], "exit": 1,
    });
    whole["runs"][0]["row"] = serde_json::Value::Null;
    whole["runs"][0]["warnings"] = 0.into();
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("it is JSON");
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    let wrong: Vec<String> = schema
        .iter_errors(&whole)
        .map(|error| error.to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let mut people = People::new(Look::default(), &redactor);
    people.zone = Some(jiff::tz::TimeZone::UTC);
    people.catalogue = Some(catalogue);
    let telling = trace::Telling {
        detail: Detail::Full,
        look: Look::default(),
        redactor: &redactor,
    };
    let mut all = vec![whole.to_string(), people.run(source, &report)];
    for event in &played.events {
        all.extend(telling.lines(event, report.started, source));
        all.push(trace::event_json("r", event, source, &redactor).to_string());
    }
    // `12` in upper case is the same value, `Ada` another one.
    let uncounted = |text: String| text.replace("[personal 2]", "[personal 1]");
    all.into_iter().map(uncounted).collect()
}

/// Words that our own reports are made of.
const OURS: [&str; 24] = [
    "no",
    "a",
    "succeeded",
    "failed",
    "outcome",
    "exit",
    "version",
    "end",
    "runs",
    "hold",
    "1",
    "12",
    "4021",
    "null",
    "true",
    "r",
    "reason",
    "the reason",
    "Rejected",
    "a.flow",
    "cxone",
    "said",
    "message",
    "[personal 1]",
];

#[test]
fn reports_stay_what_they_are_whatever_somebody_is_called() {
    let plain = told("Zacharias", "+12025550123");
    let text = plain.join("\n");
    assert!(
        !text.contains("Zacharias") && !text.contains("2025550123"),
        "{text}"
    );
    assert!(
        text.contains("no answer yet, says [personal 1], finished or failed"),
        "{text}"
    );
    for name in OURS {
        assert_eq!(told(name, "+12025550123"), plain, "{name}");
    }
    for phone in ["+442079460000", "+390612345678"] {
        assert_eq!(told("Zacharias", phone), plain, "{phone}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn and_however_it_is_spelled(name in "[A-Za-zÀ-ž0-9][A-Za-zÀ-ž0-9 '\"<&\\\\/-]{0,40}[a-z]") {
        prop_assert_eq!(told(&name, "+12025550123"), told("Zacharias", "+12025550123"));
    }
}
