//! Clients that are broken, greedy or slow: refused in words, and nobody else is harmed.

use super::client::Client;
use super::place::{ADD, Place, SETTINGS};
use std::io::Read;
use std::net::TcpStream;
use std::time::Duration;

fn settings(of_serve: &str) -> String {
    format!("[serve]\n{of_serve}\n{SETTINGS}")
}

fn works(client: &mut Client) {
    let answer = client.post("/run/add", "{\"One\": 1}");
    assert_eq!(answer.status, 202, "{answer:?}");
}

#[test]
fn a_huge_body_is_refused_whether_it_is_announced_or_not() {
    let place = Place::with(&settings("most-bytes = 1000"), &[("add.flow", ADD)]);
    let service = place.serve();
    let long = format!("{{\"One\": \"{}\"}}", "1".repeat(2000));
    let answer = service.client().post("/run/add", &long);
    assert_eq!(
        (answer.status, answer.message().as_str()),
        (413, "the request is too long; the limit is 1000 bytes")
    );
    let mut client = service.client();
    let head = format!(
        "POST /run/add HTTP/1.1\r\nHost: flow\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        super::client::TOKEN
    );
    client.send(head.as_bytes()).unwrap();
    for _ in 0..20 {
        // It may have been refused before the last chunk.
        let _ = client.send(format!("64\r\n{}\r\n", "1".repeat(100)).as_bytes());
    }
    assert_eq!(client.answer().expect("an answer").status, 413);
    works(&mut service.client());
}

/// An answer is for clients of HTTP: it names no option of the command line.
#[test]
fn a_query_that_is_wrong_is_named_as_the_client_wrote_it() {
    let place = Place::with(SETTINGS, &[("add.flow", ADD)]);
    let service = place.serve();
    let mut client = service.client();
    for (path, message) in [
        ("/runs?where=foo", "unknown field `foo` in `where`"),
        ("/runs?where=", "`where` is empty"),
        ("/runs?where=age+%3E+many", "`where` is not a query"),
    ] {
        let answer = client.get(path);
        assert_eq!((answer.status, answer.message().as_str()), (400, message));
        assert!(!answer.body.contains("--"), "{}", answer.body);
    }
}

#[test]
fn a_byte_order_mark_is_no_fault() {
    let place = Place::with(SETTINGS, &[("add.flow", ADD)]);
    let service = place.serve();
    let answer = service.client().post("/run/add", "\u{feff}{\"One\": 1}");
    assert_eq!(answer.status, 202, "{answer:?}");
}

#[test]
fn other_forms_than_json_and_endless_heads_are_refused() {
    let place = Place::with(SETTINGS, &[("add.flow", ADD)]);
    let service = place.serve();
    let mut client = service.client();
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = client.ask("POST", "/run/add", &form, Some("One=1"));
    assert_eq!(
        (answer.status, answer.message().as_str()),
        (415, "the request is not JSON")
    );
    works(&mut client);
    let long = "x".repeat(40_000);
    let mut client = service.client();
    let _ =
        client.send(format!("GET /flows HTTP/1.1\r\nHost: flow\r\nX: {long}\r\n\r\n").as_bytes());
    assert_eq!(client.answer().expect("an answer").status, 431);
    let mut client = service.client();
    client
        .send(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
        .unwrap();
    assert_eq!(client.answer().expect("an answer").status, 400);
    works(&mut service.client());
}

#[test]
fn a_client_that_never_ends_its_request_is_sent_away() {
    let place = Place::with(&settings("patience = \"300ms\""), &[("add.flow", ADD)]);
    let service = place.serve();
    let mut head = service.client();
    head.send(b"POST /run/add HTTP/1.1\r\nHost: fl").unwrap();
    let mut body = service.client();
    let open = format!(
        "POST /run/add HTTP/1.1\r\nHost: flow\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{{\"One\"",
        super::client::TOKEN
    );
    body.send(open.as_bytes()).unwrap();
    let mut silent = TcpStream::connect(&service.address).unwrap();
    silent
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    for mut client in [head, body] {
        let answer = client.answer().expect("an answer");
        assert_eq!(
            (answer.status, answer.message().as_str()),
            (408, "the request did not arrive in time")
        );
    }
    // One that says nothing at all is closed.
    assert_eq!(silent.read(&mut [0; 10]).expect("it is closed"), 0);
    works(&mut service.client());
}

#[test]
fn a_crowd_of_connections_is_refused_in_words_and_leaves_room_again() {
    const MOST: usize = 20;
    let place = Place::with(&settings("most-connections = 20"), &[("add.flow", ADD)]);
    let service = place.serve();
    let mut open: Vec<Client> = (0..MOST).map(|_| service.client()).collect();
    // Each has its place before the next ones come.
    for client in &mut open {
        assert_eq!(client.get("/health").status, 200);
    }
    for _ in 0..200 {
        let mut refused = service.client();
        let answer = refused.answer().expect("an answer");
        assert_eq!(
            (answer.status, answer.message().as_str()),
            (503, "too many connections are open")
        );
        assert!(answer.head.contains("Retry-After: 1"), "{answer:?}");
    }
    works(&mut open[7]);
    open.truncate(10);
    // The places are free as soon as the service has seen that the connections are closed.
    loop {
        let mut client = service.client();
        client
            .send(b"GET /health HTTP/1.1\r\nHost: flow\r\n\r\n")
            .unwrap();
        if client.answer().is_ok_and(|answer| answer.status == 200) {
            break;
        }
    }
    works(&mut open[3]);
}

#[test]
fn more_runs_than_the_limit_wait_outside() {
    let place = Place::with(
        &settings("most-runs = 2"),
        &[("wait.flow", super::place::WAIT)],
    );
    let mut service = place.serve();
    let mut client = service.client();
    let first = client.post("/run/wait", "{\"ContactId\": \"1\"}").run();
    assert_eq!(
        client.post("/run/wait", "{\"ContactId\": \"2\"}").status,
        202
    );
    let full = client.post("/run/wait", "{\"ContactId\": \"3\"}");
    assert_eq!(
        (full.status, full.message().as_str()),
        (429, "2 runs are open, the limit of `most-runs`")
    );
    assert!(
        full.head.to_lowercase().contains("retry-after: 5"),
        "{full:?}"
    );
    client.post(&format!("/runs/{first}/cancel"), "");
    service.until("cancelled");
    let fits = loop {
        // The line is written before the run has left the list of open ones.
        let answer = client.post("/run/wait", "{\"ContactId\": \"3\"}");
        if answer.status != 429 {
            break answer;
        }
    };
    assert_eq!(fits.status, 202, "{fits:?}");
}

#[test]
fn an_address_that_others_can_reach_needs_https_or_a_word() {
    let place = Place::with(SETTINGS, &[("add.flow", ADD)]);
    let done = place.call(&["serve", "--listen", "0.0.0.0:0"]).run();
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(
        done.err.contains("can be reached from other machines"),
        "{}",
        done.err
    );
    let short = "[serve.tokens.x]\ntoken = { env = \"SHORT\" }\nmay = [\"start\"]\n";
    let place = Place::with(short, &[("add.flow", ADD)]);
    let done = place.call(&["serve"]).env("SHORT", "12345").run();
    assert!(
        done.err.contains("the token `x` is too short to be safe"),
        "{}",
        done.err
    );
}
