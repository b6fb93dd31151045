use super::*;
use crate::catalogue::Catalogue;
use serde_json::json;
use std::collections::BTreeSet;

fn entry() -> &'static Arc<SystemEntry> {
    Catalogue::builtin().system("easycim").unwrap()
}

fn args(pairs: &[(&str, Value)]) -> Record {
    let pairs = pairs.iter().cloned();
    pairs
        .map(|(name, value)| (Arc::from(name), value))
        .collect()
}

fn asked(key: &str, pairs: &[(&str, Value)]) -> Ask {
    plans(entry())[key].ask(&args(pairs))
}

#[test]
fn every_action_has_a_request_that_fits_it() {
    let plans = plans(entry());
    for action in &entry().actions {
        let request = Request::deserialize(&*action.request);
        assert!(request.is_ok(), "{}: {request:?}", action.key);
        let plan = &plans[&action.key];
        for name in plan.request.args.iter().filter_map(parameter) {
            assert!(action.param(name).is_some(), "{}: {name}", action.key);
        }
        if let Some(outcome) = &plan.request.error {
            assert!(
                action.outcome(outcome).is_some(),
                "{}: {outcome}",
                action.key
            );
        }
        assert_eq!(
            action.reads,
            plan.request.answer.is_some() && !plan.request.writes(),
            "{}",
            action.key
        );
    }
}

impl Request {
    fn writes(&self) -> bool {
        matches!(self.answer, Some(Form::Script | Form::Yes))
    }
}

#[test]
fn every_parameter_is_handed_over_or_used_here() {
    let here: BTreeSet<&str> = ["NoteMayBeLost", "State"].into();
    for (key, plan) in plans(entry()) {
        let sent: BTreeSet<&str> = plan.request.args.iter().filter_map(parameter).collect();
        for param in &plan.action.params {
            let name = &*param.name;
            assert!(sent.contains(name) || here.contains(name), "{key}: {name}");
        }
    }
}

#[test]
fn arguments_go_in_their_places_and_none_too_many() {
    let (contact, ecid) = (
        Value::text("68-60f69967@toolbar.example"),
        Value::text("E-1"),
    );
    let open = asked(
        "open script for",
        &[("ContactId", contact.clone()), ("Ecid", ecid.clone())],
    );
    assert_eq!(
        open.args,
        [json!("68-60f69967@toolbar.example"), json!("E-1")]
    );
    assert!(open.answered);
    let manual = asked("open manual script", &[("Ecid", ecid)]);
    assert_eq!(manual.args, [json!(""), json!("E-1"), json!(true)]);
    let save = [
        ("ContactId", contact.clone()),
        ("OutcomeResult", Value::text("DONE")),
        ("OfflineEnd", Value::YesNo(true)),
    ];
    let bare = asked("save script for", &save);
    assert_eq!(bare.args.len(), 3, "no note, no labels: three arguments");
    let label = Value::record([("name".into(), Value::text("vip"))]);
    let labels = ("Labels", Value::list([label]));
    let labelled = asked("save script for", &[&save[..], &[labels]].concat());
    assert_eq!(labelled.args[3], Json::Null, "the note's place stays");
    assert_eq!(labelled.args[4], json!([{ "name": "vip" }]));
}

#[test]
fn call_data_is_one_text_and_separators_are_refused() {
    let data = |name: &str, value: &str| {
        let pair = (Arc::from(name), Value::text(value));
        args(&[
            ("ContactId", Value::text("a")),
            ("CallData", Value::record([pair])),
        ])
    };
    let ask = plans(entry())["set call data of contact"].ask(&data("Ticket", "a=b"));
    assert_eq!(ask.args, [json!("a"), json!("Ticket=a=b")]);
    assert_eq!(inseparable(&data("Ticket", "a=b")), None);
    for (name, value) in [
        ("A", "1;B=2"),
        ("A=B", "1"),
        ("A;B", "1"),
        ("A", "1\n2"),
        ("", "1"),
    ] {
        assert!(inseparable(&data(name, value)).is_some(), "{name} {value}");
    }
}

