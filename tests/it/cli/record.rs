//! `flow record`: tests and HAR of recordings, and recordings made again.

use super::Call;
use super::call::Done;
use serde_json::{Value, json};

const FLOW: &str = "use cxone\n\ninput Phone: phone number\n\nset security user <AgentId>\njoin agent session\nhold contact \
                    <ContactId>\n    on InvalidState, Throttled -> retry 3 times every 100ms\n    on any other -> fail\nlog \"held for \
                    {Phone}\"\nresume contact <ContactId>\n    on any other -> fail\n";

/// A run of `FLOW` on the simulator, recorded.
fn recorded() -> String {
    let inputs = ["--input", "ContactId=1001", "--input", "Phone=+12025550142"];
    let args = [&["run", "it.flow", "--record", "it.recording"], &inputs[..]].concat();
    let done = Call::new(&args).file("it.flow", FLOW).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    done.read("it.recording")
}

fn record(args: &[&str], files: &[(&str, &str)]) -> Done {
    let call = Call::new(&[&["record"], args].concat()).file("it.flow", FLOW);
    let call = files
        .iter()
        .fold(call, |call, (name, text)| call.file(name, text));
    call.run()
}

/// What HAR 1.2 asks of every entry.
fn is_har(har: &Value) {
    assert_eq!(har["log"]["version"], "1.2");
    assert!(
        har["log"]["creator"]["name"].is_string() && har["log"]["creator"]["version"].is_string()
    );
    for entry in har["log"]["entries"].as_array().expect("entries") {
        for (part, names) in [
            (
                "request",
                &[
                    "method",
                    "url",
                    "httpVersion",
                    "cookies",
                    "headers",
                    "queryString",
                    "headersSize",
                    "bodySize",
                ][..],
            ),
            (
                "response",
                &[
                    "status",
                    "statusText",
                    "httpVersion",
                    "cookies",
                    "headers",
                    "content",
                    "redirectURL",
                    "headersSize",
                    "bodySize",
                ],
            ),
            ("timings", &["send", "wait", "receive"]),
        ] {
            for name in names {
                assert!(!entry[part][name].is_null(), "{part}.{name}: {entry}");
            }
        }
        assert!(entry["cache"].is_object() && entry["time"].is_number());
        let at = entry["startedDateTime"].as_str().expect("a time");
        assert!(at.parse::<jiff::Timestamp>().is_ok(), "{at}");
        assert!(
            entry["request"]["url"]
                .as_str()
                .unwrap()
                .starts_with("https://")
        );
    }
}

#[test]
fn a_recording_goes_out_as_har_and_comes_back_whole() {
    let recording = recorded();
    let out = record(&["to-har", "it.recording"], &[("it.recording", &recording)]);
    assert_eq!(out.code, 0, "{}", out.everything());
    assert!(!out.out.contains("2025550142"), "{}", out.out);
    assert!(
        !out.out.contains("127.0.0.1") && !out.out.contains("Bearer"),
        "{}",
        out.out
    );
    let har: Value = serde_json::from_str(&out.out).unwrap();
    is_har(&har);
    let entries = har["log"]["entries"].as_array().unwrap();
    let held = entries.iter().find(|entry| {
        entry["comment"] == "hold contact 1001 -> Success" && entry["request"]["method"] == "POST"
    });
    let held = held.unwrap_or_else(|| panic!("{}", out.out));
    assert_eq!(held["request"]["method"], "POST");
    assert!(
        held["request"]["url"]
            .as_str()
            .unwrap()
            .ends_with("/interactions/1001/hold"),
        "{held}"
    );
    assert_eq!(held["response"]["status"], 202);
    let back = record(&["from-har", "it.har"], &[("it.har", &out.out)]);
    let same: Value = serde_json::from_str(&back.out).unwrap();
    assert_eq!(same, serde_json::from_str::<Value>(&recording).unwrap());
}

fn entry(method: &str, path: &str, status: u16, body: Value) -> Value {
    let headers = json!([{ "name": "retry-after", "value": "30" }]);
    json!({
        "request": { "method": method, "url": format!("https://tenant.example{path}"), "postData": { "text": "{\"secret\":\"hunter2\"}" } },
        "response": { "status": status, "headers": headers, "content": { "text": body.to_string() } },
    })
}

