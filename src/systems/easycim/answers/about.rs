//! What an answer says that it is about.

use crate::systems::easycim::news::scalar;
use crate::value::{Record, Value};
use serde_json::Value as Json;

/// A parameter, the field of an answer that repeats it, and what it names.
const KNOWN: [(&str, &str, &str); 3] = [
    ("ContactId", "contactid", "contact"),
    ("Ecid", "ecid", "script"),
    ("AgentId", "id", "agent"),
];

/// What an answer says that it is about, where that is not what was asked about. Most say nothing.
pub(super) fn another(asked: &Record, said: &Json) -> Option<&'static str> {
    let fields = said.as_object()?;
    let field = |name: &str| {
        let named = fields
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        named.and_then(|(_, value)| scalar(value))
    };
    let differs = |&(param, name, _): &(&str, &str, &str)| {
        let asked = asked.get(param).map(Value::to_string).unwrap_or_default();
        let said = field(name).unwrap_or_default();
        let (asked, said) = (asked.trim(), said.trim());
        !asked.is_empty() && !said.is_empty() && !asked.eq_ignore_ascii_case(said)
    };
    KNOWN
        .iter()
        .find(|one| differs(one))
        .map(|&(.., what)| what)
}
