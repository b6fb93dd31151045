//! The debug adapter, driven over real pipes as an editor drives it.

mod client;

use client::Client;
use serde_json::{Value, json};

const FLOW: &str = "use cxone\n\ninput ContactId: contact id\ninput Phone: phone number\n\nset security user \
                    <AgentId>\njoin agent session\nrun Hold(ContactId)\nlet Count = 1 + 1\nlog \"held {Count} for \
                    {Phone}\"\n\nstep Hold(Contact) {\n    hold contact Contact\n        on InvalidState -> retry 3 \
                    times every 2s\n        on any other -> fail\n    log \"held\"\n}\n";
const TESTS: &str = "test \"holds\" {\n    given AgentId = 7, ContactId = \"1001\", Phone = \"+12025550142\"\n    given \
                     set security user answers Success\n    given join agent session answers Success\n    given hold \
                     contact answers InvalidState, Success\n    run this flow\n    expect it finishes\n}\n";

/// A client in a folder with the flow and its tests, launched.
fn launched(arguments: Value) -> Client {
    let client = Client::new();
    client.write("it.flow", FLOW);
    client.write("it.test.flow", TESTS);
    launch(client, arguments)
}

fn launch(mut client: Client, mut arguments: Value) -> Client {
    let able = client.ask("initialize", json!({ "adapterID": "flow" }));
    assert_eq!(able["body"]["supportsStepBack"], true, "{able}");
    arguments["cwd"] = json!(client.folder());
    let done = client.ask("launch", arguments);
    assert_eq!(done["success"], true, "{done}");
    client.event("initialized");
    client
}

/// Where the run is: the lines of the stack, innermost first, with their names.
fn stack(client: &mut Client) -> Vec<(String, u64)> {
    let stack = client.ask("stackTrace", json!({ "threadId": 1 }));
    let frames = stack["body"]["stackFrames"]
        .as_array()
        .expect("a stack")
        .clone();
    let frame = |frame: &Value| {
        let name = frame["name"].as_str().unwrap().to_owned();
        (name, frame["line"].as_u64().unwrap())
    };
    frames.iter().map(frame).collect()
}

/// The line at which the run stops after a command.
fn line_after(client: &mut Client, command: &str) -> u64 {
    let done = client.ask(command, json!({ "threadId": 1 }));
    assert_eq!(done["success"], true, "{done}");
    client.event("stopped");
    stack(client)[0].1
}

fn variables(client: &mut Client, frame: usize) -> Vec<(String, String)> {
    let scopes = client.ask("scopes", json!({ "frameId": frame }));
    let mut all = Vec::new();
    for scope in scopes["body"]["scopes"].as_array().unwrap().clone() {
        let number = &scope["variablesReference"];
        let shown = client.ask("variables", json!({ "variablesReference": number }));
        for variable in shown["body"]["variables"].as_array().unwrap() {
            let text = |name: &str| variable[name].as_str().unwrap().to_owned();
            all.push((text("name"), text("value")));
        }
    }
    all
}

