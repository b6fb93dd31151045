//! A small editor: the other end of a connection to the server, or of the command's pipes.

use contactflow::lsp::{self, Ended};
use lsp_server::{Connection, Message, Notification, Request, Response};
use serde_json::{Value, json};
use std::thread::JoinHandle;
use std::time::Duration;

/// Nothing takes that long: a test that waits so long has failed.
const FAR_TOO_LONG: Duration = Duration::from_secs(60);

/// The editor's end.
pub struct Client {
    connection: Connection,
    server: Option<JoinHandle<Ended>>,
    next: i32,
    /// What the server has told since somebody looked.
    told: Vec<Notification>,
    /// What the server has answered to the greeting.
    pub greeting: Value,
}

impl Client {
    /// An editor that can do what most can.
    pub fn new() -> Self {
        Self::with(json!({ "capabilities": {
            "general": { "positionEncodings": ["utf-16", "utf-8"] },
            "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
        }}))
    }

    /// An editor that introduces itself so.
    pub fn with(params: Value) -> Self {
        let (ours, theirs) = Connection::memory();
        let server = std::thread::spawn(move || lsp::serve(theirs));
        let mut client = Self {
            connection: ours,
            server: Some(server),
            next: 0,
            told: Vec::new(),
            greeting: Value::Null,
        };
        client.greeting = client.ask("initialize", params);
        client.tell("initialized", json!({}));
        client
    }

    /// Sends a request without waiting for its answer; gives its number.
    pub fn send(&mut self, method: &str, params: Value) -> i32 {
        self.next += 1;
        let request = Request::new(self.next.into(), method.into(), params);
        self.connection.sender.send(request.into()).unwrap();
        self.next
    }

    /// The answer to a request.
    pub fn answer(&mut self, id: i32) -> Response {
        loop {
            match self.connection.receiver.recv_timeout(FAR_TOO_LONG) {
                Ok(Message::Response(response)) if response.id == id.into() => return response,
                Ok(Message::Notification(note)) => self.told.push(note),
                Ok(_) => {}
                Err(error) => panic!("no answer: {error}"),
            }
        }
    }

    /// Asks, and gives the result.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        match self.answer(id).response_result {
            Ok(result) => result,
            Err(error) => panic!("{method}: {error:?}"),
        }
    }

    /// Asks for what cannot be; gives why not.
    pub fn refused(&mut self, method: &str, params: Value) -> String {
        let id = self.send(method, params);
        match self.answer(id).response_result {
            Ok(result) => panic!("{method} was answered: {result}"),
            Err(error) => error.message,
        }
    }

    /// Asks about a place in a text.
    pub fn at(&mut self, method: &str, uri: &str, line: u32, character: u32) -> Value {
        let place = json!({
            "textDocument": { "uri": uri },
            "position": { "line": line, "character": character },
        });
        self.ask(&format!("textDocument/{method}"), place)
    }

    /// Asks about a whole text.
    pub fn whole(&mut self, method: &str, uri: &str) -> Value {
        let text = json!({
            "textDocument": { "uri": uri },
            "options": { "tabSize": 4, "insertSpaces": true },
            "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9999, "character": 0 } },
        });
        self.ask(&format!("textDocument/{method}"), text)
    }

    /// Tells something.
    pub fn tell(&mut self, method: &str, params: Value) {
        let note = Notification::new(method.into(), params);
        self.connection.sender.send(note.into()).unwrap();
    }

    /// Opens a text.
    pub fn open(&mut self, uri: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": "contactflow", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    /// Replaces part of a text: from line and character to line and character.
    pub fn change(&mut self, uri: &str, version: i32, range: [u32; 4], text: &str) {
        let [line, character, to_line, to_character] = range;
        let change = json!({ "range": {
            "start": { "line": line, "character": character },
            "end": { "line": to_line, "character": to_character },
        }, "text": text });
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [change] }),
        );
    }

    /// The next findings that the server tells.
    pub fn findings(&mut self) -> Value {
        self.heard("textDocument/publishDiagnostics")
    }

    /// What the server tells next under this name.
    pub fn heard(&mut self, method: &str) -> Value {
        if let Some(at) = self.told.iter().position(|note| note.method == method) {
            return self.told.remove(at).params;
        }
        loop {
            match self.connection.receiver.recv_timeout(FAR_TOO_LONG) {
                Ok(Message::Notification(note)) if note.method == method => return note.params,
                Ok(Message::Notification(note)) => self.told.push(note),
                Ok(_) => {}
                Err(error) => panic!("{method} never came: {error}"),
            }
        }
    }

    /// The next thing that the server itself asks for under this name.
    pub fn asked(&mut self, method: &str) -> Value {
        loop {
            match self.connection.receiver.recv_timeout(FAR_TOO_LONG) {
                Ok(Message::Request(request)) if request.method == method => return request.params,
                Ok(_) => {}
                Err(error) => panic!("{method} never came: {error}"),
            }
        }
    }

    /// Leaves as the protocol says.
    pub fn leave(mut self) -> Ended {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        let server = self.server.take().unwrap();
        server.join().unwrap()
    }

    /// Goes away without a word.
    pub fn vanish(self) -> Ended {
        drop(self.connection);
        self.server.unwrap().join().unwrap()
    }
}

/// The codes of findings.
pub fn codes(findings: &Value) -> Vec<&str> {
    let all = findings["diagnostics"].as_array().unwrap();
    all.iter().filter_map(|one| one["code"].as_str()).collect()
}
