//! What an editor shows of a run: its steps, its variables, what happened. Values are hidden as
//! everywhere.

use crate::outcome::Outcome;
use crate::report::trace::{Detail, Telling};
use crate::report::{Look, Redactor};
use crate::run::event::{End, EventKind};
use crate::testing::timeline::{Scene, Timeline, Why};
use crate::value::Value;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// So many items of a list are shown.
const MOST: usize = 1_000;

/// The values that can be opened at one place, by their numbers, from 1.
#[derive(Default)]
pub(super) struct Opened {
    all: Vec<Vec<(String, Value)>>,
}

impl Opened {
    /// A scope or a value with parts: its number, 0 where it has none.
    pub fn add(&mut self, parts: Vec<(String, Value)>) -> usize {
        if parts.is_empty() {
            return 0;
        }
        self.all.push(parts);
        self.all.len()
    }

    /// The parts of a number, as the editor lists them.
    pub fn list(&mut self, number: usize, redactor: &Redactor) -> Vec<Json> {
        let parts = number.checked_sub(1).and_then(|at| self.all.get(at));
        let parts = parts.cloned().unwrap_or_default();
        let one = |(name, value): (String, Value)| {
            let mut shown = self.value(&value, redactor);
            shown["name"] = json!(name);
            shown["value"] = shown["result"].take();
            shown
        };
        parts.into_iter().map(one).collect()
    }

    /// A value: its text, its type, and the number of its parts.
    pub fn value(&mut self, value: &Value, redactor: &Redactor) -> Json {
        let number = self.add(parts_of(value));
        json!({
            "result": redactor.show_value(value),
            "type": kind_of(value),
            "variablesReference": number,
        })
    }
}

fn parts_of(value: &Value) -> Vec<(String, Value)> {
    match value {
        Value::List(items) => {
            let items = items.iter().take(MOST).enumerate();
            items
                .map(|(number, item)| (number.to_string(), item.clone()))
                .collect()
        }
        Value::Record(fields) => {
            let fields = fields.iter();
            fields
                .map(|(name, value)| (name.to_string(), value.clone()))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Text(_) => "text",
        Value::Number(_) => "number",
        Value::YesNo(_) => "yes/no",
        Value::Duration(_) => "duration",
        Value::Time(_) => "time",
        Value::List(_) => "list",
        Value::Record(_) => "record",
        _ => "value",
    }
}

/// The variables of a level of a scene: of a name that is bound again, the last.
pub(super) fn variables(scene: &Scene, level: usize) -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> = Vec::new();
    for (name, value) in scene
        .levels
        .get(level)
        .into_iter()
        .flat_map(|at| &at.variables)
    {
        all.retain(|(known, _)| **known != **name);
        all.push((name.to_string(), value.clone()));
    }
    all
}

pub(super) fn inputs(scene: &Scene) -> Vec<(String, Value)> {
    let inputs = scene.inputs.iter();
    inputs
        .map(|(name, value)| (name.to_string(), value.clone()))
        .collect()
}

/// What a level of the stack is called.
pub(super) fn level_name(step: Option<&Arc<str>>, item: Option<usize>, flow: &str) -> String {
    let name = step.map_or(flow, |step| step);
    match item {
        Some(item) => format!("{name}, item {}", item + 1),
        None => name.to_owned(),
    }
}

/// What happened between two statements, line by line.
pub(in crate::cli) fn happened(
    timeline: &Timeline,
    from: usize,
    to: usize,
    redactor: &Redactor,
) -> Vec<String> {
    let events = timeline.events.get(from..to.max(from)).unwrap_or_default();
    let began = timeline.events.first().map(|event| event.at);
    let telling = Telling {
        detail: Detail::Full,
        look: Look::default(),
        redactor,
    };
    let lines = events.iter().flat_map(|event| match &event.kind {
        EventKind::Started | EventKind::Asked { .. } | EventKind::Progress { .. } => Vec::new(),
        EventKind::Log(text) => vec![format!("log \"{}\"", redactor.show(text))],
        EventKind::Emitted(name, value) => {
            vec![format!("emit {name}: {}", redactor.show_value(value))]
        }
        _ => telling.lines(event, began.unwrap_or(event.at), &event.source),
    });
    lines.map(|line| line.trim().to_owned()).collect()
}

/// What is decided at a stop: a name for it, and what there is to say.
pub(super) fn decided(why: &Why, redactor: &Redactor) -> Option<(String, String)> {
    let of = |outcome: &Outcome, what: &str| {
        let outcome = outcome.text().to_string();
        let about = format!("{what} `{outcome}`");
        (outcome, about)
    };
    Some(match why {
        Why::Statement => return None,
        Why::Handled(outcome) => of(outcome, "this handler handles"),
        Why::Retried(outcome) => of(outcome, "the action is retried after"),
        Why::Failing(end) => match &**end {
            End::Failed(failure) => {
                let said = match &failure.message {
                    Some(message) => redactor.show(message),
                    None => {
                        let what = redactor.show(&failure.what);
                        let reason = redactor.show(&failure.reason);
                        [&*what, &*reason].join(": ")
                    }
                };
                let said = said.trim_matches([':', ' ']).to_owned();
                let outcome = failure.outcome.text().to_string();
                match said.is_empty() {
                    true => (outcome, "the run fails".to_owned()),
                    false => (outcome, format!("the run fails: {said}")),
                }
            }
            End::Faulted(fault) => {
                let said = redactor.show(&fault.message);
                ("Fault".to_owned(), format!("the run fails: {said}"))
            }
            End::Finished { .. } | End::Cancelled => return None,
        },
    })
}

/// What a breakpoint writes.
pub(super) fn message(scene: &Scene, message: &str, redactor: &Redactor) -> String {
    match scene.text(0, message) {
        Ok(text) => redactor.show_value(&text),
        Err(why) => format!("{}: {}", redactor.clean(message), redactor.clean(&why)),
    }
}
