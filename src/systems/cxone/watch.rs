//! `wait until contact X is Held` and `await contact`.

use super::connection::Inner;
use super::event::{Event, scalar};
use super::hub::{Over, Told};
use super::listing::Listing;
use super::lists::StateList;
use super::lookout::{Judge, Shown};
use super::outputs::{any_of, state_of};
use super::refusal::Refusal;

use crate::catalogue::{SystemEntry, Thing};
use crate::run::effect::{Answer, Await, Watch};
use crate::value::{Record, Value};
use serde_json::Value as Json;
use std::sync::Arc;

/// The state that a contact is watched for.
#[derive(Clone)]
struct Target {
    entry: Arc<SystemEntry>,
    thing: Arc<Thing>,
    id: String,
    state: Arc<str>,
    negated: bool,
}

impl Target {
    fn of(on: &Inner, watch: &Watch) -> Option<Self> {
        Some(Self {
            entry: on.entry.clone(),
            thing: on.entry.thing(&watch.thing)?.clone(),
            id: watch.id.to_string(),
            state: watch.state.clone(),
            negated: watch.negated,
        })
    }

    /// Whether the state, as the system calls it, is what is waited for.
    fn reached(&self, said: &str) -> bool {
        let ours = state_of(&self.entry, &self.thing.name, said);
        (ours == self.state) != self.negated
    }

    fn is_contact(&self) -> bool {
        &*self.thing.name == "contact"
    }

    /// Whether the state, as the system calls it, is the last one.
    fn is_over(&self, said: &str) -> bool {
        self.is_contact() && &*state_of(&self.entry, "contact", said) == "Disconnected"
    }

    /// What a thing's absence from the list of all says about its state.
    fn absent(&self) -> Option<Shown> {
        let state = if self.is_contact() {
            "Disconnected"
        } else {
            "LoggedOut"
        };
        match (self.reached(state), self.is_contact()) {
            (true, _) => Some(REACHED),
            (false, true) => Some(GONE),
            (false, false) => None,
        }
    }

    fn gone(&self) -> Answer {
        let reason = format!("{} {} is over", self.thing.name, self.id);
        Answer::new(self.outcome("InvalidContactId"), reason)
    }

