//! `wait until contact X is Held`, `wait until agent X is Available`, and `await contact`.

use super::beside::Stream;
use super::broker::{Judge, Known, Notice, Ticket, Wish};
use super::call_data;
use super::inner::Inner;
use super::link::Node;
use super::media::{self, Thing};
use super::model::{Body, CallState, Dialog, User, UserState};
use super::outputs::{arrived, state_in};
use super::place::encoded;
use super::read::{Read, read, read_at};
use super::sign_in;
use super::stream_keeper::Order;
use crate::clock;
use crate::run::effect::{Answer, Await, Exchange, Watch};
use crate::systems::net::refusal::Refusal;
use crate::value::{Record, Value};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// What is watched for.
#[derive(Clone)]
pub(super) struct Target {
    pub id: String,
    state: Arc<str>,
    negated: bool,
}

impl Target {
    fn of(watch: &Watch) -> Self {
        let id = watch.id.as_text().map(str::to_owned);
        Self {
            id: id.unwrap_or_else(|| watch.id.to_string()),
            state: watch.state.clone(),
            negated: watch.negated,
        }
    }

    pub fn reached(&self, state: &str) -> bool {
        (state == &*self.state) != self.negated
    }

    fn by_dialog(&self, dialog: &Dialog, extension: Option<&str>) -> Option<Answer> {
        let state = state_in(dialog, extension)?;
        match self.reached(state.name()) {
            true => Some(seen(state.vendor())),
            // Whoever has left a call never comes back to it.
            false if *state == CallState::Dropped => Some(self.gone()),
            false => None,
        }
    }

    /// What it means that the agent has no such contact any more.
    fn gone(&self) -> Answer {
        match self.reached(CallState::Dropped.name()) {
            true => seen("gone"),
            false => Answer::new("InvalidContactId", format!("contact {} has ended", self.id)),
        }
    }

    fn by_user(&self, user: &User) -> Option<Answer> {
        let state = user.state.as_ref()?;
        self.reached(state.name()).then(|| seen(state.vendor()))
    }
}

pub(super) fn seen(state: &str) -> Answer {
    Answer::success().exchange(Exchange {
        at: clock::now(),
        took: SignedDuration::ZERO,
        asked: "an event".to_owned(),
        answered: state.to_owned(),
    })
}

/// Waits until a contact or an agent is, or is no longer, in a state.
pub(super) async fn watch(on: &Arc<Inner>, watch: &Watch) -> Answer {
    let node = match on.ready().await {
        Ok(node) => node,
        Err(refusal) => return refusal.answer(),
    };
    if let Err(refusal) = read_first(on).await {
        return refusal.answer();
    }
    let target = Target::of(watch);
    let answer = match &*watch.thing {
        "contact" => of_contact(on, node, target).await,
        "agent" => of_agent(on, target).await,
        "media" => media::watch(on, Thing::Media, target).await,
        "task" => media::watch(on, Thing::Task, target).await,
        other => Answer::new("Rejected", format!("Finesse cannot watch a {other}")),
    };
    on.hand_out(answer)
}

/// Where events tell, everything is known already.
async fn read_first(on: &Inner) -> Result<(), Refusal> {
    match on.conduct.follows() {
        true => Ok(()),
        false => on.refresh(Instant::now(), &mut Vec::new()).await,
    }
}

/// Reads, for as long as somebody waits, what no event tells. Ends where reading is of no use any
/// more, and says why.
async fn reading(on: &Inner) -> Refusal {
    if on.conduct.follows() {
        return on.link.ended().await;
    }
    loop {
        let due = Instant::now() + LOOK;
        sleep_until(due).await;
        // Others who wait for the same agent may have read just now.
        match on.refresh(due - LOOK / 2, &mut Vec::new()).await {
            Err(refusal) if refusal.outcome == "Unavailable" && !on.link.is_closed() => {}
            Err(refusal) => return refusal,
            Ok(()) => {}
        }
    }
}

