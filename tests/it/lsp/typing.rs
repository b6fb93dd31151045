//! What an editor sees while somebody works: quiet while typing, settings that break, and all that
//! is asked beside the text itself.

use super::client::{Client, codes};
use serde_json::{Value, json};

const HOLD: &str = "file:///flows/hold.flow";
const SESSION: &str = "use cxone\nset security user <AgentId>\njoin agent session\n";

fn place(uri: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

/// Key by key: the findings that the editor has after each.
#[test]
fn an_unfinished_word_says_nothing_and_the_rest_keeps_its_findings() {
    let mut client = Client::new();
    let start = format!("{SESSION}let Unused = 1\n\n");
    client.open(HOLD, &start);
    assert_eq!(codes(&client.findings()), ["F081"]);
    let typed = "hold contact <ContactId> on any other -> fail \"why\"";
    for (at, key) in typed.chars().enumerate() {
        let at = at as u32;
        client.change(HOLD, at as i32 + 2, [4, at, 4, at], &key.to_string());
        let said = client.findings();
        assert_eq!(said["version"], at + 2);
        assert_eq!(codes(&said), ["F081"], "after {:?}", &typed[..=at as usize]);
    }
}

#[test]
fn what_is_left_unfinished_is_said_in_the_end() {
    let mut client = Client::new();
    client.open(HOLD, &format!("{SESSION}\n"));
    assert_eq!(codes(&client.findings()), Vec::<&str>::new());
    client.change(HOLD, 2, [3, 0, 3, 0], "l");
    assert_eq!(codes(&client.findings()), Vec::<&str>::new());
    let later = client.findings();
    assert_eq!(later["diagnostics"].as_array().unwrap().len(), 1, "{later}");
}

#[test]
fn findings_can_be_asked_for() {
    let mut client = Client::with(json!({ "capabilities": {
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    }}));
    assert!(client.greeting["capabilities"]["diagnosticProvider"].is_object());
    client.open(HOLD, "let Unused = 1\n");
    let asked = json!({ "textDocument": { "uri": HOLD } });
    let report = client.ask("textDocument/diagnostic", asked.clone());
    assert_eq!(
        (&report["kind"], report["items"][0]["code"].as_str()),
        (&json!("full"), Some("F081"))
    );
    client.change(HOLD, 2, [0, 0, 1, 0], "let A = \n\n\n");
    let report = client.ask("textDocument/diagnostic", asked);
    assert_eq!(report["items"][0]["code"], "F014");
    assert_eq!(
        client.ask("textDocument/diagnostic", json!({}))["items"],
        json!([])
    );
}

#[test]
fn a_call_says_what_it_takes() {
    let mut client = Client::new();
    client.open(HOLD, "run Park(1, \nstep Park(Contact, Why) {\n}\n");
    let help = client.ask("textDocument/signatureHelp", place(HOLD, 0, 12));
    assert_eq!(help["signatures"][0]["label"], "Park(Contact, Why)");
    assert_eq!(help["activeParameter"], 1);
    assert_eq!(
        client.ask("textDocument/signatureHelp", place(HOLD, 2, 0)),
        Value::Null
    );
}

#[test]
fn a_closing_brace_goes_where_its_block_began() {
    let mut client = Client::new();
    client.open(HOLD, "if true {\n    log \"a\"\n    }");
    let mut asked = place(HOLD, 2, 5);
    asked["ch"] = "}".into();
    asked["options"] = json!({ "tabSize": 4, "insertSpaces": true });
    let edits = client.ask("textDocument/onTypeFormatting", asked);
    assert_eq!(edits[0]["newText"], "");
    assert_eq!(
        edits[0]["range"]["end"],
        json!({ "line": 2, "character": 4 })
    );
}

#[test]
fn names_of_all_folders_are_found_and_flows_can_be_run() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for (folder, step) in folders.iter().zip(["FindCallback", "ParkCaller"]) {
        let script = format!("run {step}()\nstep {step}() {{\n    log \"a\"\n}}\n");
        std::fs::write(folder.path().join("a.flow"), script).unwrap();
    }
    let uri = |at: usize| format!("file://{}", folders[at].path().display());
    let mut client = Client::with(json!({
        "capabilities": {},
        "workspaceFolders": [{ "uri": uri(0), "name": "one" }],
    }));
    let names = |client: &mut Client, query: &str| -> Vec<String> {
        let all = client.ask("workspace/symbol", json!({ "query": query }));
        let all = all.as_array().unwrap().iter();
        all.map(|one| one["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&mut client, "call"), ["FindCallback"]);
    client.tell(
        "workspace/didChangeWorkspaceFolders",
        json!({ "event": { "added": [{ "uri": uri(1), "name": "two" }], "removed": [] } }),
    );
    assert_eq!(names(&mut client, "park"), ["ParkCaller"]);
    let script = format!("{}/a.flow", uri(0));
    client.open(&script, "log \"a\"\n");
    let lenses = client.whole("codeLens", &script);
    assert_eq!(lenses[0]["command"]["title"], "Run on the simulator");
    assert_eq!(lenses[0]["command"]["arguments"], json!([script]));
    let refused = json!({ "command": "rm", "arguments": [script] });
    assert!(
        client
            .refused("workspace/executeCommand", refused)
            .contains("unknown command")
    );
}

#[test]
fn a_broken_settings_file_takes_no_finding_away() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flow.toml");
    let write = |text: &str| std::fs::write(&file, text).unwrap();
    write("[check.levels]\nF081 = \"error\"\n");
    let uri = format!("file://{}/a.flow", folder.path().display());
    let mut client = Client::new();
    client.open(&uri, "let Unused = 1\n");
    assert_eq!(client.findings()["diagnostics"][0]["severity"], 1);
    for broken in [
        "[check.levels\n",
        "default = \"nowhere\"\n[check.levels]\nF081 = \"error\"\n",
    ] {
        write(broken);
        client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
        let all = loop {
            let said = client.findings();
            if said["uri"] == uri.as_str() {
                break said;
            }
        };
        assert_eq!(codes(&all), ["F081"], "{broken}");
        assert_eq!(
            all["diagnostics"][1]["severity"], 1,
            "the team's level holds: {broken}"
        );
    }
}

#[test]
fn a_changed_settings_file_is_seen_without_the_editor() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("flow.toml");
    let uri = format!("file://{}/a.flow", folder.path().display());
    let mut client = Client::new();
    client.open(&uri, "let Unused = 1\n");
    assert_eq!(client.findings()["diagnostics"][0]["severity"], 2);
    std::fs::write(&file, "[check.levels]\nunused-name = \"note\"\n").unwrap();
    assert_eq!(client.findings()["diagnostics"][0]["severity"], 3);
}

/// What the server says of a text in the end: with an error, or without.
#[track_caller]
fn until(client: &mut Client, uri: &str, wrong: bool) -> Value {
    loop {
        let said = client.findings();
        let all = said["diagnostics"].as_array().unwrap();
        if said["uri"] == uri && wrong == all.iter().any(|one| one["severity"] == 1) {
            return said;
        }
    }
}

#[test]
fn steps_that_change_outside_are_read_again() {
    for watches in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let steps = folder.path().join("steps.flow");
        let write = |name: &str| {
            let text = format!("step {name}() {{\n    log \"a\"\n}}\n");
            std::fs::write(&steps, text).unwrap();
        };
        write("Park");
        let mut client = Client::with(json!({ "capabilities": {
            "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": watches } },
        }}));
        let uri = format!("file://{}/a.flow", folder.path().display());
        client.open(&uri, "use steps from \"steps.flow\"\nrun Park()\n");
        until(&mut client, &uri, false);
        let changes = [("ParkCaller", true), ("Park", false)];
        for (name, wrong) in changes {
            write(name);
            if watches {
                let changed = format!("file://{}", steps.display());
                let changes = json!({ "changes": [{ "uri": changed, "type": 2 }] });
                client.tell("workspace/didChangeWatchedFiles", changes);
            }
            until(&mut client, &uri, wrong);
        }
    }
}

