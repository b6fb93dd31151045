//! `flow docs --open`: it serves this machine alone, and has a browser shown the page that was asked for.

use crate::cli::call::Call;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::Child;

/// A desktop whose browser writes down what it is to open.
fn opened(page: &[&str]) -> (Child, String, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let browser = folder.path().join("xdg-open");
    let note = folder.path().join("opened");
    let half = folder.path().join("half");
    let script = format!(
        "#!/bin/sh\nprintf %s \"$1\" > '{}'\nmv '{}' '{}'\n",
        half.display(),
        half.display(),
        note.display()
    );
    std::fs::write(&browser, script).unwrap();
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut args = vec!["docs", "--open"];
    args.extend(page);
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let call = Call::new(&args).in_folder(folder.path()).env("PATH", &path);
    let mut child = call.command().spawn().expect("it starts");
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("its output"));
    out.read_line(&mut line).expect("an address");
    (child, line.trim().to_owned(), folder)
}

fn end(mut child: Child) {
    child.kill().expect("it is ours");
    child.wait().expect("it has ended");
}

/// The head and the body of an answer.
fn ask(address: &str, request: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "{request}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    (head.to_owned(), body.to_owned())
}

#[test]
fn a_browser_is_shown_the_page_of_a_finding() {
    let (child, place, folder) = opened(&["F093"]);
    let (address, path) = place
        .strip_prefix("http://")
        .and_then(|rest| rest.split_once('/'))
        .expect("an address");
    assert_eq!(path, "findings/F093.html");
    assert!(address.starts_with("127.0.0.1:"), "{address}");
    // waits until the browser has written it down
    let note = folder.path().join("opened");
    let told = loop {
        match std::fs::read_to_string(&note) {
            Ok(told) => break told,
            Err(_) => std::thread::yield_now(),
        }
    };
    assert_eq!(told, place);
    let (head, body) = ask(address, &format!("GET /{path} HTTP/1.1\r\nHost: {address}"));
    assert!(
        head.starts_with("HTTP/1.1 200") && head.contains("text/html"),
        "{head}"
    );
    assert!(body.contains("<h1 id=\"f093"), "{body}");
    let (head, _) = ask(address, &format!("GET / HTTP/1.1\r\nHost: {address}"));
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    for (request, status) in [
        (format!("GET /{path} HTTP/1.1\r\nHost: evil.example"), "403"),
        (
            format!("POST /{path} HTTP/1.1\r\nContent-Length: 0\r\nHost: {address}"),
            "405",
        ),
        (
            format!("GET /../Cargo.toml HTTP/1.1\r\nHost: {address}"),
            "404",
        ),
    ] {
        let (head, body) = ask(address, &request);
        assert!(
            head.starts_with(&format!("HTTP/1.1 {status}")),
            "{request}: {head}"
        );
        assert_eq!(body, "", "{request}");
    }
    end(child);
}

#[test]
fn pages_are_found_by_what_people_call_them() {
    for (wanted, path) in [
        (&["runs"][..], "runs.html"),
        (&["docs/runs.md"], "runs.html"),
        (&["left-on-hold"], "findings/F093.html"),
        (&["hold", "contact"], "actions/cxone/hold-contact.html"),
        (&["InvalidState"], "outcome-list.html#invalidstate"),
        (&["for"], "words.html#for"),
        (&["hold.flow"], "examples/hold.html"),
        (&[], "index.html"),
    ] {
        let (child, place, _folder) = opened(wanted);
        assert!(place.ends_with(&format!("/{path}")), "{wanted:?}: {place}");
        end(child);
    }
    let done = Call::new(&["docs", "--open", "hodl"]).run();
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.err.contains("unknown page `hodl`"), "{}", done.err);
}
