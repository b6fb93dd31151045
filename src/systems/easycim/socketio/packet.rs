//! Socket.IO protocol 4 on Engine.IO protocol 3, as texts of a WebSocket: what is said and heard.

use crate::systems::easycim::reading;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// Something that the far end says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Heard {
    /// The connection stands, with these times between signs of life.
    Open {
        /// How often to send a ping.
        every: Duration,
        /// How long its answer may take.
        within: Duration,
    },
    /// The namespace is joined.
    Joined,
    /// The answer to a ping.
    Pong,
    /// An event with its first argument.
    Event(String, Json),
    /// The far end refuses or leaves, in these words.
    Over(String),
    /// Something that does not matter here.
    Other,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Handshake {
    #[serde(default = "usual_interval")]
    ping_interval: u64,
    #[serde(default = "usual_timeout")]
    ping_timeout: u64,
}

fn usual_interval() -> u64 {
    25_000
}

fn usual_timeout() -> u64 {
    5_000
}

/// Reads a text of the far end; `None` where it is none of this protocol.
pub(super) fn read(text: &str) -> Option<Heard> {
    let (kind, rest) = split(text)?;
    match kind {
        '0' => {
            let said: Handshake = serde_json::from_str(rest).ok()?;
            Some(Heard::Open {
                every: Duration::from_millis(said.ping_interval.max(1)),
                within: Duration::from_millis(said.ping_timeout.max(1)),
            })
        }
        '1' => Some(Heard::Over("the toolbar ended the connection".into())),
        '3' => Some(Heard::Pong),
        '4' => message(rest),
        '2' | '5' | '6' => Some(Heard::Other),
        _ => None,
    }
}

fn message(text: &str) -> Option<Heard> {
    let (kind, rest) = split(text)?;
    match kind {
        // `/name,` would be another namespace than the default one.
        '0' => Some(if rest.starts_with('/') {
            Heard::Other
        } else {
            Heard::Joined
        }),
        '1' => Some(Heard::Over("the toolbar ended the connection".into())),
        '2' => event(rest),
        '4' => Some(Heard::Over(format!(
            "the toolbar rejected the connection: {rest}"
        ))),
        _ => Some(Heard::Other),
    }
}

/// `["name",argument]`, after the number of an acknowledgement that may be asked for.
fn event(text: &str) -> Option<Heard> {
    if text.starts_with('/') {
        return Some(Heard::Other);
    }
    let list = text.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let parts = match reading::json(list) {
        Ok(Json::Array(parts)) => parts,
        Ok(_) => return None,
        // One event that cannot be read is no reason to give the connection up.
        Err(_) => return list.starts_with("[\"").then_some(Heard::Other),
    };
    let mut parts = parts.into_iter();
    let Some(Json::String(name)) = parts.next() else {
        return None;
    };
    let body = parts.next().unwrap_or_default();
    // What is said may be a text in a text.
    Some(Heard::Event(
        name,
        reading::data(body.clone()).unwrap_or(body),
    ))
}

fn split(text: &str) -> Option<(char, &str)> {
    let first = text.chars().next()?;
    Some((first, &text[first.len_utf8()..]))
}

/// A sign of life.
pub(super) const PING: &str = "2";

/// A call: `SDK_GETPARAMETER` where it is answered, `SDK_ACTION` where it is not.
pub(super) fn call(class: &str, method: &str, params: &[Json], answered: bool) -> String {
    let event = if answered {
        "SDK_GETPARAMETER"
    } else {
        "SDK_ACTION"
    };
    let inner = json!({ "className": class, "method": method, "params": params });
    let body = json!([event, { "action": event, "data": inner.to_string() }]);
    format!("42{body}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_far_end_says_is_read() {
        let open = r#"0{"sid":"x","upgrades":[],"pingInterval":25000,"pingTimeout":5000}"#;
        let times = Heard::Open {
            every: Duration::from_secs(25),
            within: Duration::from_secs(5),
        };
        let event = |name: &str, json| Some(Heard::Event(name.into(), json));
        for (text, heard) in [
            (open, Some(times)),
            ("40", Some(Heard::Joined)),
            ("40/other,", Some(Heard::Other)),
            ("3", Some(Heard::Pong)),
            ("6", Some(Heard::Other)),
            (r#"42["a",{"b":1}]"#, event("a", json!({ "b": 1 }))),
            (r#"4217["a","x","y"]"#, event("a", json!("x"))),
            (r#"42["a"]"#, event("a", Json::Null)),
            ("42[1]", None),
            ("42[", None),
            ("0", None),
            ("", None),
        ] {
            assert_eq!(read(text), heard, "{text}");
        }
        assert!(matches!(read("41"), Some(Heard::Over(_))));
        assert!(matches!(read("44\"no\""), Some(Heard::Over(why)) if why.contains("no")));
    }

    #[test]
    fn a_call_carries_its_arguments_as_data() {
        let odd = json!("it's \"quoted\"; \u{2028}</script>");
        let text = call("EASYCIM", "openScript", std::slice::from_ref(&odd), true);
        let Some(Heard::Event(name, body)) = read(&text) else {
            panic!("{text}");
        };
        assert_eq!(name, "SDK_GETPARAMETER");
        let inner: Json = serde_json::from_str(body["data"].as_str().unwrap()).unwrap();
        let call = json!({ "className": "EASYCIM", "method": "openScript", "params": [odd] });
        assert_eq!(inner, call);
    }
}
