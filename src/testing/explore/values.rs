//! With what a run is tried: its inputs, when it begins, and what its systems return.

use super::origin::{Part, Root};
use crate::program::Program;
use crate::run::effect::Request;
use crate::testing::{Ready, Seen, name_of, sample};
use crate::value::{Record, Value};
use jiff::{Timestamp, tz::TimeZone};
use std::collections::BTreeMap;
use std::sync::Arc;

/// When runs begin where nothing else is asked for: a Monday morning.
const MORNING: i64 = 1_767_603_600;

/// A part of a value that has to be something.
pub type Place = (Root, Vec<Part>);

/// What it has to be.
#[derive(Clone, PartialEq, Debug)]
pub enum Put {
    /// This.
    Value(Value),
    /// A list of so many items.
    Length(usize),
}

/// What a run is tried with, beside values that stand for any of their type.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// When it begins.
    pub now: Timestamp,
    /// The zone of `today`.
    pub zone: TimeZone,
    /// Values of inputs and outputs.
    pub put: BTreeMap<Place, Put>,
    /// All inputs, where a test has given them.
    inputs: Option<Record>,
    /// What a test has answered, by what was asked for: one after the other.
    answers: BTreeMap<(Arc<str>, String), Vec<Record>>,
}

impl Default for Values {
    fn default() -> Self {
        Self {
            now: morning(),
            zone: TimeZone::UTC,
            put: BTreeMap::new(),
            inputs: None,
            answers: BTreeMap::new(),
        }
    }
}

fn morning() -> Timestamp {
    Timestamp::from_second(MORNING).unwrap_or_default()
}

impl Values {
    /// What a test has said, and what was answered in its run.
    pub fn of_test(ready: &Ready, seen: &Seen) -> Self {
        let mut answers: BTreeMap<_, Vec<Record>> = BTreeMap::new();
        for asked in &seen.asked {
            let success = asked.answer.as_ref().filter(|answer| answer.is_success());
            if let (Some(key), Some(answer)) = (asked_for(&asked.request), success) {
                answers.entry(key).or_default().push(answer.outputs.clone());
            }
        }
        Self {
            now: ready.start.at.timestamp(),
            zone: ready.start.at.time_zone().clone(),
            put: BTreeMap::new(),
            inputs: Some(ready.start.inputs.clone()),
            answers,
        }
    }

    /// The inputs of a flow.
    pub fn inputs(&self, program: &Program) -> Record {
        let mut inputs = self.inputs.clone().unwrap_or_else(|| samples(program));
        for ((root, path), put) in &self.put {
            if let Root::Input(name) = root {
                let input = program.inputs.iter().find(|input| input.name == *name);
                let sample = || input.map(|input| sample::value_of(&input.kind));
                let value = inputs.entry(name.clone());
                set(
                    value.or_insert_with(|| sample().unwrap_or_default()),
                    path,
                    put,
                );
            }
        }
        inputs
    }

    /// What comes with a success: what a test has answered at this time, or what there is to return,
    /// with the values that are asked for in it.
    pub fn outputs(
        &self,
        request: &Request,
        before: impl FnOnce() -> usize,
        otherwise: Record,
    ) -> Record {
        let usual = self.answers.is_empty() && self.put.is_empty();
        let Some(key) = asked_for(request).filter(|_| !usual) else {
            return otherwise;
        };
        let told = self.answers.get(&key);
        let told = told.and_then(|told| told.get(before()).or(told.last()));
        let mut outputs = Value::Record(Arc::new(told.cloned().unwrap_or(otherwise)));
        let root = Root::Answer(key.0, key.1);
        let own = self.put.iter().filter(|((of, _), _)| *of == root);
        own.for_each(|((_, path), put)| set(&mut outputs, path, put));
        match outputs {
            Value::Record(outputs) => Arc::unwrap_or_clone(outputs),
            _ => Record::new(),
        }
    }

    /// The lines of a test that say when it begins.
    pub fn given(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.now != morning() {
            lines.push(format!("now = {}", self.now));
        }
        match self.zone.iana_name() {
            Some(name) if self.zone != TimeZone::UTC => lines.push(format!("zone = \"{name}\"")),
            _ => {}
        }
        lines
    }
}

/// Whose it is, and as a test calls it.
pub fn asked_for(request: &Request) -> Option<(Arc<str>, String)> {
    let system = match request {
        Request::Call(call) => call.system.clone(),
        Request::Watch(watch) => watch.system.clone(),
        Request::Await(what) => what.system.clone(),
        Request::Signal(_) => "".into(),
        Request::Sleep(_) => return None,
    };
    Some((system, name_of(request)?))
}

/// Values for the inputs of a flow that have no default.
fn samples(program: &Program) -> Record {
    let inputs = program.inputs.iter();
    let wanted = inputs.filter(|input| input.default.is_none());
    wanted
        .map(|input| (input.name.clone(), sample::value_of(&input.kind)))
        .collect()
}

/// Makes a part of a value what it has to be.
fn set(value: &mut Value, path: &[Part], put: &Put) {
    match path.split_first() {
        None => match (put, &mut *value) {
            (Put::Value(new), _) => *value = new.clone(),
            (Put::Length(length), Value::List(items)) => fill(Arc::make_mut(items), *length),
            (Put::Length(_), _) => {}
        },
        Some((Part::Item, rest)) => {
            if let Value::List(items) = value
                && let Some(first) = Arc::make_mut(items).first_mut()
            {
                set(first, rest, put);
            }
        }
        Some((Part::Field(name), rest)) => {
            if matches!(value, Value::Nothing) {
                *value = Value::Record(Arc::default());
            }
            if let Value::Record(fields) = value {
                let fields = Arc::make_mut(fields);
                set(fields.entry(name.clone()).or_default(), rest, put);
            }
        }
    }
}

fn fill(items: &mut Vec<Value>, length: usize) {
    let item = items.last().cloned().unwrap_or_default();
    items.resize(length, item);
}

/// A part of a value.
pub fn part<'v>(value: &'v Value, path: &[Part]) -> Option<&'v Value> {
    let Some((part, rest)) = path.split_first() else {
        return Some(value);
    };
    let inner = match (part, value) {
        (Part::Item, Value::List(items)) => items.first(),
        (Part::Field(name), Value::Record(fields)) => fields.get(name),
        _ => None,
    };
    self::part(inner?, rest)
}
