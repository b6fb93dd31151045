//! What the toolbar tells of contacts and agents, in events and in its list.

use super::reading::data;
use crate::catalogue::{SystemEntry, Thing};
use crate::value::{Record, Value};
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// Something that the toolbar tells of a contact or an agent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct News {
    /// The contact's id; empty where it is about none.
    pub id: String,
    /// The contact's state, by our name, where this tells it.
    pub state: Option<Arc<str>>,
    /// Whether it is about the agent, not about a contact.
    pub agent: bool,
    /// All it tells. Holds the call data: never to be shown.
    pub fields: Map<String, Json>,
}

impl News {
    /// Reads a contact object; `None` where it is none.
    pub fn read(json: Json, entry: &SystemEntry) -> Option<Self> {
        let Ok(Json::Object(fields)) = data(json) else {
            return None;
        };
        let said = text(&fields, "event").or_else(|| text(&fields, "state"));
        let said = said.unwrap_or_default();
        let agent = said.to_ascii_uppercase().starts_with("AGENT:");
        let id = text(&fields, "id").or_else(|| text(&fields, "ContactID"));
        let id = id.filter(|id| !id.trim().is_empty());
        if id.is_none() && !agent {
            return None;
        }
        Some(Self {
            id: id.unwrap_or_default(),
            state: state_of(entry, "contact", &said).filter(|_| !agent),
            agent,
            fields,
        })
    }

    /// The contacts of a list; `None` where it is no list of contacts.
    pub fn list(json: Json, entry: &SystemEntry) -> Option<Vec<Self>> {
        let items = match data(json).ok()? {
            Json::Array(items) => items,
            Json::Object(mut fields) => items_of(&mut fields)?,
            _ => return None,
        };
        let read = items.into_iter().map(|item| Self::read(item, entry));
        read.collect()
    }

    /// The call data. What stands in a value of its own parts is one text: the names in there are as
    /// personal as the values, and names are not hidden.
    pub fn call_data(&self) -> Record {
        let all = self.whole_call_data().into_iter();
        all.map(|(name, value)| (name, flat(value))).collect()
    }

    fn whole_call_data(&self) -> Record {
        self.fields.get("CallData").map(pairs).unwrap_or_default()
    }

    /// Everything that its call data hold, but for the script's id.
    pub fn carried(&self) -> Vec<String> {
        let mut all = Vec::new();
        for (name, value) in self.whole_call_data() {
            if !name.eq_ignore_ascii_case("ECID") {
                leaves(&value, &mut all);
            }
        }
        all
    }

    /// A field as text.
    pub fn text(&self, name: &str) -> Option<String> {
        text(&self.fields, name)
    }

    /// What it tells by the names of a thing's or a list's outputs, not marked yet.
    pub fn output(&self, name: &str) -> Value {
        let field = match name {
            "ContactId" => (!self.agent).then(|| self.id.clone()),
            "EventName" => self.event_name(),
            "AgentId" => self.agent.then(|| self.id.clone()),
            "State" => self.state.as_deref().map(str::to_owned),
            "Ecid" => self.ecid(),
            "Type" => self.text("type"),
            "MediaType" => self.text("media_type"),
            "JobType" => self.text("job_type"),
            "DNIS" => self.text("dnis"),
            "CallData" => return Value::Record(Arc::new(self.call_data())),
            _ => None,
        };
        field.map(Value::text).unwrap_or_default()
    }

    /// What the event is called, in upper case: releases differ in it.
    fn event_name(&self) -> Option<String> {
        let name = self.text("event").or_else(|| self.text("state"))?;
        Some(name.trim().to_ascii_uppercase())
    }

    fn ecid(&self) -> Option<String> {
        let data = self.call_data();
        let mut named = data
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("ECID"));
        named.next().map(|(_, value)| value.to_string())
    }
}

fn leaves(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::Text(text) => all.push(text.text.to_string()),
        Value::List(items) => items.iter().for_each(|item| leaves(item, all)),
        Value::Record(fields) => fields.iter().for_each(|(name, field)| {
            all.push(name.to_string());
            leaves(field, all);
        }),
        _ => {}
    }
}

