//! Looking at the things that a run is about to change.

use super::live::Gate;
use crate::catalogue::{Action, Look, SystemEntry};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Call, Effect, Request};
use crate::system::System;
use crate::value::{Record, Value};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// How a thing was when it was looked at.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// In this state.
    State(Arc<str>),
    /// It is not there.
    Gone,
    /// Its system does not show it.
    Unseen,
}

impl Seen {
    /// In words: `InQueue`, `gone`.
    pub fn words(&self) -> &str {
        match self {
            Self::State(state) => state,
            Self::Gone => "gone",
            Self::Unseen => "not visible",
        }
    }
}

/// Looks at things, and remembers for a while what it has read: one list shows many of them.
pub struct Looker {
    fresh: Duration,
    gate: Option<Arc<dyn Gate>>,
    read: Mutex<HashMap<String, (Instant, Answer)>>,
}

impl Looker {
    /// One that reads the same thing again only after a while.
    pub fn new(fresh: Duration, gate: Option<Arc<dyn Gate>>) -> Self {
        Self {
            fresh,
            gate,
            read: Mutex::default(),
        }
    }

    /// Looks at the thing that an action with these arguments is about to change.
    pub async fn look(
        &self,
        system: &dyn System,
        action: &Action,
        args: &Record,
    ) -> Option<(Arc<str>, Value, Seen)> {
        let change = action.state.as_ref()?;
        let id = args.get(&change.of)?.clone();
        let entry = system.entry().clone();
        let look = entry.thing(&change.thing)?.look.as_ref()?;
        let row = self.row(system, &entry, look, (&id, args)).await;
        Some((change.thing.clone(), id, seen(row, look)))
    }

    /// A field of what a look shows.
    pub async fn field(
        &self,
        system: &dyn System,
        look: &Look,
        (id, args): (&Value, &Record),
        field: &str,
    ) -> Option<Value> {
        let entry = system.entry().clone();
        let row = self.row(system, &entry, look, (id, args)).await.ok()??;
        row.get(field).cloned()
    }

    /// What is read of the thing: `Ok(None)` where it is not there.
    async fn row(
        &self,
        system: &dyn System,
        entry: &SystemEntry,
        look: &Look,
        (id, args): (&Value, &Record),
    ) -> Result<Option<Record>, ()> {
        let mut with = Record::new();
        for (param, from) in &look.with {
            let value = if **from == *Look::ID {
                Some(id)
            } else {
                args.get(from)
            };
            if let Some(value) = value {
                with.insert(param.clone(), value.clone());
            }
        }
        let call = Call {
            system: entry.name.clone(),
            action: look.action.clone(),
            args: with,
            reads: true,
        };
        find(&self.read(system, call).await, look, id)
    }

    async fn read(&self, system: &dyn System, call: Call) -> Answer {
        let key = format!("{} {} {:?}", call.system, call.action, call.args);
        // Held while it is asked: who comes meanwhile waits for the same answer.
        let mut read = self.read.lock().await;
        if let Some((at, answer)) = read.get(&key)
            && at.elapsed() < self.fresh
        {
            return answer.clone();
        }
        read.retain(|_, (at, _)| at.elapsed() < self.fresh);
        let answer = self.ask(system, call).await;
        if answer.is_success() {
            read.insert(key, (Instant::now(), answer.clone()));
        }
        answer
    }

    async fn ask(&self, system: &dyn System, call: Call) -> Answer {
        let effect = Effect {
            id: 0,
            name: "look".into(),
            request: Request::Call(call.clone()),
        };
        if let Some(gate) = &self.gate {
            gate.admit(&effect).await;
        }
        let answer = system.perform(&call, "look").await;
        if let Some(gate) = &self.gate {
            gate.answered(&effect, &answer);
        }
        answer
    }
}

fn find(answer: &Answer, look: &Look, id: &Value) -> Result<Option<Record>, ()> {
    if !answer.is_success() {
        // What says that there is no such thing has been looked for.
        let said = &*answer.outcome;
        let gone = said.starts_with("Invalid") && said.ends_with("Id");
        return if gone { Ok(None) } else { Err(()) };
    }
    let Some(output) = &look.output else {
        return Ok(Some(answer.outputs.clone()));
    };
    let is_it = |row: &Record| match &look.id {
        Some(field) => row.get(field).is_some_and(|value| same(value, id)),
        None => true,
    };
    match answer.outputs.get(output) {
        Some(Value::Record(row)) => Ok(is_it(row).then(|| (**row).clone())),
        Some(Value::List(rows)) => Ok(rows.iter().find_map(|row| match row {
            Value::Record(row) if is_it(row) => Some((**row).clone()),
            _ => None,
        })),
        Some(Value::Nothing) | None => Ok(None),
        Some(_) => Err(()),
    }
}

fn same(one: &Value, other: &Value) -> bool {
    one.said() == other.said()
}

fn seen(row: Result<Option<Record>, ()>, look: &Look) -> Seen {
    match row {
        Err(()) => Seen::Unseen,
        Ok(None) => Seen::Gone,
        Ok(Some(row)) => match row.get(&look.state) {
            Some(Value::Text(state)) if !state.is_empty() => Seen::State(state.text.clone()),
            _ => Seen::Unseen,
        },
    }
}

/// The outcome that says that an action cannot be done to a thing that is as it is now.
pub(in crate::host) fn refusal(action: &Action, now: &Seen) -> Outcome {
    let has = |name: &str| action.outcome(name).is_some() && !action.never_ends_in(name);
    match now {
        Seen::Gone if has("InvalidContactId") => "InvalidContactId".into(),
        Seen::State(_) if has("InvalidState") => "InvalidState".into(),
        _ => Outcome::REJECTED,
    }
}
