//! Every documented request, compared element by element; the order of elements is free.

use super::*;
use crate::catalogue::{Catalogue, SystemEntry};
use crate::systems::finesse::xml::Element;
use crate::value::{Kind, Record, Value};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn finesse() -> &'static SystemEntry {
    let builtin = Catalogue::builtin();
    builtin.system("finesse").expect("its tables are right")
}

/// The values of a call: each of its parameter's kind.
fn args(action: &Action, values: Json) -> Record {
    let values = values.as_object().expect("names and values").clone();
    let given = values.into_iter().map(|(name, json)| {
        let param = action.param(&name);
        let kind = param.map_or(Kind::Any, |param| param.kind.clone());
        let value = Value::from_json(&json, &kind).unwrap_or_else(|why| panic!("{name}: {why}"));
        (name.as_str().into(), value)
    });
    given.collect()
}

fn agent() -> Facts {
    Facts {
        agent: Some("1001".into()),
        extension: Some("2001".into()),
        contact: Some("16804377".into()),
        ..Facts::default()
    }
}

fn supervisor() -> Facts {
    Facts {
        agent: Some("1100".into()),
        extension: Some("2100".into()),
        contact: Some("16804377".into()),
        target: Some("2001".into()),
        peer: Some("2001".into()),
        reason_id: None,
    }
}

fn render(key: &str, values: Json, facts: &Facts) -> Result<Rendered, NotSent> {
    let action = finesse().action(key);
    let action = action.unwrap_or_else(|| panic!("there is no `{key}`"));
    let request = Request::of(action).expect("its request fits");
    request.render(&args(action, values), facts)
}

/// The documented requests: file, action, values. Who asks is the supervisor where the address says so.
fn documented() -> Vec<(&'static str, &'static str, Json)> {
    let contact = json!({ "ContactId": "16804377" });
    let of = |more: Json| {
        let mut all = contact.as_object().cloned().unwrap_or_default();
        all.extend(more.as_object().cloned().unwrap_or_default());
        Json::Object(all)
    };
    vec![
        ("make_call", "dial phone", json!({ "PhoneNumber": "2002" })),
        (
            "make_call_with_variables",
            "dial phone",
            json!({ "PhoneNumber": "2002", "CallVariables": { "callVariable1": "ticket-42", "user.demo_ecc": "A" } }),
        ),
        ("answer", "accept contact", contact.clone()),
        ("hold", "hold contact", contact.clone()),
        ("retrieve", "resume contact", contact.clone()),
        ("drop", "end contact", contact.clone()),
        (
            "update_call_data",
            "set call data of contact",
            of(
                json!({ "WrapUpReason": "Sales Call", "CallVariables": { "callVariable3": "gold" } }),
            ),
        ),
        ("send_dtmf", "send dtmf", json!({ "DtmfSequence": "777" })),
        (
            "consult_call",
            "consult phone",
            json!({ "PhoneNumber": "2002" }),
        ),
        ("conference", "conference calls", json!({})),
        ("transfer", "transfer calls", json!({})),
        (
            "transfer_sst",
            "transfer contact to",
            of(json!({ "PhoneNumber": "2002" })),
        ),
        (
            "silent_monitor",
            "monitor agent",
            json!({ "TargetAgentId": "1001" }),
        ),
        ("barge_call", "barge into monitored call", json!({})),
        (
            "participant_drop",
            "drop participant from contact",
            of(json!({ "Participant": "2002" })),
        ),
        ("start_recording", "record contact", contact.clone()),
        (
            "update_scheduled_callback",
            "change scheduled callback of contact",
            of(json!({
                "CallbackTime": "2026-12-01T13:30:00Z",
                "Zone": "Europe/Rome",
                "CallbackNumber": "912025550123",
            })),
        ),
        (
            "cancel_scheduled_callback",
            "cancel scheduled callback of contact",
            contact.clone(),
        ),
        ("accept", "accept preview contact", contact.clone()),
        ("reject", "reject preview contact", contact.clone()),
        ("close", "close preview contact", contact.clone()),
        (
            "reclassify",
            "reclassify contact as",
            of(json!({ "Classification": "BUSY" })),
        ),
        (
            "user_login",
            "start agent session",
            json!({ "StationId": "2001" }),
        ),
        (
            "user_login_mobile",
            "start agent session",
            json!({ "StationId": "2001", "StationPhoneNumber": "12025550142", "MobileMode": "CALL_BY_CALL" }),
        ),
        ("user_logout", "end agent session", json!({})),
        (
            "user_logout",
            "sign out agent",
            json!({ "AgentId": "1001" }),
        ),
        (
            "user_ready",
            "set agent state to",
            json!({ "State": "Available" }),
        ),
        (
            "user_ready",
            "set state of agent to",
            json!({ "AgentId": "1001", "State": "Available" }),
        ),
        (
            "user_not_ready_reason",
            "set agent state to",
            json!({ "State": "Unavailable", "ReasonCodeId": 16 }),
        ),
    ]
}

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/finesse/requests")
}

