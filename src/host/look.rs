//! Looking at the things that a run is about to change.

use super::left::{Left, look_of};
use super::live::Gate;
use crate::catalogue::{Action, Look, SystemEntry};
use crate::clock;
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Call, Effect, Request, Shown};
use crate::system::System;
use crate::value::{Record, Value};
use jiff::Timestamp;
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

/// What was read, and when it was asked for.
struct Read {
    asked: Timestamp,
    answered: Instant,
    answer: Answer,
}

/// Looks at things, and remembers for a while what it has read: one list shows many of them.
pub struct Looker {
    fresh: Duration,
    gate: Option<Arc<dyn Gate>>,
    read: Mutex<HashMap<String, Read>>,
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
        let (_, row) = self.row(system, &entry, look, (&id, args)).await;
        Some((change.thing.clone(), id, seen(row.as_ref(), look)))
    }

    /// Looks at what a run has left, and says how it has changed since, if it has.
    pub async fn changed(
        &self,
        system: &dyn System,
        left: &Left,
    ) -> Option<(Seen, Option<String>)> {
        let entry = system.entry().clone();
        let action = entry.action(&left.action)?;
        let look = look_of(&entry, action)?;
        let (asked, row) = self.row(system, &entry, look, (&left.id, &left.args)).await;
        let changed = left.changed(look, (asked, row.as_ref()), (&entry, action));
        Some((seen(row.as_ref(), look), changed))
    }

    /// How a system shows what an action with these arguments has changed.
    pub async fn shown(
        &self,
        system: &dyn System,
        action: &Action,
        args: &Record,
    ) -> Option<Shown> {
        let entry = system.entry().clone();
        let look = look_of(&entry, action)?;
        let id = action.state.as_ref().and_then(|state| args.get(&state.of));
        let id = id.cloned().unwrap_or_default();
        let (_, row) = self.row(system, &entry, look, (&id, args)).await;
        let row = row.ok()??;
        let fields = look.shows.iter().chain([&look.state]);
        let fields = fields.filter_map(|name| Some((name.clone(), row.get(name)?.clone())));
        Some(Shown {
            fields: fields.collect(),
            // Not before it began: nothing is taken for a later change that is none.
            began: look.began(&row, clock::now()),
        })
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
        let (_, row) = self.row(system, &entry, look, (id, args)).await;
        row.ok()??.get(field).cloned()
    }

    /// When it was asked for, and what is read of the thing: `Ok(None)` where it is not there.
    async fn row(
        &self,
        system: &dyn System,
        entry: &SystemEntry,
        look: &Look,
        (id, args): (&Value, &Record),
    ) -> (Timestamp, Result<Option<Record>, ()>) {
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
        let (asked, answer) = self.read(system, call).await;
        (asked, find(&answer, look, id))
    }

    async fn read(&self, system: &dyn System, call: Call) -> (Timestamp, Answer) {
        let key = format!("{} {} {:?}", call.system, call.action, call.args);
        // Held while it is asked: who comes meanwhile waits for the same answer.
        let mut read = self.read.lock().await;
        if let Some(known) = read.get(&key)
            && known.answered.elapsed() < self.fresh
        {
            return (known.asked, known.answer.clone());
        }
        read.retain(|_, known| known.answered.elapsed() < self.fresh);
        let asked = clock::now();
        let answer = self.ask(system, call).await;
        if answer.is_success() {
            let known = Read {
                asked,
                answered: Instant::now(),
                answer: answer.clone(),
            };
            read.insert(key, known);
        }
        (asked, answer)
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

fn seen(row: Result<&Option<Record>, &()>, look: &Look) -> Seen {
    match row {
        Err(()) => Seen::Unseen,
        Ok(None) => Seen::Gone,
        Ok(Some(row)) => match row.get(&look.state) {
            Some(Value::Text(state)) if !state.is_empty() => Seen::State(state.text.clone()),
            // What has no state is there or not.
            Some(Value::Time(_)) => Seen::State("there".into()),
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