/// Between two looks at what somebody waits for, where no event tells of it.
const LOOK: Duration = Duration::from_secs(2);

async fn of_contact(on: &Inner, node: Node, target: Target) -> Answer {
    let known = |known: &Known| known.dialog(&target.id).is_some() || known.is_leaving(&target.id);
    if !on.broker.look(known) {
        return of_foreign(on, node, target).await;
    }
    let wish = Wish::Dialog(target.id.clone());
    let ticket = on.broker.wait(wish, contact_judge(target));
    told(on, ticket).await
}

fn contact_judge(target: Target) -> Judge {
    Box::new(move |known, notice| match notice {
        Notice::Dialog(id) => target.by_dialog(known.dialog(id)?, known.extension()),
        Notice::Gone => Some(target.gone()),
        Notice::Rebuilt => match known.dialog(&target.id) {
            Some(dialog) => target.by_dialog(dialog, known.extension()),
            None if known.is_leaving(&target.id) => None,
            None => Some(target.gone()),
        },
        _ => None,
    })
}

/// A contact that is none of the connected user's: no event tells of it.
async fn of_foreign(on: &Inner, mut node: Node, target: Target) -> Answer {
    let path = format!("/finesse/api/Dialog/{}", encoded(&target.id));
    let mut first = true;
    loop {
        match read(on, node, &path).await {
            Read::Body(Body::Dialog(dialog)) => {
                if let Some(answer) = target.by_dialog(&dialog, None) {
                    return answer;
                }
            }
            Read::Missing if first => {
                let reason = format!("there is no contact {}", target.id);
                return Answer::new("InvalidContactId", reason);
            }
            Read::Missing => return target.gone(),
            Read::Refused(answer) => return *answer,
            Read::Body(_) | Read::Absent | Read::Failed => {}
        }
        first = false;
        sleep(on.timeouts.look).await;
        node = match next_node(on).await {
            Ok(node) => node,
            Err(refusal) => return refusal.answer(),
        };
    }
}

/// The node to go on with: one that cannot be used now may come back.
pub(super) async fn next_node(on: &Inner) -> Result<Node, Refusal> {
    loop {
        match on.ready().await {
            Err(refusal) if refusal.outcome == "Unavailable" && !on.link.is_closed() => {
                sleep(on.timeouts.look).await;
            }
            ready => return ready,
        }
    }
}

async fn of_agent(on: &Inner, target: Target) -> Answer {
    if target.id == on.user {
        let ticket = on
            .broker
            .wait(Wish::User(target.id.clone()), user_judge(target));
        return told(on, ticket).await;
    }
    of_other(on, target).await
}

fn user_judge(target: Target) -> Judge {
    Box::new(move |known, notice| match notice {
        Notice::User | Notice::Rebuilt => target.by_user(known.user(&target.id)?),
        _ => None,
    })
}

/// Another agent: by the events of that agent's team where they may be had, and by asking now
/// and then where they may not.
async fn of_other(on: &Inner, target: Target) -> Answer {
    let path = format!("/finesse/api/User/{}", encoded(&target.id));
    let mut ticket: Option<Ticket> = None;
    let mut following: Option<Following<'_>> = None;
    loop {
        let node = match next_node(on).await {
            Ok(node) => node,
            Err(refusal) => return refusal.answer(),
        };
        match read(on, node, &path).await {
            Read::Body(Body::User(user)) => {
                if following.is_none() && on.conduct.follows() {
                    following = Following::team_of(on, &user);
                }
                on.broker.put_user(&user);
            }
            Read::Missing => {
                let reason = format!("there is no agent {}", target.id);
                return Answer::new("InvalidAgentId", reason);
            }
            Read::Refused(answer) => return *answer,
            Read::Body(_) | Read::Absent | Read::Failed => {}
        }
        let waiting = ticket.get_or_insert_with(|| {
            let wish = Wish::User(target.id.clone());
            on.broker.wait(wish, user_judge(target.clone()))
        });
        tokio::select! {
            biased;
            (answer, at) = waiting.told() => return read_at(answer, at),
            () = sleep(on.timeouts.look.min(other_look(on))) => {}
        }
    }
}