/// An element without the order of what stands in it.
fn sorted(element: &Element) -> String {
    let mut children: Vec<String> = element.children.iter().map(sorted).collect();
    children.sort();
    format!("<{}>{}{}</>", element.name, element.text, children.concat())
}

#[test]
fn every_documented_request_is_sent_as_it_is_documented() {
    for (file, key, values) in documented() {
        let path = fixtures().join(format!("{file}.xml"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"));
        let (head, body) = text.split_once("-->").expect("a line says where it goes");
        let (method, path) = head
            .trim_start_matches("<!--")
            .trim()
            .split_once(' ')
            .expect("method and path");
        let facts = match path.contains("1100") {
            true => supervisor(),
            false => agent(),
        };
        let sent = render(key, values, &facts).unwrap_or_else(|why| panic!("{file}: {why}"));
        assert_eq!(
            format!("{:?}", sent.method).to_uppercase(),
            method,
            "{file}"
        );
        assert_eq!(sent.path, path, "{file}");
        let sent = sent.body.expect("it has a body");
        let wanted = sorted(&Element::read(body).expect("the fixture is XML"));
        assert_eq!(
            sorted(&Element::read(&sent).expect("XML")),
            wanted,
            "{file}: {sent}"
        );
    }
}

#[test]
fn no_documented_request_and_no_action_is_left_out() {
    let of_files: BTreeSet<String> = fs::read_dir(fixtures())
        .expect("the fixtures are there")
        .map(|entry| entry.expect("a file").file_name())
        .map(|name| name.to_string_lossy().trim_end_matches(".xml").to_owned())
        .collect();
    let compared: BTreeSet<String> = documented()
        .iter()
        .map(|(file, ..)| (*file).to_owned())
        .collect();
    assert_eq!(of_files, compared);
    let compared: BTreeSet<&str> = documented().into_iter().map(|(_, key, _)| key).collect();
    let same_body = ["dial agent", "consult agent"];
    let writes = finesse().actions.iter().filter(|action| !action.reads);
    let left: Vec<&str> = writes
        .map(|action| &*action.key)
        .filter(|key| !compared.contains(key) && !same_body.contains(key))
        .collect();
    assert_eq!(left, Vec::<&str>::new());
}

#[test]
fn calls_to_agents_are_calls_to_their_extensions() {
    let facts = Facts {
        target: Some("2002".into()),
        ..agent()
    };
    let to_phone = render("dial phone", json!({ "PhoneNumber": "2002" }), &facts);
    let to_agent = render("dial agent", json!({ "TargetAgentId": "1002" }), &facts);
    assert_eq!(to_agent, to_phone);
    let to_phone = render("consult phone", json!({ "PhoneNumber": "2002" }), &facts);
    let to_agent = render("consult agent", json!({ "TargetAgentId": "1002" }), &facts);
    assert_eq!(to_agent, to_phone);
}

#[test]
fn what_is_read_is_asked_for_where_it_is() {
    for (key, values, path) in [
        (
            "set security user",
            json!({ "AgentId": "1002" }),
            "User/1002",
        ),
        ("join agent session", json!({}), "User/1001"),
        ("find active contacts", json!({}), "User/1001/Dialogs"),
        (
            "find active contacts",
            json!({ "AgentId": "1002" }),
            "User/1002/Dialogs",
        ),
        (
            "find contact",
            json!({ "ContactId": "1" }),
            "Dialog/16804377",
        ),
        ("find agent", json!({ "AgentId": "1002" }), "User/1002"),
        (
            "find agent states",
            json!({ "TeamId": "a b/c" }),
            "Team/a%20b%2Fc",
        ),
        (
            "find state of agent",
            json!({ "AgentId": "1002" }),
            "User/1002",
        ),
        ("find agent states", json!({ "TeamId": "1" }), "Team/1"),
        ("find queue", json!({ "QueueId": "4022" }), "Queue/4022"),
        (
            "find reason codes",
            json!({ "Category": "LOGOUT" }),
            "User/1001/ReasonCodes?category=LOGOUT",
        ),
        ("find wrap-up reasons", json!({}), "User/1001/WrapUpReasons"),
        ("find system information", json!({}), "SystemInfo"),
    ] {
        let sent = render(key, values, &agent()).expect("it can be sent");
        assert_eq!((sent.method, sent.body), (Method::Get, None), "{key}");
        assert_eq!(sent.path, path, "{key}");
    }
}

#[test]
fn what_cannot_be_sent_says_why() {
    let nobody = Facts::default();
    for (key, values, facts, why) in [
        ("hold contact", json!({}), &nobody, "`ContactId` is missing"),
        (
            "dial phone",
            json!({ "PhoneNumber": "2002" }),
            &nobody,
            "no agent is set",
        ),
        (
            "dial phone",
            json!({ "PhoneNumber": "20\u{1}2" }),
            &agent(),
            "a control character, which XML does not allow",
        ),
        (
            "change scheduled callback of contact",
            json!({ "ContactId": "1", "CallbackTime": "2026-12-01T13:30:00Z" }),
            &agent(),
            "set `Zone` to a time zone",
        ),
        (
            "find agent states",
            json!({ "TeamId": ".." }),
            &agent(),
            "which is not an ID",
        ),
        (
            "set call data of contact",
            json!({ "ContactId": "1", "CallVariables": { "callVariable1": ["a"] } }),
            &agent(),
            "callVariable1 is not text",
        ),
    ] {
        let error = render(key, values, facts).expect_err(why).to_string();
        assert!(
            error.starts_with("not sent: ") && error.contains(why),
            "{error}"
        );
    }
    let signed_out = Facts {
        extension: None,
        ..agent()
    };
    let error = render("hold contact", json!({ "ContactId": "1" }), &signed_out);
    assert!(
        error
            .expect_err("no extension")
            .to_string()
            .contains("is not signed in")
    );
}

#[test]
fn what_the_script_says_stays_text() {
    let nasty = "</value><requestedAction>DROP</requestedAction>&\"'";
    let values = json!({ "ContactId": "1", "CallVariables": { "callVariable1": nasty } });
    let sent = render("set call data of contact", values, &agent()).expect("it can be sent");
    let read = Element::read(&sent.body.unwrap_or_default()).expect("XML");
    let dialog = read.child("Dialog").expect("a dialog");
    assert_eq!(dialog.children("requestedAction").count(), 1);
    let variable = &dialog.find("CallVariable")[0];
    assert_eq!(variable.says("value"), Some(nasty));
}

#[test]
fn each_request_says_what_has_to_be_known_first() {
    let needs = |key: &str| {
        let action = finesse().action(key).expect("it is there");
        Request::of(action).expect("it fits").needs()
    };
    assert_eq!(
        needs("hold contact"),
        Needs {
            extension: true,
            contact: true,
            ..Needs::default()
        }
    );
    assert!(needs("monitor agent").target && needs("monitor agent").agent);
    assert!(needs("barge into monitored call").peer);
    assert!(needs("set agent state to").reason && !needs("set agent state to").extension);
    assert_eq!(needs("find system information"), Needs::default());
}
