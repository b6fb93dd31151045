//! A recording as HAR: an entry for each request, and the recording itself beside them, so that it comes
//! back whole.

use crate::journal::Record;
use crate::run::effect::{Completion, Exchange};
use crate::testing::recording::Recording;
use serde_json::{Value, json};

/// The field of our own; HAR leaves those with an underscore to everybody.
pub const OWN: &str = "_contactflow";

/// The document.
pub fn document(recording: &Recording) -> Value {
    let entries: Vec<Value> = recording
        .records
        .iter()
        .flat_map(|of| told(of, recording))
        .collect();
    json!({ "log": {
        "version": "1.2",
        "creator": { "name": "contactflow", "version": env!("CARGO_PKG_VERSION") },
        "comment": format!("{}: {}", recording.flow, recording.rules),
        "entries": entries,
        OWN: recording,
    }})
}

fn told(record: &Record, recording: &Recording) -> Vec<Value> {
    let Record::Told {
        id,
        completion: Completion::Answer(answer),
        ..
    } = record
    else {
        return Vec::new();
    };
    let what = recording.effects.get(id).map_or("", |asked| &asked.what);
    let outcome = answer.outcome.to_string();
    let exchanges = answer.exchanges.iter();
    exchanges
        .filter_map(|exchange| entry(exchange, what, &outcome))
        .collect()
}

/// An entry; nothing for what was no request, as an event.
fn entry(exchange: &Exchange, what: &str, outcome: &str) -> Option<Value> {
    let (method, rest) = exchange.asked.split_once(' ')?;
    if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let path = rest
        .split_whitespace()
        .next()?
        .trim_start_matches('…')
        .trim_start_matches('/');
    let (status, words) = exchange
        .answered
        .split_once(' ')
        .unwrap_or((&exchange.answered, ""));
    let status: Option<u16> = status.parse().ok();
    let words = if status.is_some() {
        words
    } else {
        &exchange.answered
    };
    let took = exchange.took.as_millis();
    Some(json!({
        "startedDateTime": exchange.at.to_string(),
        "time": i64::try_from(took).unwrap_or(i64::MAX),
        "request": {
            "method": method,
            // whose machines they are is nobody's business
            "url": format!("https://system.invalid/{}", encoded(path)),
            "httpVersion": "HTTP/1.1",
            "cookies": [], "headers": [], "queryString": [],
            "headersSize": -1, "bodySize": -1,
        },
        "response": {
            "status": status.unwrap_or(0),
            "statusText": words,
            "httpVersion": "HTTP/1.1",
            "cookies": [], "headers": [],
            "content": { "size": 0, "mimeType": "" },
            "redirectURL": "", "headersSize": -1, "bodySize": -1,
        },
        "cache": {},
        "timings": { "send": 0, "wait": i64::try_from(took).unwrap_or(i64::MAX), "receive": 0 },
        "comment": format!("{what} -> {outcome}"),
    }))
}

/// What an address may hold: a name in braces stands for a value that is not kept.
fn encoded(path: &str) -> String {
    let mut text = String::new();
    for c in path.chars() {
        match c {
            '{' => text.push_str("%7B"),
            '}' => text.push_str("%7D"),
            c if c.is_ascii_graphic() => text.push(c),
            c => {
                let mut bytes = [0; 4];
                let bytes = c.encode_utf8(&mut bytes).bytes();
                bytes.for_each(|byte| text.push_str(&format!("%{byte:02X}")));
            }
        }
    }
    text
}
