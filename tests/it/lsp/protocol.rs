//! The protocol: greeting, syncing, cancelling, leaving.

use super::client::{Client, codes};
use contactflow::lsp::Ended;
use serde_json::{Value, json};

const HOLD: &str = "file:///flows/hold.flow";
const USER: &str = "use cxone\nset security user <AgentId>\njoin agent session\n";

#[test]
fn findings_follow_every_change() {
    let mut client = Client::new();
    client.open(
        HOLD,
        "use cxone\nhold contact <ContactId> on InvalidState -> retry\n",
    );
    let findings = client.findings();
    assert_eq!(codes(&findings), ["F073", "F074"]);
    assert_eq!(findings["version"], 1);
    client.change(
        HOLD,
        2,
        [1, 0, 1, 0],
        "set security user <AgentId>\njoin agent session\n",
    );
    let findings = client.findings();
    assert_eq!(
        (codes(&findings), &findings["version"]),
        (vec!["F074"], &json!(2))
    );
    client.change(HOLD, 3, [3, 0, 4, 0], "");
    assert_eq!(codes(&client.findings()), Vec::<&str>::new());
    assert_eq!(client.leave(), Ended::Orderly);
}

#[test]
fn a_closed_text_has_no_findings() {
    let mut client = Client::new();
    client.open(HOLD, "retrieve contact\n");
    assert_eq!(client.findings()["diagnostics"][0]["severity"], 1);
    client.tell(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": HOLD } }),
    );
    let findings = client.findings();
    assert_eq!(
        (&findings["uri"], &findings["diagnostics"]),
        (&json!(HOLD), &json!([]))
    );
}

#[test]
fn bytes_are_agreed_on_where_both_can() {
    let mut client = Client::new();
    assert_eq!(client.greeting["capabilities"]["positionEncoding"], "utf-8");
    client.open(HOLD, "log \"𝄞\" log\n");
    let wide = client.findings()["diagnostics"][0]["range"]["start"]["character"].clone();
    let mut client = Client::with(json!({ "capabilities": {} }));
    assert_eq!(
        client.greeting["capabilities"]["positionEncoding"],
        "utf-16"
    );
    client.open(HOLD, "log \"𝄞\" log\n");
    let narrow = client.findings()["diagnostics"][0]["range"]["start"]["character"].clone();
    assert_eq!((wide, narrow), (json!(11), json!(9)));
}

#[test]
fn hover_says_what_the_catalogue_says() {
    let mut client = Client::new();
    client.open(
        HOLD,
        &format!("{USER}hold contact <ContactId> on InvalidState -> retry\n"),
    );
    let hover = client.at("hover", HOLD, 3, 1);
    let text = hover["contents"]["value"].as_str().unwrap();
    assert!(text.contains("hold contact <ContactId>"), "{text}");
    assert!(text.contains("`InvalidContactId`"), "{text}");
    assert!(
        text.contains("F074"),
        "the finding at the same place: {text}"
    );
    assert_eq!(hover["range"]["end"], json!({ "line": 3, "character": 4 }));
    assert_eq!(client.at("hover", HOLD, 9, 9), Value::Null);
}

#[test]
fn formatting_changes_only_what_differs() {
    let mut client = Client::new();
    client.open(HOLD, "use cxone\nlog    \"a\"\nlog \"b\"\n");
    let edits = client.whole("formatting", HOLD);
    assert_eq!(edits.as_array().unwrap().len(), 1);
    assert_eq!(edits[0]["newText"], "log \"a\"\n");
    assert_eq!(edits[0]["range"]["start"]["line"], 1);
    assert_eq!(edits[0]["range"]["end"]["line"], 2);
}

#[test]
fn what_is_unknown_is_refused_and_the_rest_goes_on() {
    let mut client = Client::new();
    assert!(
        client
            .refused("textDocument/moniker", json!({}))
            .contains("moniker")
    );
    assert!(
        client
            .refused("textDocument/hover", json!({ "position": 3 }))
            .contains("hover")
    );
    client.tell("textDocument/didOpen", json!({ "nonsense": true }));
    assert!(
        client.heard("window/logMessage")["message"]
            .as_str()
            .unwrap()
            .contains("didOpen")
    );
    assert_eq!(
        client.at("hover", "file:///not/open.flow", 0, 0),
        Value::Null
    );
    client.open(HOLD, "log \"a\"\n");
    assert_eq!(codes(&client.findings()), Vec::<&str>::new());
}

#[test]
fn a_session_ends_as_it_should_or_is_said_not_to() {
    assert_eq!(Client::new().leave(), Ended::Orderly);
    assert_eq!(Client::new().vanish(), Ended::Abruptly);
    let mut client = Client::new();
    client.tell("exit", Value::Null);
    assert_eq!(client.vanish(), Ended::Abruptly);
}

/// A file of tests is checked with its flow, as the editor has it; and completion knows its signals.
#[test]
fn a_file_of_tests_follows_its_flow() {
    let folder = tempfile::tempdir().unwrap();
    let uri = |name: &str| format!("file://{}", folder.path().join(name).display());
    let (flow, tests) = (uri("it.flow"), uri("it.test.flow"));
    let text = "use finesse\n\nawait signal Approved\nset security user <AgentId>\n";
    std::fs::write(folder.path().join("it.flow"), text).unwrap();
    let mut editor = Client::new();
    let test = "test \"it\" {\n    given AgentId = 7\n    given set security user answers Success\n    given \n}\n";
    editor.open(&tests, test);
    editor.findings();
    let offered = editor.at("completion", &tests, 3, 10);
    let labels = offered.to_string();
    assert!(labels.contains("await signal Approved"), "{labels}");
    assert!(
        !labels.contains("schedule callback"),
        "CXone's actions are not in scope: {labels}"
    );
    editor.change(&tests, 2, [3, 0, 4, 0], "");
    assert_eq!(codes(&editor.findings()), [] as [&str; 0]);
    // the flow is opened and changed: its tests are looked at again
    editor.open(
        &flow,
        &text.replace(
            "set security user <AgentId>",
            "log \"{Agent}\"\ninput Agent: text",
        ),
    );
    let all = [editor.findings(), editor.findings()];
    let of_tests = all.iter().find(|found| found["uri"] == tests.as_str());
    let of_tests = of_tests.unwrap_or_else(|| panic!("{all:?}"));
    assert!(of_tests.to_string().contains("AgentId"), "{all:?}");
}
