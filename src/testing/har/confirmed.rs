//! Whether a later response of a HAR shows that what a system has accepted was carried out: by the event
//! that the action's table names, as a run would judge it.

use crate::catalogue::Action;
use crate::value::Record;
use serde_json::{Map, Value as Json};

/// So deep are events looked for in a response.
const DEEPEST: usize = 8;

/// What became of a write that was answered with a status of success.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Became {
    /// It was carried out.
    Done,
    /// An event shows that it ended in this outcome.
    Ended(String),
    /// It was accepted, and no response shows more.
    Accepted,
}

/// What became of a write, by its status and by the bodies of the responses after it.
pub(super) fn judge(action: &Action, values: &Record, status: u16, later: &[Json]) -> Became {
    let request = &action.request;
    let confirm = &request["confirm"];
    let told_by_event = confirm["gives"]
        .as_object()
        .is_some_and(|gives| !gives.is_empty());
    let is_all = request["unconfirmed"].as_bool() == Some(true);
    if is_all || (status == 200 && !told_by_event) {
        return Became::Done;
    }
    let id = confirm["id"].as_str();
    let about = id.and_then(|name| Some((name, values.get(name)?.to_string())));
    let Some((name, id)) = about else {
        return Became::Accepted;
    };
    let mut became = later.iter().flat_map(|body| objects(body, DEEPEST));
    let became = became.find_map(|event| {
        let is_about = field(event, name).is_some_and(|told| told == id);
        (is_about && is_one_of(event, &confirm["event"]))
            .then(|| shows(event, confirm, values))
            .flatten()
    });
    became.unwrap_or(Became::Accepted)
}

/// What an event shows, if anything.
fn shows(event: &Map<String, Json>, confirm: &Json, values: &Record) -> Option<Became> {
    let fields = match &confirm["field"] {
        Json::Null => vec!["Status"],
        named => texts(named),
    };
    let status = fields.into_iter().find_map(|name| field(event, name))?;
    let same = |wanted: &str| wanted.eq_ignore_ascii_case(&status);
    let wanted = texts(&confirm["status"]);
    let is_shown = wanted.iter().any(|wanted| {
        let param = wanted
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'));
        match param {
            Some(param) => values
                .get(param)
                .is_some_and(|value| same(&value.to_string())),
            None => same(wanted),
        }
    });
    if is_shown || wanted.is_empty() {
        return Some(Became::Done);
    }
    let mut others = confirm["otherwise"].as_object().into_iter().flatten();
    let (_, outcome) = others.find(|(other, _)| same(other))?;
    Some(Became::Ended(outcome.as_str()?.to_owned()))
}

fn is_one_of(event: &Map<String, Json>, kinds: &Json) -> bool {
    let kinds = texts(kinds);
    let mut said = event.values().filter_map(Json::as_str);
    said.any(|said| kinds.iter().any(|kind| kind.eq_ignore_ascii_case(said)))
}

/// A plain value of an object, however its name is spelt.
fn field(of: &Map<String, Json>, name: &str) -> Option<String> {
    let mut fields = of.iter();
    let (_, value) = fields.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(_) | Json::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// One text, or several.
fn texts(of: &Json) -> Vec<&str> {
    match of {
        Json::String(text) => vec![text],
        Json::Array(all) => all.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Every object in a body.
fn objects(body: &Json, depth: usize) -> Vec<&Map<String, Json>> {
    let Some(depth) = depth.checked_sub(1) else {
        return Vec::new();
    };
    match body {
        Json::Object(fields) => {
            let inner = fields.values().flat_map(|value| objects(value, depth));
            std::iter::once(fields).chain(inner).collect()
        }
        Json::Array(items) => items.iter().flat_map(|item| objects(item, depth)).collect(),
        _ => Vec::new(),
    }
}
