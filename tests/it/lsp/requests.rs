//! Answers as they go over the wire: positions, kinds, edits; and what settings have to say.

use super::client::{Client, codes};
use serde_json::{Value, json};

const HOLD: &str = "file:///flows/hold.flow";
const SESSION: &str = "use cxone\nset security user <AgentId>\njoin agent session\n";

fn texts<'a>(all: &'a Value, field: &str) -> Vec<&'a str> {
    let all = all.as_array().unwrap();
    all.iter().filter_map(|one| one[field].as_str()).collect()
}

#[test]
fn completions_have_places_where_the_editor_knows_them() {
    let mut client = Client::new();
    client.open(HOLD, &format!("{SESSION}log \"é\"\nhold con"));
    let list = client.at("completion", HOLD, 4, 8);
    let items = list["items"].as_array().unwrap();
    let hold = items
        .iter()
        .find(|item| item["label"] == "hold contact <ContactId>")
        .unwrap();
    assert_eq!(hold["insertTextFormat"], 2);
    assert_eq!(hold["textEdit"]["newText"], "contact ${1:<ContactId>}");
    assert_eq!(
        hold["textEdit"]["range"]["start"],
        json!({ "line": 4, "character": 5 })
    );
    let starts = items.iter().map(|item| &item["textEdit"]["range"]);
    assert!(
        starts
            .clone()
            .all(|range| *range == hold["textEdit"]["range"]),
        "an editor completes one word"
    );
    let mut plain = Client::with(json!({ "capabilities": {} }));
    plain.open(HOLD, &format!("{SESSION}hold con"));
    let list = plain.at("completion", HOLD, 3, 8);
    let items = list["items"].as_array().unwrap();
    let hold = items
        .iter()
        .find(|item| item["label"] == "hold contact <ContactId>")
        .unwrap();
    assert_eq!(hold["textEdit"]["newText"], "contact <ContactId>");
    assert_eq!(hold.get("insertTextFormat"), None);
}

#[test]
fn code_actions_come_by_their_kinds() {
    let mut client = Client::new();
    client.open(HOLD, &format!("{SESSION}hold contact <ContactId>\n"));
    let asked = |only: Value| {
        json!({
            "textDocument": { "uri": HOLD },
            "range": { "start": { "line": 3, "character": 2 }, "end": { "line": 3, "character": 2 } },
            "context": { "diagnostics": [], "only": only },
        })
    };
    let all = client.ask(
        "textDocument/codeAction",
        asked(json!(["quickfix", "refactor"])),
    );
    assert_eq!(
        texts(&all, "title"),
        [
            "Add the missing handlers",
            "Suppress F074 here, with a reason",
            "Handle every documented outcome"
        ]
    );
    assert_eq!(all[0]["diagnostics"][0]["code"], "F074");
    assert_eq!(
        all[0].get("isPreferred"),
        None,
        "it may change what the script does"
    );
    let edit = &all[0]["edit"]["changes"][HOLD][0];
    assert_eq!(
        edit["range"]["start"],
        json!({ "line": 3, "character": 24 })
    );
    let refactors = client.ask("textDocument/codeAction", asked(json!(["refactor"])));
    assert_eq!(
        texts(&refactors, "title"),
        ["Handle every documented outcome"]
    );
    let none = client.ask("textDocument/codeAction", asked(json!(["source.fixAll"])));
    assert_eq!(none, json!([]));
}

#[test]
fn names_are_renamed_in_units_of_the_editor() {
    let mut client = Client::with(json!({ "capabilities": {} }));
    client.open(HOLD, "let A = 1\nlog \"𝄞 {A}\"\n");
    let place =
        json!({ "textDocument": { "uri": HOLD }, "position": { "line": 1, "character": 9 } });
    let at = client.ask("textDocument/prepareRename", place.clone());
    assert_eq!(at["placeholder"], "A");
    let mut rename = place.clone();
    rename["newName"] = "Sum".into();
    let edit = client.ask("textDocument/rename", rename.clone());
    let starts: Vec<&Value> = edit["changes"][HOLD]
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| &edit["range"]["start"]["character"])
        .collect();
    assert_eq!(starts, [&json!(4), &json!(9)]);
    rename["newName"] = "sum".into();
    assert!(
        client
            .refused("textDocument/rename", rename)
            .contains("start with an upper-case letter")
    );
}

