//! Where a value of a path or a body comes from.

use super::facts::Facts;
use crate::value::{Record, Value};
use indexmap::IndexMap;
use serde::Deserialize;
use std::borrow::Cow;

/// Where a value comes from.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(untagged)]
pub enum From {
    /// `"{Extension}"`, `"HOLD"`: a text with parameters and facts in it.
    Text(String),
    /// The first of these that has a value.
    First(Vec<From>),
    /// A parameter whose values are called otherwise by Finesse.
    Mapped(MappedFrom),
    /// A time as a clock in a zone shows it, without the zone.
    Local(LocalFrom),
}

/// `{ param = "State", map = { Available = "READY" } }`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedFrom {
    /// The parameter.
    pub param: String,
    /// Finesse's names by ours.
    pub map: IndexMap<String, String>,
}

/// `{ time = "CallbackTime", zone = "Zone" }`
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalFrom {
    /// The parameter with the time.
    pub time: String,
    /// The parameter with the zone's name.
    pub zone: String,
}

/// A piece of a text.
pub(super) enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// The pieces of `Dialog/{Contact}`.
pub(super) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else {
            break;
        };
        pieces.push(Piece::Text(before));
        pieces.push(Piece::Name(name));
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// The names in braces; `{AgentId|Agent}` holds two, of which the first that has a value counts.
pub(super) fn names(template: &str) -> impl Iterator<Item = &str> {
    let names = pieces(template)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Name(name) => Some(name),
            Piece::Text(_) => None,
        });
    names.flat_map(|name| name.split('|'))
}

impl From {
    /// The text, where it is the same for every call.
    pub(in super::super) fn fixed(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !text.contains('{') => Some(text),
            _ => None,
        }
    }

    /// The parameters and facts that it names.
    pub(super) fn placeholders(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => names(text).collect(),
            Self::First(all) => all.iter().flat_map(Self::placeholders).collect(),
            Self::Mapped(from) => vec![&from.param],
            Self::Local(from) => vec![&from.time, &from.zone],
        }
    }

    /// The value for a call; nothing where a parameter in it was left out. `Err` says what is
    /// missing or cannot be sent.
    pub fn fill(&self, args: &Record, facts: &Facts) -> Result<Option<String>, String> {
        match self {
            Self::Text(text) => fill(text, args, facts),
            Self::First(all) => first(all, args, facts),
            Self::Mapped(from) => Ok(mapped(from, args)),
            Self::Local(from) => local(from, args),
        }
    }
}

fn first(all: &[From], args: &Record, facts: &Facts) -> Result<Option<String>, String> {
    for from in all {
        if let Some(value) = from.fill(args, facts)? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

fn mapped(from: &MappedFrom, args: &Record) -> Option<String> {
    let said = given(args, &from.param)?;
    let vendor = from.map.get(&*said);
    Some(vendor.cloned().unwrap_or_else(|| said.into_owned()))
}

/// `YYYY-MM-DDThh:mm`, as the zone's clocks show that instant.
fn local(from: &LocalFrom, args: &Record) -> Result<Option<String>, String> {
    let Some(Value::Time(time)) = args.get(from.time.as_str()) else {
        return Ok(None);
    };
    let zone = given(args, &from.zone);
    let zone = zone.ok_or_else(|| {
        format!(
            "Finesse reads {} without a zone: set `{}` to a time \
                                           zone, such as \"Europe/Rome\"",
            from.time, from.zone
        )
    })?;
    let zone = crate::value::time_zone(&zone)?;
    let there = time.with_time_zone(zone);
    Ok(Some(there.strftime("%Y-%m-%dT%H:%M").to_string()))
}

/// A parameter as text; nothing where it was left out.
pub(super) fn given<'a>(args: &'a Record, name: &str) -> Option<Cow<'a, str>> {
    match args.get(name)? {
        Value::Nothing => None,
        Value::Text(text) => Some(Cow::Borrowed(&*text.text)),
        other => Some(Cow::Owned(other.to_string())),
    }
}

/// A text with its names filled in.
fn fill(template: &str, args: &Record, facts: &Facts) -> Result<Option<String>, String> {
    let mut filled = String::new();
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Name(name) => match value(name, args, facts)? {
                Some(value) => filled.push_str(&value),
                None => return Ok(None),
            },
        }
    }
    Ok(Some(filled))
}

/// What a name in braces stands for, or the first of several.
pub(super) fn value<'a>(
    names: &str,
    args: &'a Record,
    facts: &'a Facts,
) -> Result<Option<Cow<'a, str>>, String> {
    for name in names.split('|') {
        if let Some(value) = one(name, args, facts)? {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// A fact has to be known, but for the reason's number.
fn one<'a>(name: &str, args: &'a Record, facts: &'a Facts) -> Result<Option<Cow<'a, str>>, String> {
    match facts.named(name) {
        None => Ok(given(args, name)),
        Some(Some(fact)) => Ok(Some(Cow::Borrowed(fact))),
        Some(None) if name == "ReasonId" => Ok(None),
        Some(None) => Err(Facts::missing(name).to_owned()),
    }
}
