//! Addresses that lead nowhere good.

use super::Call;
use super::call::Done;
use std::io::{Read, Write};
use std::net::TcpListener;

const SCRIPT: &str = "use cxone\nset security user <AgentId>\n";

/// Runs against an address with a token that must not be seen.
fn run(address: &str) -> Done {
    let toml = format!(
        "[profile.away]\naddress = \"{address}\"\nsign-in = \"access-key\"\naccess-key-id = \"K\"\n\
         access-key-secret = {{ env = \"SECRET\" }}\ninputs = {{ AgentId = 7 }}\n\
         timeouts = {{ connect = \"2s\", request = \"2s\" }}\n"
    );
    let done = Call::new(&["run", "-e", SCRIPT, "-p", "away", "--trace"])
        .file("flow.toml", toml)
        .env("SECRET", "s3cr3t-v4lue-0f-the-key")
        .run();
    assert!(
        !done.everything().contains("s3cr3t"),
        "{}",
        done.everything()
    );
    done
}

/// Answers every request with the same bytes.
fn server(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = format!(
        "http://{}",
        listener.local_addr().expect("it has an address")
    );
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut stream = stream;
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(answer);
        }
    });
    address
}

#[test]
fn an_address_where_nothing_answers_is_a_matter_of_the_environment() {
    let free = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = format!("http://{}", free.local_addr().expect("it has an address"));
    drop(free);
    let done = run(&address);
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.err.contains("refused the connection"), "{}", done.err);
}

#[test]
fn an_address_that_does_not_resolve_is_said() {
    let done = run("https://contactflow.invalid");
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.err.contains("contactflow.invalid"), "{}", done.err);
}

#[test]
fn answers_that_are_none_are_said_and_shown_to_nobody_whole() {
    let html = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 38\r\n\r\n<html><body>Welcome home</body></html>";
    let cut = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"access_token\": \"abc";
    let broken = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 17\r\n\r\n{\"access_token\": ";
    let noise = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
    for answer in [&html[..], cut, broken, noise] {
        let done = run(&server(answer));
        assert_ne!(done.code, 0, "{}", done.everything());
        assert!(done.err.contains("set security user 7"), "{}", done.err);
        assert!(done.err.contains("help:"), "{}", done.err);
    }
}

#[test]
fn a_refused_key_is_a_matter_of_the_environment() {
    let refused = b"HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: 26\r\n\r\n{\"error\":\"invalid_client\"}";
    let done = run(&server(refused));
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.err.contains("Unauthorized"), "{}", done.err);
}

#[test]
fn an_answer_that_never_ends_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let address = format!(
        "http://{}",
        listener.local_addr().expect("it has an address")
    );
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut stream = stream;
                let _ = stream.read(&mut [0; 4096]);
                let _ = stream.write_all(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"a\":\"",
                );
                while stream.write_all(&[b'x'; 4096]).is_ok() {}
            });
        }
    });
    let started = std::time::Instant::now();
    let done = run(&address);
    assert_ne!(done.code, 0, "{}", done.everything());
    assert!(
        done.everything().len() < 10_000,
        "{}",
        done.everything().len()
    );
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
