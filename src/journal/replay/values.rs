//! What another flow would have sent, beside what was sent: a journal keeps a digest of an action's values,
//! and the flow that the run began with says which they were.

use super::{ReplayError, effects};
use crate::journal::Record;
use crate::program::Program;
use crate::run::effect::{Call, EffectId, Request};
use crate::value::{Record as Fields, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The same, with the values in which an action differs, where it is by its values that it differs.
pub fn with_values(
    why: ReplayError,
    (began, now): (Arc<Program>, Arc<Program>),
    records: &[Record],
) -> ReplayError {
    let ReplayError::Differs { record, problem } = why else {
        return why;
    };
    let before = record.saturating_sub(1);
    let problem = match records.get(before) {
        Some(Record::Asked { id, .. }) => {
            let sent = call_of(began, records, *id);
            let would = call_of(now, &records[..before], *id);
            sent.zip(would)
                .filter(|(sent, would)| sent.action == would.action)
                .map_or(problem.clone(), |(sent, would)| {
                    format!("{problem}{}", differences(&sent.args, &would.args))
                })
        }
        _ => problem,
    };
    ReplayError::Differs { record, problem }
}

fn call_of(program: Arc<Program>, records: &[Record], id: EffectId) -> Option<Call> {
    let found = effects(program, records).ok()?;
    let effect = found.into_iter().find(|effect| effect.id == id)?;
    match effect.request {
        Request::Call(call) => Some(call),
        _ => None,
    }
}

/// `: ScheduleDate was …, and is … in the flow now`
fn differences(sent: &Fields, now: &Fields) -> String {
    let names: BTreeSet<&Arc<str>> = sent.keys().chain(now.keys()).collect();
    let mut told = Vec::new();
    for name in names {
        let (sent, now) = (sent.get(name), now.get(name));
        let raw = |value: Option<&Value>| value.map(|value| value.said().to_string());
        if raw(sent) != raw(now) {
            told.push(format!(
                "{name} was {}, and is {} in the flow now",
                shown(sent),
                shown(now)
            ));
        }
    }
    match told.is_empty() {
        true => String::new(),
        false => format!(": {}", told.join("; ")),
    }
}

/// A value as an error shows it: personal data stays hidden.
fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Nothing) => "not set".into(),
        Some(value) => value.said().masked(),
    }
}
