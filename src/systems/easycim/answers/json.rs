//! What is in the JSON that the toolbar answers.

use crate::systems::easycim::news::{pairs, scalar};
use crate::value::{Record, Value};
use serde_json::Value as Json;

/// An answer in a message. A short word is shown; anything else may hold personal data.
pub(super) fn shown(said: &Json) -> String {
    const SHORT: usize = 40;
    match said {
        Json::Null => "`null`".into(),
        Json::Object(_) => "an object".into(),
        Json::Array(_) => "a list".into(),
        other => match scalar(other).filter(|text| text.len() <= SHORT) {
            Some(text) => format!("{text:?}"),
            None => "a long text".into(),
        },
    }
}

pub(super) fn split(text: &str) -> Vec<Value> {
    let names = text.split([',', ';']).map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(Value::text)
        .collect()
}

/// The words of an `error` in an answer.
pub(super) fn error(said: &Json) -> Option<String> {
    match said.get("error")? {
        Json::Null | Json::Bool(false) => None,
        Json::String(text) if text.is_empty() => None,
        Json::String(text) => Some(text.clone()),
        Json::Bool(true) => Some("an error without a message".into()),
        other => {
            let words = other.get("message").and_then(scalar);
            Some(words.unwrap_or_else(|| "an error without a message".into()))
        }
    }
}

/// The fields of a script: at the top, or in the older, nested form.
pub(super) fn fields_of(said: &Json) -> Record {
    let nested = |said: &Json| said.get("customerInfo")?.get("listFieldValueList").cloned();
    let list = said
        .get("listFieldValueList")
        .cloned()
        .or_else(|| nested(said));
    list.as_ref().map(pairs).unwrap_or_default()
}

/// The script's id, where the answer has one.
pub(super) fn ecid(said: &Json) -> Value {
    let own = ["ECID", "ecid", "Ecid"]
        .iter()
        .find_map(|name| scalar(said.get(name)?));
    let among = || {
        let fields = fields_of(said);
        let mut named = fields
            .into_iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("ECID"));
        named.next().map(|(_, value)| value.to_string())
    };
    own.or_else(among).map(Value::text).unwrap_or_default()
}

/// An agent's state as the toolbar spells it, and the pause code: `PAUSEDSUBSTATE:lunch`,
/// `{State: 'AGENT:PAUSE'}`.
pub(in super::super) fn agent_state(said: &Json) -> Option<(String, Option<String>)> {
    let text = scalar(said)
        .or_else(|| scalar(said.get("State")?))
        .or_else(|| scalar(said.get("state")?))?;
    let plain = text.strip_prefix("AGENT:").unwrap_or(&text);
    let (state, code) = match plain.split_once(':') {
        Some((state, code)) => (state, Some(code.to_owned())),
        None => (plain, None),
    };
    (!state.is_empty()).then(|| (state.to_owned(), code))
}