#[test]
fn a_test_is_stepped_through_in_both_directions() {
    let mut client = launched(json!({ "program": "it.flow", "test": "holds" }));
    let path = client.path("it.flow");
    let set = client.ask(
        "setBreakpoints",
        json!({ "source": { "path": path }, "breakpoints": [{ "line": 8 }, { "line": 14 }, { "line": 99 }] }),
    );
    let lines: Vec<Value> = set["body"]["breakpoints"].as_array().unwrap().clone();
    assert_eq!(lines[0], json!({ "verified": true, "line": 8 }));
    // a line of a handler is one of its action
    assert_eq!(lines[1], json!({ "verified": true, "line": 13 }));
    assert_eq!(lines[2]["verified"], false);
    client.ask("configurationDone", json!({}));
    let stopped = client.event("stopped");
    assert_eq!(stopped["body"]["reason"], "breakpoint");
    assert_eq!(stack(&mut client), [("it.flow".to_owned(), 8)]);

    assert_eq!(line_after(&mut client, "stepIn"), 13);
    assert_eq!(
        stack(&mut client),
        [("Hold".to_owned(), 13), ("it.flow".to_owned(), 8)]
    );
    let known = variables(&mut client, 0);
    assert!(
        known.contains(&("Contact".to_owned(), "1001".to_owned())),
        "{known:?}"
    );

    assert_eq!(line_after(&mut client, "next"), 16);
    assert_eq!(line_after(&mut client, "stepBack"), 13);
    assert_eq!(line_after(&mut client, "stepOut"), 9);
    assert_eq!(line_after(&mut client, "stepBack"), 8);
    assert_eq!(line_after(&mut client, "next"), 9);
    assert_eq!(line_after(&mut client, "next"), 10);
    let count = client.ask("evaluate", json!({ "expression": "Count", "frameId": 0 }));
    assert_eq!(count["body"]["result"], "2", "{count}");
    let unknown = client.ask("evaluate", json!({ "expression": "Nope", "frameId": 0 }));
    assert_eq!(unknown["message"], "unknown variable `Nope`");

    assert_eq!(line_after(&mut client, "reverseContinue"), 13);
    client.ask("continue", json!({ "threadId": 1 }));
    let exited = client.event("exited");
    assert_eq!(exited["body"]["exitCode"], 0);
    client.event("terminated");
    let said = client.everything();
    assert!(said.contains("hold contact 1001 -> InvalidState"), "{said}");
    assert!(!said.contains("2025550142"), "{said}");
    client.ask("disconnect", json!({}));
    client.ends();
}

/// The same recording on another day, in another zone, in another folder.
#[test]
fn a_run_on_the_simulator_is_recorded_and_stepped_through() {
    let inputs = json!({ "ContactId": "1001", "Phone": "+12025550142" });
    let mut client =
        launched(json!({ "program": "it.flow", "inputs": inputs, "stopOnEntry": true }));
    client.ask("configurationDone", json!({}));
    let stopped = client.event("stopped");
    assert_eq!(stopped["body"]["reason"], "entry");
    assert_eq!(stack(&mut client)[0].1, 6);
    assert_eq!(line_after(&mut client, "next"), 7);
    client.ask("terminate", json!({}));
    client.event("terminated");
    assert!(!client.everything().contains("2025550142"));
}

#[test]
fn what_cannot_be_launched_is_said_plainly() {
    for (arguments, why) in [
        (json!({}), "neither `program` nor `recording`"),
        (json!({ "recording": "gone.recording" }), "cannot read"),
        (
            json!({ "program": "it.flow", "test": "nope" }),
            "has no test `nope`",
        ),
        (json!({ "program": "gone.flow" }), "cannot find"),
    ] {
        let mut client = Client::new();
        client.write("it.flow", FLOW);
        client.write("it.test.flow", TESTS);
        client.ask("initialize", json!({}));
        let mut given = arguments.clone();
        given["cwd"] = json!(client.folder());
        let done = client.ask("launch", given);
        assert_eq!(done["success"], false, "{done}");
        let said = done["message"].as_str().unwrap_or_default();
        assert!(said.contains(why), "{arguments}: {said}");
        client.event("terminated");
        let early = client.ask("next", json!({}));
        assert_eq!(early["success"], false);
    }
}

#[test]
fn a_recording_is_replayed_and_tells_where_another_flow_differs() {
    let client = Client::new();
    client.write("it.flow", FLOW);
    let args = [
        "run",
        "it.flow",
        "--input",
        "ContactId=1001",
        "--input",
        "Phone=+12025550142",
    ];
    let args = [&args[..], &["--record", "it.recording", "--quiet"]].concat();
    let done = crate::cli::Call::new(&args).file("it.flow", FLOW).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    client.write("it.recording", &done.read("it.recording"));
    client.write("new.flow", &FLOW.replace("run Hold(ContactId)\n", ""));
    let mut client = launch(
        client,
        json!({ "recording": "it.recording", "program": "new.flow" }),
    );
    client.ask("configurationDone", json!({}));
    client.event("terminated");
    let said = client.everything();
    assert!(
        said.contains("the run differs from the recording here: recorded: hold contact 1001"),
        "{said}"
    );
}
