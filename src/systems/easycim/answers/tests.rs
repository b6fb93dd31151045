use super::*;
use crate::catalogue::Catalogue;
use crate::systems::easycim::request::plans;
use serde_json::json;
use std::time::Duration;

fn entry() -> &'static Arc<SystemEntry> {
    Catalogue::builtin().system("easycim").unwrap()
}

fn read(key: &str, said: Json) -> Answer {
    read_of(key, &Record::new(), said)
}

fn read_of(key: &str, args: &Record, said: Json) -> Answer {
    let plan = plans(entry())[key].clone();
    let reading = Reading {
        entry: entry(),
        action: &plan.action,
        request: &plan.request,
        args,
    };
    reading.read(said)
}

#[test]
fn an_answer_that_names_another_contact_is_not_taken() {
    let args: Record = [("ContactId", "68-1@x"), ("Ecid", "E-1"), ("AgentId", "a7")]
        .map(|(name, value)| (name.into(), Value::text(value)))
        .into_iter()
        .collect();
    let agent = json!({ "ID": "a8", "State": "AGENT:PAUSE" });
    for (key, said, outcome) in [
        (
            "open script for",
            json!({ "result": true, "ECID": "E-2" }),
            "Unknown",
        ),
        (
            "open script for",
            json!({ "result": true, "ContactID": "68-2@x" }),
            "Unknown",
        ),
        (
            "open script for",
            json!({ "result": false, "ECID": "E-2" }),
            "Unknown",
        ),
        (
            "open script for",
            json!({ "result": true, "ecid": " e-1" }),
            "Success",
        ),
        (
            "open script for",
            json!({ "result": true, "ECID": "" }),
            "Success",
        ),
        (
            "get contact info",
            json!({ "ContactID": "68-2@x", "ContactInfo": [] }),
            "Unavailable",
        ),
        ("find state of agent", agent.clone(), "Unavailable"),
        ("find agent state", agent, "Success"),
    ] {
        let action = entry().action(key).unwrap();
        let mut args = args.clone();
        args.retain(|name, _| action.params.iter().any(|param| param.name == *name));
        let answer = read_of(key, &args, said.clone());
        assert_eq!(&*answer.outcome, outcome, "{key} {said}: {answer:?}");
    }
}

fn ends(key: &str, said: Json) -> String {
    let answer = read(key, said.clone());
    let action = entry().action(key).unwrap();
    assert!(
        action.outcome(&answer.outcome).is_some(),
        "{key} {said}: {}",
        answer.outcome
    );
    answer.outcome.to_string()
}

