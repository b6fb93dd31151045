//! The studio: who may ask it, what it does with files, flows and kept runs, and its page in a real browser.

mod browser;
mod built;
mod guarded;
mod settled;
mod stepped;
mod work;

use crate::cli::call::Call;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Child;
use std::time::Duration;

const HOLD: &str = include_str!("../../graph/hold.flow");
const TESTS: &str = "\
use cxone

test \"a hold\" {
    given AgentId = 7, ContactId = 1001
    given set security user answers Success
    given join agent session answers Success
    given hold contact answers Success
    run this flow
    expect it finishes
}
";

/// A studio of a folder with one flow.
pub struct Served {
    process: Child,
    call: Call,
    pub address: String,
    pub host: String,
    pub key: String,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Served {
    pub fn start() -> Self {
        Self::with(&[("hold.flow", HOLD), ("hold.test.flow", TESTS)])
    }

    pub fn with(files: &[(&str, &str)]) -> Self {
        let call = Call::new(&["studio", "--no-open"]);
        let call = files
            .iter()
            .fold(call, |call, (name, text)| call.file(name, text));
        let journal = call.path("journal").display().to_string();
        Self::by(call.env("FLOW_JOURNAL", &journal))
    }

    /// The studio that a call starts.
    pub fn by(call: Call) -> Self {
        let mut process = call.command().spawn().expect("the command is built");
        let mut out = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut address = String::new();
        out.read_line(&mut address).expect("it prints its address");
        let address = address.trim().to_owned();
        let (host, key) = address
            .strip_prefix("http://")
            .and_then(|rest| rest.split_once("/#"))
            .expect("an address with a key");
        Self {
            host: host.to_owned(),
            key: key.to_owned(),
            address,
            process,
            call,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.call.path(name)
    }

    /// A request, as it stands.
    pub fn send(&self, request: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.host).expect("it listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .expect("a time limit");
        stream.write_all(request.as_bytes()).expect("it is sent");
        let mut all = Vec::new();
        // a connection that is broken off has said what it has said
        let _ = stream.read_to_end(&mut all);
        let end = all.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or(all.len());
        let head = String::from_utf8_lossy(&all[..end]).to_lowercase();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        Reply {
            status: status.unwrap_or(0),
            body: all.get(end + 4..).unwrap_or_default().to_vec(),
            head,
        }
    }

    /// A question with these headers beside those that frame it.
    pub fn post(&self, what: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        self.send(&format!(
            "POST /do/{what} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}",
            body.len()
        ))
    }

    /// A question as the page asks it; what it answers, or why not.
    pub fn ask(&self, what: &str, asked: Value) -> Result<Value, String> {
        let origin = format!("http://{}", self.host);
        let headers = [
            ("host", &*self.host),
            ("origin", &origin),
            ("x-flow-key", &self.key),
        ];
        let reply = self.post(what, &headers, &asked.to_string());
        let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        match reply.status {
            200 => Ok(body),
            _ => Err(body["problem"]["message"]
                .as_str()
                .unwrap_or("nothing")
                .to_owned()),
        }
    }

    pub fn done(&self, what: &str, asked: Value) -> Value {
        let done = self.ask(what, asked.clone());
        done.unwrap_or_else(|why| panic!("{what} {asked}: {why}"))
    }

    /// An order to the run that is stepped through.
    pub fn order(&self, order: &str) -> Value {
        self.done("run/order", json!({ "order": order }))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
