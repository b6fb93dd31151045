//! What the toolbar was asked, with whatever is personal hidden.

use super::method::Method;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

/// What stands in place of a personal value.
const HIDDEN: &str = "•••";

/// A call that came to the toolbar, and what became of it. Values of call data, of customers and
/// notes are hidden in it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LogEntry {
    /// Its place in the log, from 1.
    pub number: usize,
    /// When it came.
    pub at: Timestamp,
    /// The connection that it came over: a page that loads again has another one.
    pub client: u64,
    /// `EASYCIM` or `X2L`.
    pub class: String,
    /// As the page calls it: `OfflineEnd`.
    pub method: String,
    /// As it went over the wire: `AD_Contact_JobFinish`.
    pub wire: String,
    /// Whether an answer is waited for.
    pub is_query: bool,
    /// What it was given.
    pub params: Vec<Value>,
    /// The contact and the ECID that it is about.
    pub about: Vec<String>,
    /// What it changed, in order.
    pub changed: Vec<String>,
    /// Why it changed nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// The fault that hit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// What was answered; `None`: nothing yet, or nothing ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Value>,
    /// How many answers went out.
    pub answers: u32,
    /// Milliseconds from the call to its first answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took: Option<u64>,
}

/// The parameters as the log shows them.
pub(super) fn params(method: Option<Method>, params: &[Value]) -> Vec<Value> {
    let shown = params.iter().enumerate();
    shown.map(|(at, value)| param(method, at, value)).collect()
}

fn param(method: Option<Method>, at: usize, value: &Value) -> Value {
    let call_data = match method {
        Some(Method::SetCallData) => at == 1,
        Some(Method::TransferDirect) => at == 3,
        Some(Method::StartRecording) => at == 2,
        Some(Method::MakeCall | Method::MakeJob) => at == 4,
        _ => false,
    };
    let whole = match method {
        Some(Method::SaveScript) => at == 3,
        Some(Method::MakeCall | Method::MakeJob) => at == 0 || at == 5,
        Some(Method::TransferDirect | Method::PlayDtmf) => at == 1,
        Some(Method::StartRecording) => at == 3,
        // Nobody knows what it is.
        None => true,
        _ => false,
    };
    match value {
        Value::String(text) if call_data => Value::String(pairs(text)),
        Value::Null => Value::Null,
        Value::String(text) if whole && text.is_empty() => Value::String(String::new()),
        _ if whole || call_data => HIDDEN.into(),
        _ => hidden(value),
    }
}

/// `A=1;B=2` as `A=•••;B=•••`.
fn pairs(text: &str) -> String {
    let pairs = text.split(';').map(|pair| match pair.split_once('=') {
        Some((name, _)) => format!("{name}={HIDDEN}"),
        None if pair.is_empty() => String::new(),
        None => HIDDEN.to_owned(),
    });
    pairs.collect::<Vec<_>>().join(";")
}

/// A value in which every member called `value`, and every number that can be called, is hidden.
pub(super) fn hidden(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(hidden).collect(),
        Value::Object(fields) => Value::Object(fields.iter().map(member).collect::<Map<_, _>>()),
        other => other.clone(),
    }
}

fn member((name, value): (&String, &Value)) -> (String, Value) {
    let shown = match name.as_str() {
        "value" | "dnis" => HIDDEN.into(),
        _ => hidden(value),
    };
    (name.clone(), shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn call_data_keeps_its_names_alone() {
        let given = [json!("68-1"), json!("Pin=4711;User=ada;;x")];
        let shown = params(Some(Method::SetCallData), &given);
        assert_eq!(shown, [json!("68-1"), json!("Pin=•••;User=•••;;•••")]);
        let answer = json!([{ "id": "68-1", "dnis": "+44 20 7946 0101",
                              "CallData": [{ "name": "Pin", "value": "4711" }] }]);
        let text = hidden(&answer).to_string();
        assert!(!text.contains("4711") && !text.contains("900101"), "{text}");
        assert!(text.contains("Pin"), "{text}");
    }

    #[test]
    fn notes_and_numbers_are_hidden_and_outcomes_are_not() {
        let given = [
            json!("E-1"),
            json!("DONE"),
            json!(true),
            json!("a secret"),
            json!([]),
        ];
        let shown = params(Some(Method::SaveScript), &given);
        assert_eq!(
            shown,
            [
                json!("E-1"),
                json!("DONE"),
                json!(true),
                json!("•••"),
                json!([])
            ]
        );
        let shown = params(Some(Method::MakeCall), &[json!("+44 20 7946 0101")]);
        assert_eq!(shown, [json!("•••")]);
        assert_eq!(params(None, &[json!("what is it")]), [json!("•••")]);
    }
}
