//! Values that are known only when a plan is applied: what an action that was not sent would return.

use crate::catalogue::Output;
use crate::value::{Kind, Record, Value};
use jiff::ZonedDateTime;
use std::sync::Arc;

/// Begins and ends a text that stands for one that is not known yet.
const SIGNS: [char; 2] = ['\u{27e8}', '\u{27e9}'];

/// What stands for the outputs of an action.
pub(super) fn outputs(of: &str, outputs: &[Output], at: &ZonedDateTime) -> Record {
    let outputs = outputs.iter();
    outputs
        .map(|output| {
            let value = stand_in(of, &output.name, &output.kind, at);
            (output.name.clone(), value)
        })
        .collect()
}

fn stand_in(of: &str, name: &str, kind: &Kind, at: &ZonedDateTime) -> Value {
    let [open, close] = SIGNS;
    match kind {
        Kind::Number => Value::number(0),
        Kind::YesNo => Value::YesNo(false),
        Kind::Time => Value::Time(Box::new(at.clone())),
        Kind::Date => Value::Date(at.date()),
        Kind::Clock => Value::Clock(at.time()),
        Kind::Duration => Value::Duration(Default::default()),
        Kind::List(_) => Value::list([]),
        Kind::Record(fields) => {
            let fields = fields.iter().flat_map(|fields| fields.iter());
            Value::record(fields.map(|field| {
                let value = stand_in(of, &field.name, &field.kind, at);
                (field.name.clone(), value)
            }))
        }
        _ => Value::text(format!("{open}{name} of {of}{close}")),
    }
}

/// What stands for what a profile provides.
pub(super) fn provided(names: &[Arc<str>]) -> Record {
    let [open, close] = SIGNS;
    let names = names.iter();
    names
        .map(|name| {
            (
                name.clone(),
                Value::text(format!("{open}{name} of the profile{close}")),
            )
        })
        .collect()
}

/// Whether a value, or a part of it, stands for one that is not known yet.
pub fn is_in(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.contains(SIGNS),
        Value::List(items) => items.iter().any(is_in),
        Value::Record(fields) => fields.values().any(is_in),
        _ => false,
    }
}