#[test]
fn steps_that_are_left_unfinished_are_said_in_the_end() {
    let (user, steps) = ("file:///flows/user.flow", "file:///flows/steps.flow");
    let mut client = Client::new();
    client.open(steps, "step Park() {\n    log \"a\"\n}\n");
    client.open(user, "use steps from \"steps.flow\"\nrun Park()\n");
    until(&mut client, user, false);
    client.change(steps, 2, [1, 11, 1, 11], "\"");
    until(&mut client, user, true);
    client.change(steps, 3, [1, 11, 1, 12], "");
    until(&mut client, user, false);
}

#[test]
fn settings_that_are_left_unfinished_are_said_in_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let uri = format!("file://{}/flow.toml", folder.path().display());
    let mut client = Client::new();
    client.open(
        &uri,
        "[profile.lab]\nsystem = \"cxone\"\nsimulator = true\n",
    );
    until(&mut client, &uri, false);
    client.change(&uri, 2, [2, 16, 2, 16], "x");
    until(&mut client, &uri, true);
    client.change(&uri, 3, [2, 16, 2, 17], "");
    until(&mut client, &uri, false);
}

#[test]
fn a_word_of_the_language_says_what_it_means() {
    let mut client = Client::new();
    let text = format!(
        "{SESSION}hold contact <C>\n    on any other -> retry 3 times every 2s, then fail \"a\"\n"
    );
    client.open(HOLD, &text);
    let mut said = |character: u32| {
        let hover = client.ask("textDocument/hover", place(HOLD, 4, character));
        hover["contents"]["value"].as_str().unwrap_or("").to_owned()
    };
    for (at, about) in [
        (4, "Handles an outcome"),
        (8, "Every outcome"),
        (12, "Every outcome"),
        (20, "Repeats"),
        (45, "after the last retry"),
        (50, "Ends the run as failed"),
    ] {
        let said = said(at);
        assert!(said.contains(about), "{at}: {said}");
    }
    assert!(!said(34).contains("Sets when"), "no start of the flow");
}