#[test]
fn a_script_is_open_only_where_the_answer_says_so() {
    for (said, outcome) in [
        (
            json!({ "result": true, "terminated": false, "readOnly": false }),
            "Success",
        ),
        (json!({ "result": true }), "Success"),
        (json!({ "result": "true" }), "Success"),
        (
            json!({ "result": true, "terminated": true }),
            "AlreadyClosed",
        ),
        (
            json!({ "result": true, "terminated": true, "readOnly": true }),
            "AlreadyClosed",
        ),
        (json!({ "result": true, "readOnly": true }), "LockedByOther"),
        (
            json!({ "result": false, "readOnly": true }),
            "LockedByOther",
        ),
        (json!({ "result": false }), "Refused"),
        (json!({ "result": "false" }), "Refused"),
        (json!({ "result": null }), "Unknown"),
        (json!({ "result": "OK" }), "Unknown"),
        (json!({ "result": true, "terminated": "later" }), "Unknown"),
        (json!({ "result": true, "readOnly": {} }), "Unknown"),
        (json!(r#"{"result":true}"#), "Success"),
        (json!(r#"{"result":true"#), "Unknown"),
        (json!(null), "Unknown"),
        (json!(false), "Refused"),
        (json!({}), "Unknown"),
        (json!("OK"), "Unknown"),
        (json!([1]), "Unknown"),
        (json!({ "error": "no such ECID" }), "Rejected"),
        (
            json!({ "error": "LockedByOther: agent08" }),
            "LockedByOther",
        ),
        (json!({ "error": null, "result": true }), "Success"),
    ] {
        assert_eq!(ends("open script for", said.clone()), outcome, "{said}");
    }
}

#[test]
fn a_scripts_fields_are_personal_texts() {
    let said = json!({ "result": true, "listFieldValueList": [
        { "fieldName": "Order", "value": 4711 }, { "fieldName": "Paid", "value": true } ] });
    let answer = read("open script for", said);
    let Some(Value::Record(fields)) = answer.outputs.get("Fields") else {
        panic!("{answer:?}");
    };
    assert_eq!(fields["Order"].as_text(), Some("4711"));
    assert!(
        fields
            .values()
            .all(|value| value.mark() == crate::value::Mark::Personal)
    );
    let nested = json!({ "result": true, "customerInfo": { "listFieldValueList": [
        { "categorizedFieldKeyCode": "A", "value": "1" } ] } });
    let answer = read("open inbound script for", nested);
    assert!(answer.outputs["Fields"].to_string().contains('A'));
    let inbound = read(
        "open inbound script for",
        json!({ "result": true, "ECID": 12 }),
    );
    assert_eq!(inbound.outputs["Ecid"].as_text(), Some("12"));
}

#[test]
fn a_save_is_done_where_the_answer_says_so_and_refused_where_it_says_no() {
    for (said, outcome) in [
        (json!(true), "Success"),
        (json!("True"), "Success"),
        (json!(1), "Success"),
        (json!({ "result": true }), "Success"),
        (json!(r#"{"result":"true"}"#), "Success"),
        // Nothing of this is documented as done, and nothing as not done.
        (json!("OK"), "Unknown"),
        (json!("KO"), "Unknown"),
        (json!("<html>"), "Unknown"),
        (json!(7), "Unknown"),
        (json!({}), "Unknown"),
        (json!([]), "Unknown"),
        (json!({ "success": false }), "Unknown"),
        (json!({ "success": true }), "Unknown"),
        (json!({ "result": "KO" }), "Unknown"),
        (json!({ "result": true, "terminated": "maybe" }), "Unknown"),
        (json!("{\"result\": tr"), "Unknown"),
        (json!(null), "Unknown"),
        (json!(""), "Unknown"),
        (json!(false), "Refused"),
        (json!("false"), "Refused"),
        (json!(0), "Refused"),
        (json!({ "result": false }), "Refused"),
        (
            json!({ "result": false, "terminated": true }),
            "AlreadyClosed",
        ),
        (json!({ "readOnly": true }), "LockedByOther"),
        (json!({ "error": "database is down" }), "Rejected"),
    ] {
        assert_eq!(ends("save script for", said.clone()), outcome, "{said}");
    }
}

#[test]
fn an_answer_that_says_nothing_is_shown_where_it_is_a_short_word() {
    let reason = |said: Json| read("save script for", said).reason.to_string();
    assert!(reason(json!("KO")).contains("\"KO\""));
    assert!(reason(json!(null)).contains("`null`"));
    let long = "x".repeat(60);
    assert!(!reason(json!(long)).contains("xxx"));
    assert!(!reason(json!({ "Name": "Marta" })).contains("Marta"));
}

#[test]
fn contact_info_is_names_and_values() {
    let said = json!({ "ContactInfo": [{ "name": "Name", "value": "Marta" }, { "name": "Age", "value": 40 }] });
    let answer = read("get contact info", said);
    let info = answer.outputs["Info"].clone();
    let Value::Record(fields) = &info else {
        panic!("{info:?}");
    };
    assert_eq!(fields["Age"].as_text(), Some("40"));
    assert_eq!(info.mark(), crate::value::Mark::Personal);
    let nameless = read(
        "get contact info",
        json!({ "ContactInfo": [{ "value": "x" }] }),
    );
    assert!(nameless.is_success());
    for (said, outcome) in [
        (json!({ "error": "unknown" }), "InvalidContactId"),
        (json!({ "ContactInfo": [] }), "InvalidContactId"),
        (json!(null), "Unavailable"),
        (json!({ "ContactInfo": null }), "Unavailable"),
        (json!("odd"), "Unavailable"),
        (json!(7), "Unavailable"),
    ] {
        assert_eq!(ends("get contact info", said.clone()), outcome, "{said}");
    }
    let unknown = json!({ "error": "unknown ECID" });
    assert_eq!(ends("get contact info of script", unknown), "InvalidEcid");
}

#[test]
fn an_agents_state_is_read_in_every_spelling() {
    for (said, state, code) in [
        (json!("LOGGEDIN"), "Available", None),
        (json!("PAUSEDSUBSTATE:lunch"), "Paused", Some("lunch")),
        (json!("AGENT:PAUSE"), "Paused", None),
        (json!({ "ID": "a", "State": "AGENT:PAUSE" }), "Paused", None),
        (json!(r#"{"ID":"a","State":"AGENT:PAUSE"}"#), "Paused", None),
        (json!("loggedout"), "LoggedOut", None),
        (json!("TRAINING"), "TRAINING", None),
    ] {
        let answer = read("find agent state", said.clone());
        assert_eq!(answer.outputs["State"].as_text(), Some(state), "{said}");
        assert_eq!(answer.outputs["Code"].as_text(), code, "{said}");
    }
    assert_eq!(ends("find agent state", json!(null)), "Unavailable");
    assert_eq!(ends("find state of agent", json!(null)), "InvalidAgentId");
}

#[test]
fn lists_are_read_and_what_is_none_is_said() {
    let list = json!([{ "id": "a", "event": "established", "CallData": [{ "name": "ECID", "value": "E-1" }] }]);
    let contacts = read("find active contacts", list);
    let text = contacts.outputs["Contacts"].to_string();
    assert!(text.contains("Active") && text.contains("E-1"), "{text}");
    for none in [
        json!("x"),
        // it may stand for an empty list, which shows that a contact is over, or for no answer
        json!({}),
        json!(null),
        json!({ "contacts": null }),
        json!({ "errors": [] }),
        json!({ "contacts": [], "messages": [] }),
    ] {
        let ended = ends("find active contacts", none.clone());
        assert_eq!(ended, "Unavailable", "{none}");
    }
    assert_eq!(
        ends("find active contacts", json!({ "contacts": [] })),
        "Success"
    );
    for said in [
        json!(["Sales", "Service"]),
        json!("Sales;Service"),
        json!([{ "name": "Sales" }, { "ID": "Service" }]),
    ] {
        let groups = read("find agent groups", said.clone());
        assert_eq!(
            groups.outputs["Groups"],
            Value::list(["Sales", "Service"].map(Value::text)),
            "{said}"
        );
    }
}

#[test]
fn what_has_no_answer_ends_by_how_far_it_came() {
    let (write, reads) = (
        entry().action("save script for").unwrap(),
        entry().action("get contact info").unwrap(),
    );
    let why = || "why".to_owned();
    for (fault, of_write, of_read) in [
        (Fault::NotAvailable(why()), "NotAvailable", "NotAvailable"),
        (
            Fault::Disconnected(why()),
            "ToolbarDisconnected",
            "ToolbarDisconnected",
        ),
        (Fault::Unreached(why()), "Unavailable", "Unavailable"),
        (Fault::Closed(why()), "Unavailable", "Unavailable"),
        (
            Fault::Silent(Duration::from_secs(20)),
            "Unknown",
            "Unavailable",
        ),
        (Fault::CutOff(why()), "Unknown", "Unavailable"),
        (Fault::Busy(why()), "Unavailable", "Unavailable"),
        (Fault::Unreadable(why()), "Unknown", "Unavailable"),
        (Fault::Threw(why()), "Unknown", "Unavailable"),
        (Fault::Failed(why()), "Rejected", "Rejected"),
        (
            Fault::Failed("Error: AlreadyClosed".into()),
            "AlreadyClosed",
            "Rejected",
        ),
    ] {
        assert_eq!(&*failed(write, &fault).outcome, of_write, "{fault:?}");
        assert_eq!(&*failed(reads, &fault).outcome, of_read, "{fault:?}");
        assert!(!failed(write, &fault).reason.is_empty());
    }
}
