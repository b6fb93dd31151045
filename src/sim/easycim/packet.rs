//! Engine.IO 3 and Socket.IO 4 packets, as text frames of a WebSocket carry them.

use super::method::Way;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How much longer a connection may be silent than until its next ping.
pub(super) const PING_TIMEOUT: Duration = Duration::from_secs(5);

/// A packet from a client.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Packet {
    /// A ping, with what it carries.
    Ping(String),
    /// An event of the default namespace.
    Event { name: String, argument: Value },
    /// Wants to join a namespace that is not there.
    Join(String),
    /// Goes.
    Close,
    /// Nothing to do about it.
    Idle,
}

/// A call as it is written in an event.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Call {
    /// Whether it was asked as a query or as an action.
    pub way: Way,
    pub class: String,
    pub method: String,
    pub params: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    class_name: String,
    method: String,
    #[serde(default)]
    params: Vec<Value>,
}

impl Packet {
    /// Reads a text frame; `None`: it is no packet.
    pub fn read(text: &str) -> Option<Self> {
        let rest = |text: &str| text.get(1..).unwrap_or_default().to_owned();
        match text.bytes().next()? {
            b'1' => Some(Self::Close),
            b'2' => Some(Self::Ping(rest(text))),
            b'3' | b'5' | b'6' => Some(Self::Idle),
            b'4' => Self::message(text.get(1..)?),
            _ => None,
        }
    }

    fn message(text: &str) -> Option<Self> {
        let rest = text.get(1..)?;
        match text.bytes().next()? {
            b'0' => Some(joined(rest)),
            b'1' => Some(Self::Close),
            b'2' => event(rest),
            b'3' | b'4' => Some(Self::Idle),
            _ => None,
        }
    }
}

fn joined(rest: &str) -> Packet {
    let name = rest.split(['?', ',']).next().unwrap_or_default();
    match name {
        "" | "/" => Packet::Idle,
        name => Packet::Join(name.to_owned()),
    }
}

/// An event, with or without the number of an acknowledgement: the toolbar acknowledges nothing.
fn event(rest: &str) -> Option<Packet> {
    let text = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let mut items: Vec<Value> = serde_json::from_str(text).ok()?;
    let name = items.first()?.as_str()?.to_owned();
    let argument = match items.len() {
        1 => Value::Null,
        _ => items.swap_remove(1),
    };
    Some(Packet::Event { name, argument })
}

impl Call {
    /// Reads an event's envelope: `{action, data: "<JSON text>"}`.
    pub fn read(name: &str, argument: &Value) -> Option<Self> {
        let way = match name {
            "SDK_GETPARAMETER" => Way::Query,
            "SDK_ACTION" => Way::Action,
            _ => return None,
        };
        let asked: Asked = serde_json::from_str(argument.get("data")?.as_str()?).ok()?;
        Some(Self {
            way,
            class: asked.class_name,
            method: asked.method,
            params: asked.params,
        })
    }
}

/// What a new connection is told first.
pub(super) fn opened(id: u64, ping_every: Duration) -> [String; 2] {
    let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    let hello = json!({
        "sid": format!("desk{id:016x}"),
        "upgrades": [],
        "pingInterval": millis(ping_every),
        "pingTimeout": millis(PING_TIMEOUT),
    });
    [format!("0{hello}"), "40".to_owned()]
}

/// The answer to a query. easyCIM's are JSON text, the others' only where they are no plain value.
pub(super) fn answer(class: &str, method: &str, data: &Value) -> String {
    let data = match data {
        Value::Array(_) | Value::Object(_) => Value::String(data.to_string()),
        plain if class == "EASYCIM" => Value::String(plain.to_string()),
        plain => plain.clone(),
    };
    let body = json!(["SDK_GETPARAMETER_CALLBACK", { "method": method, "data": data }]);
    format!("42{body}")
}

/// A contact event: an agent's as an object, a contact's as JSON text.
pub(super) fn contact_event(event: &Value) -> String {
    let name = event.get("event").and_then(Value::as_str);
    let of_agent = name.is_some_and(|name| name.starts_with("AGENT:"));
    let told = match of_agent {
        true => event.clone(),
        false => Value::String(event.to_string()),
    };
    format!("42{}", json!(["AGENTDESKTOP_CONTACT_CALLBACK", told]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_read() {
        assert_eq!(Packet::read("2probe"), Some(Packet::Ping("probe".into())));
        assert_eq!(Packet::read("2"), Some(Packet::Ping(String::new())));
        assert_eq!(Packet::read("1"), Some(Packet::Close));
        assert_eq!(Packet::read("41"), Some(Packet::Close));
        assert_eq!(Packet::read("40/desk,"), Some(Packet::Join("/desk".into())));
        let event = |text| match Packet::read(text) {
            Some(Packet::Event { name, argument }) => (name, argument),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(event("42[\"a\"]"), ("a".into(), Value::Null));
        assert_eq!(event("4217[\"a\",1]"), ("a".into(), json!(1)));
    }

    #[test]
    fn what_is_no_packet_is_none() {
        for text in ["", "9", "4", "42", "42{}", "42[]", "42[1]", "48", "é", "4é"] {
            assert_eq!(Packet::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_call_is_in_the_text_of_its_envelope() {
        let data = r#"{"className":"EASYCIM","method":"openScript","params":["68-1","E-1"]}"#;
        let call = Call::read("SDK_GETPARAMETER", &json!({ "action": "x", "data": data }));
        let call = call.unwrap();
        assert_eq!((call.way, call.class.as_str()), (Way::Query, "EASYCIM"));
        assert_eq!(call.params, [json!("68-1"), json!("E-1")]);
        assert_eq!(Call::read("SDK_GETPARAMETER", &json!({ "data": {} })), None);
        assert_eq!(Call::read("HELLO", &json!({ "data": data })), None);
    }

    proptest::proptest! {
        #[test]
        fn no_noise_brings_the_reader_down(text in "[0-6]{0,3}[^\\x00]{0,40}", json in ".{0,40}") {
            Packet::read(&text);
            Call::read("SDK_ACTION", &json!({ "data": json }));
        }
    }

    #[test]
    fn answers_are_text_or_values() {
        assert_eq!(
            answer("X2L", "getAgentID", &json!("agent07")),
            r#"42["SDK_GETPARAMETER_CALLBACK",{"method":"getAgentID","data":"agent07"}]"#
        );
        assert_eq!(
            answer("EASYCIM", "saveScript", &json!(true)),
            r#"42["SDK_GETPARAMETER_CALLBACK",{"method":"saveScript","data":"true"}]"#
        );
    }
}
