//! `wait until contact X is Held`.

use super::broker::{Over, Told};
use super::event::{Event, scalar};
use super::listing::Listing;
use super::lists::StateList;
use super::outputs::{any_of, state_of};
use super::readback::{Pace, RowJudge, Search, Seen};
use super::refusal::Refusal;
use super::session::AgentSession;
use super::shared::Shared;
use super::text::{encoded, text_of};
use super::wire::Wire;
use crate::catalogue::{SystemEntry, Thing};
use crate::run::effect::{Answer, Watch};
use crate::value::{Record, Value};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// After how many pauses a contact that no list has shown is taken to be none: lists lag behind.
const LAG: u32 = 5;

/// The state that a thing is watched for.
#[derive(Clone)]
struct Target {
    entry: Arc<SystemEntry>,
    thing: Arc<Thing>,
    id: String,
    state: Arc<str>,
    negated: bool,
}

impl Target {
    fn of(on: &Shared, watch: &Watch) -> Option<Self> {
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

    /// What a state, as the system calls it, comes to.
    fn seen(&self, said: &str) -> Option<Seen> {
        match self.reached(said) {
            true => Some(Seen::Reached),
            false => self.is_over(said).then_some(Seen::Over),
        }
    }

    /// What a thing's absence from the list of all says about its state.
    fn absent(&self) -> Option<Seen> {
        let state = if self.is_contact() {
            "Disconnected"
        } else {
            "LoggedOut"
        };
        match (self.reached(state), self.is_contact()) {
            (true, _) => Some(Seen::Reached),
            (false, true) => Some(Seen::Over),
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

    fn answer(&self, seen: &Seen) -> Answer {
        match seen {
            Seen::Reached => Answer::success(),
            _ => self.gone(),
        }
    }
}

/// Waits until a thing is, or is no longer, in a state.
pub(super) async fn watch(on: &Shared, watch: &Watch) -> Answer {
    let Some(target) = Target::of(on, watch) else {
        let reason = format!("{} cannot watch a {}", on.entry.title, watch.thing);
        return Answer::new("Rejected", reason);
    };
    if let Err(why) = target.thing.id.read(&target.id) {
        let outcome = match target.is_contact() {
            true => target.outcome("InvalidContactId"),
            false => target.outcome("InvalidAgentId"),
        };
        return Answer::new(outcome, format!("not sent: {why}"));
    }
    let session = session_of(on, &watch.needs).filter(|_| target.is_contact());
    match session {
        Some((id, session)) if session.conduct.reads_events => {
            in_session(on, &target, &id, session).await
        }
        Some((_, session)) => in_list(on, &target, &session.wire).await,
        None => in_list(on, &target, on.identities.own()).await,
    }
}

fn session_of(on: &Shared, needs: &Record) -> Option<(String, Arc<AgentSession>)> {
    let id = needs.get("SessionId").filter(|id| **id != Value::Nothing)?;
    let id = text_of(id).into_owned();
    let session = (!id.is_empty()).then(|| on.sessions.follow(&id))?;
    Some((id, session))
}

/// From the last known state on, then by events. A contact that the session has not told of is
/// looked up, too, and so is one whose events are in doubt.
async fn in_session(
    on: &Shared,
    target: &Target,
    id: &str,
    mut session: Arc<AgentSession>,
) -> Answer {
    loop {
        let broker = &session.broker;
        let wanted = target.clone();
        let wants = move |event: &Event| {
            let said = event.status().unwrap_or_default();
            wanted.seen(&said).is_some()
        };
        let mut ticket = broker.wait(Some(&target.id), Box::new(wants));
        let mut doubts = broker.doubts();
        let known = broker.state(&target.id);
        if let Some(seen) = known.as_deref().and_then(|said| target.seen(said)) {
            return target.answer(&seen);
        }
        let doubtful = async {
            if known.is_some() {
                doubts.changed().await.ok();
            }
        };
        let told = tokio::select! {
            told = ticket.told() => told,
            answer = async { doubtful.await; shown(on, target, &session.wire).await } => {
                return answer;
            }
        };
        match told {
            Some(Told::Over(_)) if session.is_outlived_by(id) => {
                session = on.sessions.follow(id);
            }
            Some(Told::Over(over)) => return target.unheard(over),
            Some(Told::Event(event)) => {
                let seen = target.seen(&event.status().unwrap_or_default());
                return target.answer(&seen.unwrap_or(Seen::Over));
            }
            None => return Answer::new("Unavailable", "the connection was closed"),
        }
    }
}

/// What the list of all shows. That it cannot be looked at is no matter while events are heard.
async fn shown(on: &Shared, target: &Target, wire: &Arc<Wire>) -> Answer {
    let Some(list) = on.lists.of(&target.thing.name).cloned() else {
        return std::future::pending().await;
    };
    match look(on, target, list, wire).await {
        Ok(seen) => target.answer(&seen),
        Err(_) => std::future::pending().await,
    }
}

async fn in_list(on: &Shared, target: &Target, wire: &Arc<Wire>) -> Answer {
    let Some(list) = on.lists.of(&target.thing.name).cloned() else {
        let reason = format!(
            "{} has no list of every {}",
            on.entry.title, target.thing.name
        );
        return Answer::new("Rejected", reason);
    };
    match look(on, target, list, wire).await {
        Ok(seen) => target.answer(&seen),
        Err(refusal) => on.identities.scrub(refusal.answer()),
    }
}

async fn look(
    on: &Shared,
    target: &Target,
    list: Arc<StateList>,
    wire: &Arc<Wire>,
) -> Result<Seen, Refusal> {
    let narrow = match target.is_contact() {
        true => Listing {
            query: encoded([("contactId", target.id.clone())]),
            ..list.listing.clone()
        },
        false => list.listing.clone(),
    };
    let search = Search {
        list: list.listing.clone(),
        narrow,
        judge: judge(target.clone(), list, on.readbacks.every() * LAG),
        pace: Pace::Waiting,
    };
    on.readbacks.look(wire, search).await
}

fn judge(target: Target, list: Arc<StateList>, lag: Duration) -> RowJudge {
    let since = Instant::now();
    let was_there = AtomicBool::new(!target.is_contact());
    Box::new(move |items| {
        match items.of(&list.id.0, target.id.as_str()).first() {
            None if items.has_nameless(&list.id.0) => None,
            None if was_there.load(Ordering::Relaxed) || since.elapsed() >= lag => target.absent(),
            // It may have come to be a moment ago.
            None => None,
            Some(item) => {
                was_there.store(true, Ordering::Relaxed);
                target.seen(&any_of(item, &list.state).and_then(scalar)?)
            }
        }
    })
}
