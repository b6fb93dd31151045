//! The inputs of a flow that starts by itself: no request brings any.

use super::house::{Flow, House};
use super::http::schema::nowhere;
use crate::value::{Record, Value};
use std::sync::PoisonError;

/// What is sent with the start, and else the environment and the profile, set; or what nothing sets.
pub fn inputs(house: &House, flow: &Flow, sent: &Record) -> Result<Record, String> {
    read(house, flow, |name| {
        sent.get(name)
            .filter(|value| **value != Value::Nothing)
            .cloned()
    })
}

/// The same where what is sent is not known yet: whether all that is not sent is set.
pub fn inputs_but(house: &House, flow: &Flow, sent: &Record) -> Result<(), String> {
    read(house, flow, |name| sent.get(name).cloned()).map(drop)
}

fn read(
    house: &House,
    flow: &Flow,
    sent: impl Fn(&str) -> Option<Value>,
) -> Result<Record, String> {
    let given = house.given.lock().unwrap_or_else(PoisonError::into_inner);
    let quiet = nowhere();
    let mut inputs = Record::new();
    for input in &flow.script.program.inputs {
        if let Some(value) = sent(&input.name) {
            inputs.insert(input.name.clone(), value);
            continue;
        }
        match given.elsewhere(input, &flow.script, &quiet) {
            Ok(Some(value)) => {
                inputs.insert(input.name.clone(), value);
            }
            Ok(None) if input.default.is_some() => {}
            Ok(None) => return Err(format!("nothing sets {}", input.name)),
            Err(problem) => return Err(problem.message),
        }
    }
    Ok(inputs)
}
