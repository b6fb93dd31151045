//! `wait until contact X is Active` and `await contact`.

use super::answers;
use super::ask::Fault;
use super::list::{self, Shown};
use super::news::News;
use super::toolbar::Toolbar;
use crate::catalogue::Thing;
use crate::run::effect::{Answer, Await, Watch};
use crate::value::{Record, Value};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How often an agent's state is asked for.
const LOOK: Duration = Duration::from_millis(500);

/// The state that a contact is watched for.
#[derive(Clone)]
struct Target {
    id: String,
    state: Arc<str>,
    negated: bool,
}

impl Target {
    fn of(watch: &Watch) -> Self {
        Self {
            id: watch.id.to_string(),
            state: watch.state.clone(),
            negated: watch.negated,
        }
    }

    fn reached(&self, state: &str) -> bool {
        // What the toolbar has let go of has no line either.
        let same = *self.state == *state || (&*self.state, state) == ("Disconnected", "Deleted");
        same != self.negated
    }

    /// What a contact's state says: whether the wait is over, and how.
    fn judge(&self, state: &str) -> Option<Answer> {
        if self.reached(state) {
            return Some(Answer::success());
        }
        let over = state == "Deleted" || (state == "Disconnected" && &*self.state != "Deleted");
        over.then(|| {
            let reason = format!("contact {} is over", self.id);
            Answer::new("InvalidContactId", reason)
        })
    }
}

/// Waits until a thing is, or is no longer, in a state.
pub(super) async fn watch(on: &Toolbar, watch: &Watch) -> Answer {
    let Some(thing) = on.entry.thing(&watch.thing) else {
        let reason = format!("{} cannot watch a {}", on.entry.title, watch.thing);
        return Answer::new("Rejected", reason);
    };
    let target = Target::of(watch);
    match &*thing.name {
        "agent" => agent(on, thing, &target).await,
        _ => contact(on, thing, &target).await,
    }
}

async fn contact(on: &Toolbar, thing: &Thing, target: &Target) -> Answer {
    let mut heard = on.line.transport().listen().await;
    loop {
        if let Err(fault) = heard {
            return refused(thing, &fault);
        }
        let wanted = target.clone();
        let wants = move |news: &News| {
            let state = news.state.as_deref().filter(|_| news.id == wanted.id);
            state.is_some_and(|state| wanted.judge(state).is_some())
        };
        let mut place = on.hub.wait(Box::new(wants));
        let mut renewals = on.hub.renewals();
        if let Some(Some(state)) = on.hub.state(&target.id)
            && let Some(answer) = target.judge(&state)
        {
            return answer;
        }
        if let Some(answer) = shown(on, target).await {
            return answer;
        }
        tokio::select! {
            news = place.told() => {
                let state = news.state.as_deref().unwrap_or_default();
                return target.judge(state).unwrap_or_else(Answer::success);
            }
            // Events may have been missed: look again.
            _ = renewals.changed() => heard = hear_again(on).await,
        }
    }
}

/// What the list says. That it cannot be read is no matter while events are heard.
async fn shown(on: &Toolbar, target: &Target) -> Option<Answer> {
    match list::look(on, &target.id).await.ok()? {
        Shown::There(news) => target.judge(news.state.as_deref()?),
        Shown::Absent => target.judge("Deleted"),
        Shown::Unreadable => None,
    }
}

/// Agents are asked about: events tell of the toolbar's own agent alone.
async fn agent(on: &Toolbar, thing: &Thing, target: &Target) -> Answer {
    let own = match list::agent_id(on).await {
        Ok(own) => own,
        Err(fault) => return refused(thing, &fault),
    };
    let other = (own.as_deref() != Some(&*target.id)).then_some(&*target.id);
    loop {
        match list::agent(on, other).await {
            Ok(Some((state, _))) if target.reached(&state) => return Answer::success(),
            Ok(None) if other.is_some() => {
                let reason = format!("the toolbar knows no agent {}", target.id);
                return Answer::new("InvalidAgentId", reason);
            }
            Ok(_) | Err(Fault::Closed(_)) => sleep(LOOK).await,
            Err(fault) => return refused(thing, &fault),
        }
    }
}

/// Waits for the next contact that is offered, or for the next event of whatever it is.
pub(super) async fn next(on: &Toolbar, what: &Await) -> Answer {
    let thing = on.entry.thing(&what.thing).filter(|thing| thing.awaitable);
    let Some(thing) = thing.cloned() else {
        let reason = format!("{} cannot wait for a {}", on.entry.title, what.thing);
        return Answer::new("Rejected", reason);
    };
    let (outputs, with) = (thing.clone(), what.with.clone());
    let wants = move |news: &News| {
        let there = arrived(&outputs, news);
        with.iter().all(|(name, value)| {
            let field = there.get(name).map(Value::to_string);
            let wanted = value.to_string();
            field.is_some_and(|field| match &**name {
                "EventName" => field.eq_ignore_ascii_case(wanted.trim()),
                _ => field == wanted,
            })
        })
    };
    let mut place = match &*thing.name {
        "toolbar-event" => on.hub.take_event(Box::new(wants)),
        _ => on.hub.take(Box::new(wants)),
    };
    tokio::select! {
        biased;
        news = place.told() => Answer {
            outputs: arrived(&thing, &news),
            ..Answer::success()
        },
        fault = hear_on(on) => refused(&thing, &fault),
    }
}

/// Keeps the toolbar heard, and catches up on what was missed; says why when it cannot be heard.
async fn hear_on(on: &Toolbar) -> Fault {
    let mut renewals = on.hub.renewals();
    let mut heard = on.line.transport().listen().await;
    loop {
        if let Err(fault) = heard {
            return fault;
        }
        list::catch_up(on).await;
        if renewals.changed().await.is_err() {
            return Fault::Unreached("the connection was closed".into());
        }
        heard = hear_again(on).await;
    }
}

/// Hears the toolbar again, as soon as it is back: it may just be starting anew.
async fn hear_again(on: &Toolbar) -> Result<(), Fault> {
    let deadline = Instant::now() + on.settings.timeouts.connect;
    loop {
        match on.line.transport().listen().await {
            Err(Fault::Disconnected(_)) if Instant::now() + LOOK < deadline => sleep(LOOK).await,
            heard => return heard,
        }
    }
}

/// What an event tells of a contact, by the names of its outputs.
fn arrived(thing: &Thing, news: &News) -> Record {
    let outputs = thing.outputs.iter().map(|output| {
        let value = news.output(&output.name).with_mark(output.mark);
        (output.name.clone(), value)
    });
    outputs.collect()
}

fn refused(thing: &Thing, fault: &Fault) -> Answer {
    let (name, why) = match fault {
        Fault::NotAvailable(why) => ("NotAvailable", why.clone()),
        Fault::Disconnected(why) => ("ToolbarDisconnected", why.clone()),
        other => ("Unavailable", answers::words(other)),
    };
    let known = thing.outcomes.iter().any(|known| &*known.name == name);
    Answer::new(if known { name } else { "Unavailable" }, why)
}