/// A value without records in it: those are texts.
fn flat(value: Value) -> Value {
    match value {
        Value::List(items) => Value::list(items.iter().cloned().map(flat)),
        Value::Record(_) => Value::text(value.to_json().to_string()),
        other => other,
    }
}

/// The one list in an object that wraps it. With two, nothing says which of them has the contacts, and
/// a list of errors has none.
fn items_of(fields: &mut Map<String, Json>) -> Option<Vec<Json>> {
    let mut lists = fields.iter().filter(|(_, value)| value.is_array());
    let (name, None) = (lists.next()?.0.clone(), lists.next()) else {
        return None;
    };
    if name.to_ascii_lowercase().contains("error") {
        return None;
    }
    match fields.remove(&name) {
        Some(Json::Array(items)) => Some(items),
        _ => None,
    }
}

fn text(fields: &Map<String, Json>, name: &str) -> Option<String> {
    fields.get(name).and_then(scalar)
}

/// A text, or what a number and a yes or no look like as text.
pub(super) fn scalar(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

/// A list of names and values as a record, whose values are texts: only texts can be marked.
pub(super) fn pairs(json: &Json) -> Record {
    let mut record = Record::new();
    match json {
        Json::Array(items) => items.iter().filter_map(pair).for_each(|(name, value)| {
            record.insert(name.into(), value);
        }),
        Json::Object(fields) => {
            for (name, value) in fields {
                record.insert(name.as_str().into(), texts(value));
            }
        }
        Json::String(text) => {
            for (name, value) in text.split(';').filter_map(|part| part.split_once('=')) {
                record.insert(name.trim().into(), Value::text(value));
            }
        }
        _ => {}
    }
    record
}

/// The name and the value of an item, whichever of the known spellings it has.
fn pair(item: &Json) -> Option<(String, Value)> {
    const NAMES: [&str; 6] = [
        "name",
        "fieldName",
        "Name",
        "FieldName",
        "key",
        "categorizedFieldKeyCode",
    ];
    let name = NAMES.iter().find_map(|name| item.get(name)?.as_str())?;
    let value = item.get("value").or_else(|| item.get("Value"));
    Some((name.to_owned(), value.map(texts).unwrap_or_default()))
}

/// A value with every number and yes or no in it as text.
pub(super) fn texts(json: &Json) -> Value {
    match json {
        Json::Null => Value::Nothing,
        Json::Array(items) => Value::list(items.iter().map(texts)),
        Json::Object(fields) => Value::record(
            fields
                .iter()
                .map(|(name, value)| (name.as_str().into(), texts(value))),
        ),
        other => Value::text(scalar(other).unwrap_or_default()),
    }
}

/// Our name of a state that the toolbar calls so; case does not count, and what follows a second
/// colon (a pause code) neither.
pub(super) fn state_of(entry: &SystemEntry, thing: &str, said: &str) -> Option<Arc<str>> {
    let thing: &Thing = entry.thing(thing)?;
    let plain = said.strip_prefix("AGENT:").unwrap_or(said);
    let plain = plain.split(':').next().unwrap_or(plain);
    // `ConnectionCleared` is `connectioncleared`, whatever words its letters make.
    let lower = plain.to_ascii_lowercase();
    let state = thing
        .vendor_state(said)
        .or_else(|| thing.vendor_state(plain))
        .or_else(|| thing.vendor_state(&lower))?;
    Some(state.name.clone())
}

/// Reads a value as an event and as a list, with everything that is asked of either.
pub(super) fn read_untrusted(json: Json) {
    let catalogue = crate::catalogue::Catalogue::builtin();
    let Some(entry) = catalogue.system("easycim") else {
        return;
    };
    let news = News::read(json.clone(), entry).into_iter();
    for one in news.chain(News::list(json, entry).into_iter().flatten()) {
        one.carried();
        for output in ["Ecid", "State", "CallData", "DNIS"] {
            one.output(output);
        }
    }
}
