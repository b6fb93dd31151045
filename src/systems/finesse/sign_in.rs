//! The agent's own sign-in, kept when the connection was lost. Finesse signs an agent out whose
//! program it has not heard of for a while, also when that program has gone to the other node.
//! Signing in is forced: who is signed in stays as it is. So it is done again, once for each
//! time that a connection came up.

use super::agent_session::AgentSession;
use super::broker::{CutOff, Known};
use super::inner::Inner;
use super::pending_write::{self, Turn};
use super::plan::Plan;
use crate::clock;
use crate::run::effect::{Answer, Exchange};
use crate::systems::net::refusal::Refusal;
use crate::value::{Record, Value};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, MutexGuard, PoisonError};

type Kept = Result<Vec<Exchange>, Box<Answer>>;

fn session(on: &Inner) -> MutexGuard<'_, AgentSession> {
    on.session.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes that the agent is to be signed out: nothing signs it in again then.
pub(super) fn before(on: &Inner, plan: &Plan, args: &Record) {
    let whom = super::facts::given(args, "AgentId");
    let whom = whom.unwrap_or_else(|| super::facts::agent(on, args));
    if plan.asks_for("LOGOUT") && whom == on.user {
        *session(on) = AgentSession::default();
    }
}

/// Notes that the agent was signed in.
pub(super) fn after(on: &Inner, plan: &Plan, args: &Record, answer: &Answer) {
    let own = super::facts::agent(on, args) == on.user;
    if own && answer.is_success() && plan.changes_own_state() {
        let since = on
            .broker
            .look(|known| known.user(known.me())?.state_change_time);
        session(on).acted = Some(since);
    }
    if own && answer.is_success() && plan.asks_for("LOGIN") {
        let mut session = session(on);
        session.with = Some(args.clone());
        session.failed = None;
    }
}

/// Whether nobody has changed the agent's state after this connection did, as far as times tell.
pub(super) fn was_last_to_act(on: &Inner, since: Option<Timestamp>) -> bool {
    session(on)
        .acted
        .is_some_and(|acted| acted.is_none() || since.is_none() || acted == since)
}

/// The same as [`keep`], for what has no turn at the agent's phone.
pub(super) async fn keep_for(on: &Arc<Inner>, outcome: &str) -> Kept {
    let turn = Arc::new(on.nodes.rest.gate.turn(&on.user).await);
    keep(on, outcome, &turn).await
}

/// Undoes what Finesse has done to the agent because the connection was lost: an agent whom this
/// connection had signed in is signed in again; that an agent is not ready any more is told. What
/// was asked for that; `Err`, with that outcome, where the agent cannot be signed in again.
pub(super) async fn keep(on: &Arc<Inner>, outcome: &str, turn: &Turn) -> Kept {
    if !on.conduct.signs_in_again {
        return Ok(Vec::new());
    }
    let with = session(on).with.clone();
    if with.is_some() {
        // Before anything is looked at: what happened meanwhile is read when a node comes up.
        on.ready().await.map_err(Refusal::answer)?;
    }
    match (on.broker.look(Known::cut_off), with) {
        (CutOff::SignedOut, Some(with)) => again(on, outcome, &with, turn).await,
        (CutOff::NotReady, _) => Ok(readiness(on, turn).await),
        (CutOff::SignedOut, None) | (CutOff::No, _) => Ok(Vec::new()),
    }
}

async fn again(on: &Arc<Inner>, outcome: &str, with: &Record, turn: &Turn) -> Kept {
    let node = on.ready().await.map_err(Refusal::answer)?;
    let failed = session(on).failed.clone();
    if let Some((_, why)) = failed.filter(|(term, _)| *term == node.term) {
        return Err(Box::new(signed_out(on, outcome, &why)));
    }
    let was_ready = on.broker.look(Known::was_ready);
    let mut answer = sign_in(on, with, turn).await;
    match &*answer.outcome {
        "Success" if was_ready => {
            answer.exchanges.extend(restore(on, turn).await);
            Ok(answer.exchanges)
        }
        "Success" => Ok(answer.exchanges),
        "Unavailable" => Err(Box::new(answer)),
        other => {
            let why = format!("{other}: {}", answer.reason);
            session(on).failed = Some((node.term, why.clone()));
            let mut ended = signed_out(on, outcome, &why);
            ended.exchanges = answer.exchanges;
            Err(Box::new(ended))
        }
    }
}

/// The agent was made not ready: it is told once for each time.
async fn readiness(on: &Arc<Inner>, turn: &Turn) -> Vec<Exchange> {
    let (was_ready, since) = on.broker.look(|known| {
        let me = known.user(known.me());
        (known.was_ready(), me.and_then(|me| me.state_change_time))
    });
    let told = session(on).told.replace(since);
    match told == Some(since) {
        true => Vec::new(),
        false if was_ready => restore(on, turn).await,
        false => vec![said(on, "and the agent stays not ready")],
    }
}

/// Makes an agent ready again who was ready before, where the profile wants that.
async fn restore(on: &Arc<Inner>, turn: &Turn) -> Vec<Exchange> {
    on.broker.mended();
    if !on.restore_ready {
        return vec![said(
            on,
            "who was ready before. Set `restore-ready = true` in the profile to make the agent \
             ready again",
        )];
    }
    let mut plans = on.plans.iter();
    let found = plans.find(|(key, _)| key.starts_with("set agent state to"));
    let Some((_, plan)) = found else {
        return Vec::new();
    };
    let ready = [("State".into(), Value::text("Available"))];
    let answer = pending_write::fly(on, plan, &Record::from_iter(ready), turn.clone()).await;
    let mut told = answer.exchanges;
    told.push(said(
        on,
        &match &*answer.outcome {
            "Success" => "who was ready before; the agent is ready again".to_owned(),
            other => format!(
                "who was ready before; making the agent ready again ended in \
                              `{other}`"
            ),
        },
    ));
    told
}

fn said(on: &Inner, what: &str) -> Exchange {
    Exchange {
        at: clock::now(),
        took: SignedDuration::ZERO,
        asked: "the connection was lost".to_owned(),
        answered: format!("Finesse set agent {} to not ready, {what}", on.user),
    }
}

async fn sign_in(on: &Arc<Inner>, with: &Record, turn: &Turn) -> Answer {
    let mut plans = on.plans.values();
    match plans.find(|plan| plan.asks_for("LOGIN")) {
        Some(plan) => pending_write::fly(on, plan, with, turn.clone()).await,
        None => Answer::new("Rejected", "the catalogue has no action that signs in"),
    }
}

fn signed_out(on: &Inner, outcome: &str, why: &str) -> Answer {
    let reason = format!(
        "not sent: Finesse signed agent {} out when the connection was lost, and signing in again \
         ended in {why}",
        on.user
    );
    Answer::new(outcome, reason)
}
