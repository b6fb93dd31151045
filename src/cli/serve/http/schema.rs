//! The inputs of a flow as a JSON schema.

use crate::cli::serve::house::{Flow, House};
use crate::report::Look;
use crate::report::Printer;
use crate::value::{Kind, Mark};
use serde_json::{Map, Value as Json, json};
use std::sync::PoisonError;

/// The object that starts a flow. An input that the environment or the profile sets is not required.
pub fn inputs(house: &House, flow: &Flow) -> Json {
    let given = house.given.lock().unwrap_or_else(PoisonError::into_inner);
    let quiet = nowhere();
    let mut properties = Map::new();
    let mut required = Vec::new();
    for input in &flow.script.program.inputs {
        let mut schema = of(&input.kind);
        if let Some(help) = &input.help {
            schema["description"] = (&**help).into();
        }
        if input.mark == Mark::Secret {
            schema["writeOnly"] = true.into();
        }
        let set = given.elsewhere(input, &flow.script, &quiet);
        if input.default.is_none() && !matches!(set, Ok(Some(_))) {
            required.push(Json::from(&*input.name));
        }
        properties.insert(input.name.to_string(), schema);
    }
    let mut schema = json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = required.into();
    }
    schema
}

/// A printer that prints nothing: what is read with it is hidden by its own redactor, and forgotten with it.
pub fn nowhere() -> Printer {
    let none = || Box::new(std::io::sink());
    Printer::new(Look::default(), none(), none())
}

fn of(kind: &Kind) -> Json {
    let described = |text: &str| json!({ "type": "string", "description": text });
    match kind {
        Kind::Any => json!({}),
        Kind::Text | Kind::SecurityUser | Kind::State => json!({ "type": "string" }),
        Kind::Secret => json!({ "type": "string", "format": "password", "writeOnly": true }),
        Kind::Number => json!({ "type": "number" }),
        Kind::YesNo => json!({ "type": "boolean" }),
        Kind::Time => json!({ "type": "string", "format": "date-time" }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Clock => described("a time of day, like 09:00"),
        Kind::Duration => described("a duration, like 30s or 4h"),
        Kind::PhoneNumber => json!({ "type": "string", "pattern": "^\\+[0-9]{7,15}$" }),
        Kind::Record(None) => json!({ "type": "object" }),
        Kind::Record(Some(fields)) => {
            let properties = fields
                .iter()
                .map(|field| (field.name.to_string(), of(&field.kind)));
            json!({ "type": "object", "properties": properties.collect::<Map<_, _>>() })
        }
        Kind::List(item) => json!({ "type": "array", "items": of(item) }),
        Kind::OneOf(names) => {
            json!({ "type": "string", "enum": names.iter().map(|name| &**name).collect::<Vec<_>>() })
        }
        // Ids are texts: a number would lose the zeros that it begins with
        Kind::ContactId
        | Kind::AgentId
        | Kind::SessionId
        | Kind::SkillId
        | Kind::DialogId
        | Kind::Ecid => json!({ "type": ["string", "integer"] }),
    }
}
