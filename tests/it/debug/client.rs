//! An editor's side of the protocol.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A client, with the adapter that it has started.
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    seq: u64,
    /// Events that nobody has asked for yet.
    waiting: Vec<Value>,
    everything: String,
    folder: tempfile::TempDir,
}

impl Client {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_flow"))
            .arg("debug-adapter")
            .current_dir(folder.path())
            .env("XDG_STATE_HOME", folder.path().join("state"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command is built");
        Self {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().expect("it is piped")),
            child,
            seq: 0,
            waiting: Vec::new(),
            everything: String::new(),
            folder,
        }
    }

    pub fn folder(&self) -> String {
        self.folder.path().display().to_string()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// Sends a request, and waits for its answer.
    pub fn ask(&mut self, command: &str, arguments: Value) -> Value {
        self.seq += 1;
        let request = json!({
            "seq": self.seq, "type": "request", "command": command, "arguments": arguments,
        });
        let body = request.to_string();
        let input = self.input.as_mut().expect("the adapter still listens");
        write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        input.flush().unwrap();
        loop {
            let message = self.next();
            if message["type"] == "response" && message["request_seq"] == self.seq {
                return message;
            }
            self.waiting.push(message);
        }
    }

    /// Waits for an event; what came before it is past.
    pub fn event(&mut self, name: &str) -> Value {
        loop {
            let message = match self.waiting.is_empty() {
                true => self.next(),
                false => self.waiting.remove(0),
            };
            if message["event"] == name {
                return message;
            }
        }
    }

    fn next(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            let read = self
                .output
                .read_line(&mut line)
                .expect("the adapter answers");
            assert!(read > 0, "the adapter is gone: {}", self.everything);
            match line.trim().split_once(": ") {
                Some((_, number)) => length = number.parse().expect("a length"),
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("a whole message");
        let text = String::from_utf8(body).expect("text");
        self.everything.push_str(&text);
        serde_json::from_str(&text).expect("JSON")
    }

    /// All that the adapter has sent.
    pub fn everything(&self) -> String {
        self.everything.clone()
    }

    /// Waits until the adapter has ended by itself.
    pub fn ends(mut self) {
        self.input = None;
        assert!(self.child.wait().expect("it ends").success());
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // it reads until there is no more
        self.input = None;
        let _ = self.child.wait();
    }
}
