//! What is sent to the editor: answers, and events of its own.

use super::wire;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Sends messages, numbered in their order.
pub(super) struct Sender<W> {
    output: W,
    last: u64,
}

/// What is answered before anything runs.
pub(super) const NOTHING: &str = "no run has been launched";

/// What an answer holds, or why there is none.
pub(super) type Answer = Result<Value, String>;

impl<W: Write> Sender<W> {
    pub fn new(output: W) -> Self {
        Self { output, last: 0 }
    }

    /// The answer to a request.
    pub fn answer(&mut self, request: &Value, answer: Answer) -> io::Result<()> {
        let mut message = json!({
            "type": "response",
            "request_seq": request["seq"],
            "command": request["command"],
            "success": answer.is_ok(),
        });
        match answer {
            Ok(Value::Null) => {}
            Ok(body) => message["body"] = body,
            Err(why) => {
                message["message"] = json!(why);
                message["body"] = json!({ "error": { "id": 1, "format": why, "showUser": true } });
            }
        }
        self.send(message)
    }

    /// Something that happened.
    pub fn event(&mut self, event: &str, body: Value) -> io::Result<()> {
        self.send(json!({ "type": "event", "event": event, "body": body }))
    }

    /// A line for the editor's console.
    pub fn line(&mut self, category: &str, text: &str) -> io::Result<()> {
        let body = json!({ "category": category, "output": format!("{text}\n") });
        self.event("output", body)
    }

    fn send(&mut self, mut message: Value) -> io::Result<()> {
        self.last += 1;
        message["seq"] = json!(self.last);
        wire::write(&mut self.output, &message)
    }
}
