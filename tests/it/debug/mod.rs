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
    // a handler is a place of its own
    assert_eq!(lines[1], json!({ "verified": true, "line": 14 }));
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
    for (expression, value) in [
        ("Count", "2"),
        ("Count * 2 > 3", "true"),
        ("\"{Count} of {ContactId}\"", "2 of 1001"),
    ] {
        let count = client.ask(
            "evaluate",
            json!({ "expression": expression, "frameId": 0 }),
        );
        assert_eq!(count["body"]["result"], value, "{count}");
    }
    let phone = client.ask(
        "evaluate",
        json!({ "expression": "\"to {Phone}\"", "frameId": 0 }),
    );
    assert_eq!(phone["body"]["result"], "to [phone number 1]", "{phone}");
    let unknown = client.ask("evaluate", json!({ "expression": "Nope", "frameId": 0 }));
    assert_eq!(unknown["message"], "unknown variable `Nope`");

    // the action was tried again there
    assert_eq!(line_after(&mut client, "reverseContinue"), 14);
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

/// Sets breakpoints in a file; where they are.
fn set(client: &mut Client, file: &str, breakpoints: Value) -> Value {
    let path = client.path(file);
    let set = client.ask(
        "setBreakpoints",
        json!({ "source": { "path": path }, "breakpoints": breakpoints }),
    );
    set["body"]["breakpoints"].clone()
}

const LOOP: &str = "use steps from \"steps.flow\"\n\nlet Numbers = [1, 2, 3, 4, 5]\nfor each Number in Numbers, at most 9 \
                    {\n    log \"number {Number}\"\n    run Twice(Number) giving Two\n}\nlog \"done\"\n";
const STEPS: &str = "step Twice(N) {\n    let Two = N + N\n    return Two\n}\n";
const OF_LOOP: &str = "test \"loops\" {\n    run this flow\n    expect it finishes\n}\n";

fn looping() -> Client {
    let client = Client::new();
    client.write("it.flow", LOOP);
    client.write("steps.flow", STEPS);
    client.write("it.test.flow", OF_LOOP);
    launch(client, json!({ "program": "it.flow", "test": "loops" }))
}

#[test]
fn breakpoints_have_conditions_counts_and_messages_and_are_in_other_files_too() {
    let mut client = looping();
    let steps = set(
        &mut client,
        "steps.flow",
        json!([{ "line": 2, "hitCondition": "% 2" }]),
    );
    assert_eq!(steps[0], json!({ "verified": true, "line": 2 }), "{steps}");
    let own = set(
        &mut client,
        "it.flow",
        json!([
            { "line": 5, "condition": "Number * 2 = 6" },
            { "line": 6, "logMessage": "now {Number + 1} comes" },
        ]),
    );
    assert_eq!(own[1]["verified"], true, "{own}");
    client.ask("configurationDone", json!({}));
    client.event("stopped");
    assert_eq!(
        stack(&mut client),
        [("Twice".to_owned(), 2), ("it.flow".to_owned(), 6)]
    );
    let n = client.ask("evaluate", json!({ "expression": "N", "frameId": 0 }));
    assert_eq!(n["body"]["result"], "2", "{n}");
    assert_eq!(line_after(&mut client, "continue"), 5);
    let number = client.ask("evaluate", json!({ "expression": "Number", "frameId": 0 }));
    assert_eq!(number["body"]["result"], "3", "{number}");
    assert_eq!(line_after(&mut client, "reverseContinue"), 2);
    assert_eq!(line_after(&mut client, "continue"), 5);
    assert_eq!(line_after(&mut client, "continue"), 2);
    let said = client.everything();
    let at = |text: &str| said.find(text).unwrap_or_else(|| panic!("{text}: {said}"));
    assert!(
        at("number 1") < at("now 2 comes"),
        "in the order of the run: {said}"
    );
    assert!(at("now 2 comes") < at("number 2"), "{said}");

    // what cannot be worked out stops the run, and says why
    set(
        &mut client,
        "it.flow",
        json!([{ "line": 5, "condition": "Nope > 1" }]),
    );
    assert_eq!(line_after(&mut client, "continue"), 5);
    assert!(
        client.everything().contains("Nope"),
        "{}",
        client.everything()
    );
    let wrong = set(
        &mut client,
        "it.flow",
        json!([{ "line": 5, "hitCondition": "often" }]),
    );
    assert_eq!(wrong[0]["verified"], false, "{wrong}");
    let other = set(&mut client, "it.test.flow", json!([{ "line": 2 }]));
    assert_eq!(other[0]["message"], "the run is of another flow", "{other}");
}

/// With the handler that takes an outcome, and where the run begins to fail.
#[test]
fn a_run_stops_where_a_handler_decides_and_where_it_fails() {
    let tests = TESTS.replace("InvalidState, Success", "InvalidState, InvalidContactId");
    let launched = |filters: Value| {
        let client = Client::new();
        client.write("it.flow", FLOW);
        client.write("it.test.flow", &tests);
        let mut client = launch(client, json!({ "program": "it.flow", "test": "holds" }));
        client.ask("setExceptionBreakpoints", json!({ "filters": filters }));
        client.ask("configurationDone", json!({}));
        client
    };
    let mut client = launched(json!(["handled", "retried", "failed"]));
    for (line, outcome, about) in [
        (
            14,
            "InvalidState",
            "the action is retried after `InvalidState`",
        ),
        (
            15,
            "InvalidContactId",
            "this handler handles `InvalidContactId`",
        ),
        (15, "InvalidContactId", "the run fails: hold contact 1001"),
    ] {
        let stopped = client.event("stopped");
        assert_eq!(stopped["body"]["reason"], "exception", "{stopped}");
        assert_eq!(
            stack(&mut client),
            [("Hold".to_owned(), line), ("it.flow".to_owned(), 8)]
        );
        let info = client.ask("exceptionInfo", json!({ "threadId": 1 }));
        assert_eq!(info["body"]["exceptionId"], outcome, "{info}");
        assert_eq!(info["body"]["description"], about, "{info}");
        let known = variables(&mut client, 0);
        assert!(
            known.contains(&("Contact".to_owned(), "1001".to_owned())),
            "{known:?}"
        );
        client.ask("continue", json!({ "threadId": 1 }));
    }
    client.event("terminated");

    let mut failing = launched(json!(["failed"]));
    failing.event("stopped");
    assert_eq!(stack(&mut failing)[0].1, 15);
    assert_eq!(line_after(&mut failing, "stepBack"), 13);
    let mut free = launched(json!([]));
    let exited = free.event("exited");
    assert_eq!(exited["body"]["exitCode"], 1);
}

/// Nobody waits an hour for a wait of an hour.
#[test]
fn a_run_on_the_simulator_takes_no_time() {
    let client = Client::new();
    client.write("it.flow", "use cxone\n\nwait 20h\nfind agent states giving Found\n    on any other -> fail\nlog \"late\"\n");
    let mut client = launch(client, json!({ "program": "it.flow", "stopOnEntry": true }));
    client.ask("configurationDone", json!({}));
    client.event("stopped");
    assert_eq!(line_after(&mut client, "next"), 4);
    assert_eq!(line_after(&mut client, "next"), 6);
    client.ask("continue", json!({ "threadId": 1 }));
    assert_eq!(
        client.event("exited")["body"]["exitCode"],
        0,
        "{}",
        client.everything()
    );
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
        (json!({ "recording": "gone.recording" }), "cannot find"),
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