#[test]
fn a_pause_with_a_code_is_another_method() {
    let state = |name: &str| ("State", Value::text(name));
    let code = ("Code", Value::text("lunch"));
    let paused = asked("set agent state to", &[state("Paused"), code]);
    assert_eq!(
        (&*paused.method, paused.args),
        ("PauseSubState", vec![json!("lunch")])
    );
    let paused = asked("set agent state to", &[state("Paused")]);
    assert_eq!(
        (&*paused.method, &*paused.wire),
        ("Pause", "AD_Agent_Pause")
    );
    let out = asked("set agent state to", &[state("LoggedOut")]);
    assert_eq!((&*out.method, &*out.wire), ("Logout", "AD_Agent_Logout"));
}

/// The vendor's library, method by method: what it is called with, and what goes over the wire.
#[test]
fn actions_go_out_as_the_vendors_library_has_them() {
    let contact = || ("ContactId", Value::text("c1"));
    let number = || ("PhoneNumber", Value::text("020 7946 0100"));
    let job = [
        ("ContentDescription", Value::text("letter")),
        ("Destination", Value::text("desk")),
    ];
    let code = [
        ("State", Value::text("Paused")),
        ("Code", Value::text("lunch")),
    ];
    let out = [("State", Value::text("LoggedOut"))];
    let groups = [("Groups", Value::list([Value::text("Sales")]))];
    let tones = [contact(), ("DtmfSequence", Value::text("12#"))];
    let transfer = [
        contact(),
        ("Destination", Value::text("4022")),
        ("CallData", Value::record([("A".into(), Value::text("1"))])),
    ];
    for (key, given, method, wire, args) in [
        (
            "send dtmf",
            &tones[..],
            "PlayDTMF",
            "AD_Media_PlayDTMF",
            json!(["c1", "12#"]),
        ),
        (
            "record contact",
            &[contact()],
            "StartRecording",
            "CheckRecordingCustomImplementation",
            json!(["c1"]),
        ),
        (
            "stop recording contact",
            &[contact()],
            "StopRecording",
            "StopRecording",
            json!(["c1"]),
        ),
        (
            "dial phone",
            &[number()],
            "MakeCall",
            "AD_Contact_MakeCall",
            json!(["020 7946 0100"]),
        ),
        (
            "make job",
            &job,
            "MakeJob",
            "AD_Contact_MakeJob",
            json!(["desk", "", "", "", "", "letter"]),
        ),
        (
            "transfer contact to",
            &transfer,
            "Transfer_Direct",
            "Transfer_Direct",
            json!(["c1", "4022", "", "A=1"]),
        ),
        (
            "set agent state to",
            &code,
            "PauseSubState",
            "AD_Agent_PauseSubState",
            json!(["lunch"]),
        ),
        (
            "set agent state to",
            &out,
            "Logout",
            "AD_Agent_Logout",
            json!([]),
        ),
        (
            "set agent groups to",
            &groups,
            "setAgentGroups",
            "setAgentGroups",
            json!([["Sales"]]),
        ),
        (
            "end offline time of contact",
            &[contact()],
            "OfflineEnd",
            "AD_Contact_JobFinish",
            json!(["c1"]),
        ),
    ] {
        let ask = asked(key, given);
        assert_eq!((&*ask.method, &*ask.wire), (method, wire), "{key}");
        assert_eq!(Json::from(ask.args), args, "{key}");
    }
}

#[test]
fn a_report_shows_names_and_no_values() {
    let plan = &plans(entry())["save script for"];
    let given = args(&[
        ("ContactId", Value::text("68-60f69967@x")),
        ("Note", Value::text("a secret")),
    ]);
    let shown = plan.shown(&plan.ask(&given));
    assert_eq!(
        shown,
        "TOOLBAR.EASYCIM.saveScript(ContactId, OutcomeResult, OfflineEnd, Note)"
    );
}