#[test]
fn whole_texts_are_outlined_folded_coloured_and_hinted() {
    let mut client = Client::new();
    client.open(
        HOLD,
        &format!("{SESSION}step S(A) {{\n    log A\n}}\nrun S(1)\n"),
    );
    let outline = client.whole("documentSymbol", HOLD);
    assert_eq!(
        texts(&outline, "name"),
        ["set security user <AgentId>", "join agent session", "S"]
    );
    assert_eq!(client.whole("foldingRange", HOLD)[0]["startLine"], 3);
    let hints = client.whole("inlayHint", HOLD);
    assert_eq!(
        texts(&hints, "label"),
        ["giving SecurityUser", "giving SessionId"]
    );
    let tokens = client.whole("semanticTokens/full", HOLD);
    let legend = &client.greeting["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"];
    let data = tokens["data"].as_array().unwrap();
    let first: Vec<u64> = data
        .iter()
        .take(10)
        .map(|unit| unit.as_u64().unwrap())
        .collect();
    assert_eq!(
        (first[0], first[1], first[2], &legend[first[3] as usize]),
        (0, 0, 3, &json!("keyword"))
    );
    assert_eq!(
        (first[5], first[6], first[7], &legend[first[8] as usize]),
        (0, 4, 5, &json!("namespace"))
    );
}

#[test]
fn a_request_that_is_taken_back_is_answered_so_or_in_full() {
    let mut client = Client::new();
    client.open(HOLD, SESSION);
    let place =
        json!({ "textDocument": { "uri": HOLD }, "position": { "line": 1, "character": 0 } });
    let asked: Vec<i32> = (0..20)
        .map(|_| client.send("textDocument/hover", place.clone()))
        .collect();
    for id in &asked {
        client.tell("$/cancelRequest", json!({ "id": id }));
    }
    for id in asked {
        match client.answer(id).response_result {
            Ok(hover) => assert!(hover["contents"]["value"].is_string()),
            Err(error) => assert_eq!(error.code, -32800),
        }
    }
}

#[test]
fn a_script_is_checked_as_its_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    let write = |text: &str| std::fs::write(folder.path().join("flow.toml"), text).unwrap();
    let docs = "[check]\ndocs = \"https://docs.example.com/{name}\"\n";
    write(&format!("{docs}[check.levels]\nF081 = \"note\"\n"));
    let uri = format!("file://{}/a.flow", folder.path().display());
    let mut client = Client::new();
    client.open(&uri, "let Unused = 1\n");
    let findings = client.findings();
    assert_eq!(codes(&findings), ["F081"]);
    assert_eq!(
        findings["diagnostics"][0]["severity"], 3,
        "the team's policy requires it"
    );
    let page = &findings["diagnostics"][0]["codeDescription"]["href"];
    assert_eq!(page, "https://docs.example.com/unused-name");
    let said = findings["diagnostics"][0]["message"].as_str().unwrap();
    assert!(said.ends_with("\nsee: flow explain F081"), "{said}");
    write("default = \"nowhere\"\n");
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    let findings = client.findings();
    let first = findings["diagnostics"][0]["message"].as_str().unwrap();
    assert!(first.contains("unknown profile `nowhere`"), "{first}");
    assert!(first.contains("flow.toml"), "{first}");
    let of_file = client.findings();
    assert!(of_file["uri"].as_str().unwrap().ends_with("/flow.toml"));
    assert_eq!(of_file["diagnostics"][0]["range"]["start"]["line"], 0);
    write("");
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(client.findings()["diagnostics"][0]["severity"], 2);
    assert_eq!(
        client.findings()["diagnostics"],
        json!([]),
        "the settings are right again"
    );
}

#[test]
fn an_editor_is_asked_to_tell_of_settings() {
    let mut client = Client::with(json!({ "capabilities": {
        "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
    }}));
    let asked = client.asked("client/registerCapability");
    let watched = &asked["registrations"][0]["registerOptions"]["watchers"][0]["globPattern"];
    assert_eq!(watched, "**/flow.toml");
}
