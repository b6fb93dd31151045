//! An entry of the engine's journal, as its queries show it.

use serde_json::Value as Json;

/// An entry that says something of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Entry {
    /// What the invocation was given.
    Input(Vec<u8>),
    /// Something is to be done; its result has this number.
    Run(u64),
    /// It waits; the end of that has this number.
    Sleep(u64),
    /// A result, by its number; nothing of a wait.
    Completed(u64, Option<Vec<u8>>),
    /// A signal.
    Signal(String, Option<Vec<u8>>),
    /// Somebody has cancelled the invocation in the engine itself.
    Cancel,
}

/// Reads an entry out of its row; nothing of others.
pub(super) fn read(row: &Json) -> Option<Entry> {
    let kind = row["entry_type"].as_str()?;
    let json: Json = serde_json::from_str(row["entry_json"].as_str()?).ok()?;
    let number = || find(&json, "completion_id").and_then(Json::as_u64);
    match kind {
        "Command: Input" => Some(Entry::Input(bytes(find(&json, "payload")?)?)),
        "Command: Run" => Some(Entry::Run(number()?)),
        "Command: Sleep" => Some(Entry::Sleep(number()?)),
        "Notification: Signal" => signal(&json),
        _ if kind.starts_with("Notification: ") => Some(Entry::Completed(number()?, given(&json))),
        _ => None,
    }
}

fn signal(json: &Json) -> Option<Entry> {
    let id = find(json, "id")?;
    match (find(id, "Name").or(find(id, "name")), id) {
        (Some(Json::String(name)), _) | (None, Json::String(name)) => {
            Some(Entry::Signal(name.clone(), given(json)))
        }
        _ => Some(Entry::Cancel),
    }
}

fn given(json: &Json) -> Option<Vec<u8>> {
    bytes(find(json, "Success").or(find(json, "success"))?)
}

/// The first value of this name, however deep.
fn find<'a>(json: &'a Json, name: &str) -> Option<&'a Json> {
    match json {
        Json::Object(fields) => fields.get(name).or_else(|| {
            let mut values = fields.values();
            values.find_map(|value| find(value, name))
        }),
        Json::Array(items) => items.iter().find_map(|item| find(item, name)),
        _ => None,
    }
}

/// Bytes, which are a list of numbers, or a text.
fn bytes(json: &Json) -> Option<Vec<u8>> {
    match json {
        Json::Array(numbers) => numbers
            .iter()
            .map(|number| number.as_u64().and_then(|number| u8::try_from(number).ok()))
            .collect(),
        Json::String(text) => Some(text.as_bytes().to_vec()),
        _ => None,
    }
}