#[test]
fn a_settings_file_has_findings_completion_and_hover_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let uri = format!("file://{}/flow.toml", folder.path().display());
    let mut client = Client::new();
    client.open(
        &uri,
        "[profile.lab]\nsystem = \"cxone\"\nzone = \"Nowhere\"\nsimulator = true\n",
    );
    let found = client.findings();
    assert_eq!(found["uri"], uri.as_str());
    assert_eq!(
        found["diagnostics"][0]["range"]["start"]["line"], 2,
        "{found}"
    );
    client.change(&uri, 2, [2, 0, 3, 0], "\n");
    assert_eq!(client.findings()["diagnostics"], json!([]));
    let items = client.ask("textDocument/completion", place(&uri, 2, 0));
    let labels: Vec<&str> = items["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|item| item["label"].as_str())
        .collect();
    assert!(
        labels.contains(&"zone") && labels.contains(&"timeouts"),
        "{labels:?}"
    );
    let hover = client.ask("textDocument/hover", place(&uri, 1, 2));
    assert!(
        hover["contents"]["value"]
            .as_str()
            .unwrap()
            .contains("system of flows"),
        "{hover}"
    );
    assert_eq!(client.whole("documentSymbol", &uri), Value::Null);
}

/// A text that takes long to check keeps nobody waiting: what is asked meanwhile is answered, and
/// what is taken back is answered at once.
#[test]
fn a_long_check_keeps_nobody_waiting() {
    let mut client = Client::new();
    let prose = "we hold contacts until somebody answers them\n".repeat(3000);
    client.open(HOLD, &prose);
    client.open("file:///flows/small.flow", "let A = 1\nlog \"{A}\"\n");
    let symbols = client.whole("documentSymbol", "file:///flows/small.flow");
    assert_eq!(symbols[0]["name"], "A");
    let slow = client.send(
        "textDocument/codeAction",
        json!({
            "textDocument": { "uri": HOLD },
            "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 1 } },
            "context": { "diagnostics": [] },
        }),
    );
    client.tell("$/cancelRequest", json!({ "id": slow }));
    let answer = client.answer(slow).response_result;
    assert!(answer.is_ok() || answer.is_err_and(|error| error.code == -32800));
}