/// Where a team's events may come, asking is for what they lost.
pub(super) fn other_look(on: &Inner) -> Duration {
    match on.conduct.stream {
        Stream::Agent | Stream::Team => on.timeouts.look,
        Stream::None | Stream::BesideDesktop => LOOK,
    }
}

/// The events of a team, for as long as somebody watches one of its agents.
struct Following<'a> {
    on: &'a Inner,
    node: String,
}

impl<'a> Following<'a> {
    fn team_of(on: &'a Inner, user: &User) -> Option<Self> {
        let team = user.team_id.as_deref()?;
        let node = format!("/finesse/api/Team/{team}/Users");
        on.order(Order::Subscribe(node.clone()));
        Some(Self { on, node })
    }
}

impl Drop for Following<'_> {
    fn drop(&mut self) {
        self.on.order(Order::Unsubscribe(self.node.clone()));
    }
}

/// Waits for the next contact that arrives for the agent.
pub(super) async fn next(on: &Arc<Inner>, what: &Await) -> Answer {
    if let Some(thing) = Thing::of(&what.thing) {
        return media::next(on, thing, what).await;
    }
    if let Err(refusal) = on.ready().await {
        return refusal.answer();
    }
    if let Err(refusal) = read_first(on).await {
        return refusal.answer();
    }
    let data = &*what.thing == "call-data";
    if !data && &*what.thing != "contact" {
        return Answer::new(
            "Rejected",
            format!("Finesse cannot wait for a {}", what.thing),
        );
    }
    if let Err(answer) = sign_in::keep_for(on, "InvalidAgentSession").await {
        return *answer;
    }
    // Whoever is signed out, or will be, gets no contact.
    let me = Wish::User(on.user.clone());
    let mut out = on.broker.wait(me, sign_out_judge());
    let ticket = match data {
        true => {
            let before = on.broker.look(call_data::written);
            let judge = call_data::judge(before.clone(), what.with.clone());
            let ticket = on.broker.wait(Wish::Updates, judge);
            let missed = |known: &_| call_data::since(&before, known, &what.with);
            if let Some(answer) = on.broker.look(missed) {
                return on.hand_out(answer);
            }
            ticket
        }
        false => on
            .broker
            .wait(Wish::Arrival, arrival_judge(what.with.clone())),
    };
    let answer = tokio::select! {
        biased;
        answer = told(on, ticket) => answer,
        (answer, at) = out.told() => read_at(answer, at),
    };
    on.hand_out(answer)
}

fn sign_out_judge() -> Judge {
    Box::new(|known, _| {
        let user = known.user(known.me())?;
        (user.state == Some(UserState::LoggedOut)).then(|| {
            let reason = format!("agent {} is not signed in: no contact can arrive", user.id);
            Answer::new("InvalidAgentSession", reason)
        })
    })
}

fn arrival_judge(with: Record) -> Judge {
    Box::new(move |known, notice| {
        let Notice::Arrived(dialog) = notice else {
            return None;
        };
        let outputs = arrived(dialog, known.extension());
        let fits = with.iter().all(|(name, wanted)| {
            let there = outputs.get(name).map(Value::to_string);
            there.is_some_and(|there| there == wanted.to_string())
        });
        fits.then(|| Answer {
            outputs,
            ..seen("it has arrived")
        })
    })
}

/// Waits for an answer, for as long as the connection may bring one.
async fn told(on: &Inner, mut ticket: Ticket) -> Answer {
    tokio::select! {
        biased;
        (answer, at) = ticket.told() => read_at(answer, at),
        refusal = reading(on) => refusal.answer(),
    }
}