    /// An outcome of the thing, where it documents it.
    fn outcome(&self, name: &'static str) -> &'static str {
        let known = self.thing.outcomes.iter().any(|known| &*known.name == name);
        if known { name } else { "Unavailable" }
    }

    fn unheard(&self, over: Over) -> Answer {
        let name = match over.ended {
            true => self.outcome("InvalidAgentSession"),
            false => "Unavailable",
        };
        Answer::new(name, over.reason)
    }
}

const REACHED: Shown = "reached";
const GONE: Shown = "gone";

/// Waits until a thing is, or is no longer, in a state.
pub(super) async fn watch(on: &Inner, watch: &Watch) -> Answer {
    let Some(target) = Target::of(on, watch) else {
        let reason = format!("{} cannot watch a {}", on.entry.title, watch.thing);
        return Answer::new("Rejected", reason);
    };
    if let Err(why) = target.thing.id.read(&target.id) {
        let outcome = match target.is_contact() {
            true => target.outcome("InvalidContactId"),
            false => target.outcome("InvalidAgentId"),
        };
        return Answer::new(outcome, format!("not asked: {why}"));
    }
    let session = watch.needs.get("SessionId").and_then(Value::as_text);
    match session.filter(|id| !id.is_empty() && target.is_contact()) {
        Some(session) => in_session(on, &target, session).await,
        None => in_list(on, &target).await,
    }
}

/// From the last known state on, then by events. A contact that the session has not told of is
/// looked up, too.
async fn in_session(on: &Inner, target: &Target, id: &str) -> Answer {
    loop {
        let session = on.sessions.follow(id);
        let wanted = target.clone();
        let wants = move |event: &Event| {
            let said = event.status().unwrap_or_default();
            wanted.reached(&said) || wanted.is_over(&said)
        };
        let mut place = session.hub.wait(Some(&target.id), Box::new(wants));
        let told = match session.hub.state(&target.id) {
            Some(said) if target.reached(&said) => return Answer::success(),
            Some(said) if target.is_over(&said) => return target.gone(),
            Some(_) => place.told().await,
            None => tokio::select! {
                told = place.told() => told,
                answer = shown(on, target) => return answer,
            },
        };
        match told {
            Told::Over(_) if session.is_outlived_by(id) => {}
            told => return heard(told, target),
        }
    }
}

/// What the list of all shows. That it cannot be looked at is no matter while events are heard.
async fn shown(on: &Inner, target: &Target) -> Answer {
    let Some(list) = on.lists.of(&target.thing.name) else {
        return std::future::pending().await;
    };
    match look(on, &list.listing, judge(target.clone(), list.clone())).await {
        Ok(REACHED) => Answer::success(),
        Ok(_) => target.gone(),
        Err(_) => std::future::pending().await,
    }
}

fn heard(told: Told, target: &Target) -> Answer {
    match told {
        Told::Over(over) => target.unheard(over),
        Told::Event(event) if target.reached(&event.status().unwrap_or_default()) => {
            Answer::success()
        }
        Told::Event(_) => target.gone(),
    }
}

async fn in_list(on: &Inner, target: &Target) -> Answer {
    let Some(list) = on.lists.of(&target.thing.name) else {
        let reason = format!(
            "{} has no list of every {}",
            on.entry.title, target.thing.name
        );
        return Answer::new("Rejected", reason);
    };
    match look(on, &list.listing, judge(target.clone(), list.clone())).await {
        Ok(REACHED) => Answer::success(),
        Ok(_) => target.gone(),
        Err(refusal) => on.wire.scrub(refusal.answer()),
    }
}

async fn look(on: &Inner, listing: &Listing, judge: Judge) -> Result<Shown, Refusal> {
    on.lookouts.look(listing, listing.clone(), judge).await
}

fn judge(target: Target, list: Arc<StateList>) -> Judge {
    Box::new(move |items| {
        let is_it = |item: &&Json| {
            let id = any_of(item, &list.id).and_then(scalar);
            id.is_some_and(|id| id == target.id.as_str())
        };
        match items.iter().find(is_it) {
            None => target.absent(),
            Some(item) => {
                let said = any_of(item, &list.state).and_then(scalar)?;
                match target.reached(&said) {
                    true => Some(REACHED),
                    false => target.is_over(&said).then_some(GONE),
                }
            }
        }
    })
}

/// Waits for the next contact that arrives in a session.
pub(super) async fn next(on: &Inner, what: &Await) -> Answer {
    let thing = on.entry.thing(&what.thing).filter(|thing| thing.awaitable);
    let Some(thing) = thing.cloned() else {
        let reason = format!("{} cannot wait for a {}", on.entry.title, what.thing);
        return Answer::new("Rejected", reason);
    };
    let session = what.needs.get("SessionId").and_then(Value::as_text);
    let Some(session) = session.filter(|id| !id.is_empty()) else {
        return Answer::new(
            "Rejected",
            "there is no agent session in which it could arrive",
        );
    };
    match arrival(on, &thing, what, session).await {
        Told::Over(over) => {
            let mut known = thing.outcomes.iter();
            let known = known.any(|known| &*known.name == "InvalidAgentSession");
            let outcome = match over.ended && known {
                true => "InvalidAgentSession",
                false => "Unavailable",
            };
            on.wire.scrub(Answer::new(outcome, over.reason))
        }
        Told::Event(event) => Answer {
            outputs: arrived(&on.entry, &thing, &event),
            ..Answer::success()
        },
    }
}

async fn arrival(on: &Inner, thing: &Arc<Thing>, what: &Await, id: &str) -> Told {
    loop {
        let session = on.sessions.follow(id);
        let (entry, thing, with) = (on.entry.clone(), thing.clone(), what.with.clone());
        let wants = move |event: &Event| {
            let outputs = arrived(&entry, &thing, event);
            with.iter().all(|(name, value)| {
                let there = outputs.get(name).map(Value::to_string);
                there.is_some_and(|there| there == value.to_string())
            })
        };
        match session.hub.take(Box::new(wants)).told().await {
            Told::Over(_) if session.is_outlived_by(id) => {}
            told => return told,
        }
    }
}

/// What an event tells of a thing, by the names of its outputs.
fn arrived(entry: &SystemEntry, thing: &Thing, event: &Event) -> Record {
    let outputs = thing.outputs.iter().map(|output| {
        let value = match &*output.name {
            "State" => event
                .status()
                .map(|said| Value::text(state_of(entry, &thing.name, &said))),
            name => event
                .json(name)
                .and_then(|json| Value::from_json(json, &output.kind).ok()),
        };
        let value = value.unwrap_or_default().with_mark(output.mark);
        (output.name.clone(), value)
    });
    outputs.collect()
}
