//! The command `flow lsp`: nothing but the protocol goes out, and the exit code says how it ended.

use lsp_server::{Message, Notification, Request};
use serde_json::json;
use std::io::{BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

fn start(args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_flow"))
        .arg("lsp")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn send(to: &mut impl Write, message: impl Into<Message>) {
    message.into().write(to).unwrap();
}

#[test]
fn nothing_but_the_protocol_goes_out() {
    let mut flow = start(&["--stdio"]);
    let mut input = flow.stdin.take().unwrap();
    let mut output = BufReader::new(flow.stdout.take().unwrap());
    let hello = json!({ "capabilities": {} });
    send(
        &mut input,
        Request::new(1.into(), "initialize".into(), hello),
    );
    let Some(Message::Response(greeting)) = Message::read(&mut output).unwrap() else {
        panic!("no greeting");
    };
    let greeting = greeting.response_result.unwrap();
    assert_eq!(greeting["serverInfo"]["name"], "flow");
    send(
        &mut input,
        Notification::new("initialized".into(), json!({})),
    );
    let item = json!({ "uri": "file:///a.flow", "languageId": "contactflow", "version": 1, "text": "hold\n" });
    send(
        &mut input,
        Notification::new(
            "textDocument/didOpen".into(),
            json!({ "textDocument": item }),
        ),
    );
    let Some(Message::Notification(findings)) = Message::read(&mut output).unwrap() else {
        panic!("no findings");
    };
    assert_eq!(findings.params["diagnostics"][0]["source"], "flow");
    send(
        &mut input,
        Request::new(2.into(), "shutdown".into(), json!(null)),
    );
    assert!(matches!(
        Message::read(&mut output),
        Ok(Some(Message::Response(_)))
    ));
    send(&mut input, Notification::new("exit".into(), json!(null)));
    drop(input);
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    let mut said = String::new();
    flow.stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!((rest.as_str(), said.as_str()), ("", ""));
    assert_eq!(flow.wait().unwrap().code(), Some(0));
}

#[test]
fn an_editor_that_goes_away_ends_the_server() {
    for (input, ignored) in [
        ("", false),
        ("GET / HTTP/1.1\r\n\r\n", false),
        ("Content-Length: 3\r\n\r\n{}}", true),
    ] {
        let mut flow = start(&[]);
        flow.stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let done = flow.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(3), "{input:?}");
        let out = String::from_utf8_lossy(&done.stdout);
        assert_eq!(out.contains("it was ignored"), ignored, "{input:?}: {out}");
        assert_eq!(out.is_empty(), !ignored, "{input:?}: {out}");
        let err = String::from_utf8_lossy(&done.stderr);
        assert!(
            err.contains("the editor's session ended: "),
            "{input:?}: {err}"
        );
    }
}