/// A browser's session: what is an action of the flow answers it, and the rest is named.
#[test]
fn a_browsers_session_becomes_a_test() {
    let session = "/InContactAPI/services/v30.0/agent-sessions/S9";
    let event = |id: &str, status: &str| json!({ "Type": "CallContactEvent", "ContactID": id, "Status": status });
    let events = json!({ "events": [event("1002", "Holding"), event("1001", "Active"), event("1001", "Holding")] });
    let entries = json!([
        entry("GET", "/assets/logo.png", 200, json!({})),
        entry(
            "POST",
            &format!("{session}/interactions/1001/hold?x=1"),
            409,
            json!({})
        ),
        entry(
            "POST",
            &format!("{session}/interactions/1001/hold"),
            429,
            json!({})
        ),
        entry(
            "POST",
            &format!("{session}/interactions/1001/hold"),
            202,
            json!({ "phone": "+12025550142" })
        ),
        entry(
            "GET",
            &format!("{session}/get-next-event?timeout=60"),
            200,
            events
        ),
        entry(
            "POST",
            &format!("{session}/interactions/1001/resume"),
            0,
            json!({})
        ),
        entry("GET", "/assets/logo.png", 200, json!({})),
        json!({ "request": 7 }),
    ]);
    let har = json!({ "log": { "entries": entries } }).to_string();
    let done = record(
        &["from-har", "it.har", "--flow", "it.flow"],
        &[("it.har", &har)],
    );
    assert_eq!(done.code, 0, "{}", done.everything());
    let held =
        "given hold contact 1001 answers InvalidState, Throttled with RetryAfter: 30s, Success";
    assert!(done.out.contains(held), "{}", done.out);
    assert!(
        done.out
            .contains("given resume contact 1001 answers Unknown"),
        "{}",
        done.out
    );
    assert!(done.err.contains("used 4 of 8 requests"), "{}", done.err);
    assert!(
        done.err.contains("GET /assets/logo.png (2 times)"),
        "{}",
        done.err
    );
    let all = done.everything();
    for hidden in ["hunter2", "2025550142", "tenant.example"] {
        assert!(!all.contains(hidden), "{all}");
    }
    // with what a HAR does not say, it is a test of the flow
    let given = "test \"what was recorded\" {\n    given AgentId = 7, ContactId = \"1001\", Phone = \"+12025550142\"\n    given set \
                 security user answers Success\n    given join agent session answers Success\n";
    let test = done.out.replace("test \"what was recorded\" {\n", given);
    let test = test.replace("expect it finishes", "expect it ends in Unknown");
    let ran = Call::new(&["test"])
        .file("it.flow", FLOW)
        .file("it.test.flow", &test)
        .run();
    assert_eq!(ran.code, 0, "{test}{}", ran.everything());
}

/// Accepted is not done: what no later response shows has the answer that a run would have.
#[test]
fn what_a_har_shows_only_as_accepted_is_unknown() {
    let path = "/InContactAPI/services/v30.0/agent-sessions/S9/interactions/1001/hold";
    let other = json!({ "events": [{ "Type": "CallContactEvent", "ContactID": "1002", "Status": "Holding" }] });
    let gone = json!({ "events": [{ "Type": "CallContactEvent", "ContactID": "1001", "Status": "Disconnected" }] });
    for (later, answers) in [
        (other, "Unknown with Reason: \"accepted, not confirmed\""),
        (gone, "InvalidContactId"),
        (
            json!({}),
            "Unknown with Reason: \"accepted, not confirmed\"",
        ),
    ] {
        let entries = json!([
            entry("GET", "/next", 200, later.clone()),
            entry("POST", path, 202, json!({})),
            entry("GET", "/next", 200, later),
        ]);
        let har = json!({ "log": { "entries": entries } }).to_string();
        let done = record(
            &["from-har", "it.har", "--flow", "it.flow"],
            &[("it.har", &har)],
        );
        let line = format!("given hold contact 1001 answers {answers}\n");
        assert!(done.out.contains(&line), "{}", done.everything());
        let told = done
            .err
            .contains("accepted, not confirmed: `hold contact 1001`");
        assert_eq!(told, answers.starts_with("Unknown"), "{}", done.err);
    }
}

#[test]
fn what_is_no_har_is_said_so() {
    for (text, args, why) in [
        (
            "{}",
            &["from-har", "it.har", "--flow", "it.flow"][..],
            "it is no HAR",
        ),
        (
            "nope",
            &["from-har", "it.har", "--flow", "it.flow"],
            "cannot read `it.har`",
        ),
        (
            "{\"log\":{}}",
            &["from-har", "it.har"],
            "holds no recording",
        ),
        (
            "{\"log\":{\"_contactflow\":{}}}",
            &["from-har", "it.har"],
            "missing field",
        ),
    ] {
        let done = record(args, &[("it.har", text)]);
        assert_eq!(done.code, 3, "{}", done.everything());
        assert!(done.err.contains(why), "{why}: {}", done.err);
    }
}

/// The same inputs, on the simulator of today: no more than what has changed is shown, and nothing is
/// written unasked.
#[test]
fn a_recording_is_made_again_and_compared() {
    let recording = recorded();
    let same = record(
        &["refresh", "it.recording"],
        &[("it.recording", &recording)],
    );
    assert_eq!(same.code, 0, "{}", same.everything());
    assert!(
        same.err.contains("it.recording: unchanged"),
        "{}",
        same.everything()
    );
    let changed = FLOW.replace("resume contact", "end contact");
    for (write, code) in [(false, 1), (true, 0)] {
        let args = ["record", "refresh", "all", "--write"];
        let args = &args[..if write { 4 } else { 3 }];
        let call = Call::new(args).file("it.flow", &changed);
        let done = call.file("all/it.recording", &recording).run();
        assert_eq!(done.code, code, "{}", done.everything());
        assert!(!done.everything().contains("2025550142"));
        let kept = done.read("all/it.recording");
        assert_eq!(kept == recording, !write, "{}", done.everything());
    }
}

#[test]
fn a_recording_becomes_a_test_here_too() {
    let recording = recorded();
    let test = record(
        &["to-test", "it.recording"],
        &[("it.recording", &recording)],
    );
    assert_eq!(test.code, 0, "{}", test.everything());
    let ran = Call::new(&["test"])
        .file("it.flow", FLOW)
        .file("it.test.flow", &test.out)
        .run();
    assert_eq!(ran.code, 0, "{}{}", test.out, ran.everything());
}
