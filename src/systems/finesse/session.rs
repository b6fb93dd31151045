//! The agent's own sign-in, kept when the connection was lost. Finesse signs an agent out whose
//! program it has not heard of for a while, also when that program has gone to the other node.
//! Signing in is forced: who is signed in stays as it is. So it is done again, once for each
//! time that a connection came up.

use super::connection::Inner;
use super::flight::{self, Turn};
use super::hub::World;
use super::plan::Plan;
use crate::run::effect::{Answer, Exchange};
use crate::systems::net::refusal::Refusal;
use crate::value::Record;
use std::sync::{Arc, MutexGuard, PoisonError};

/// How this connection signed the agent in.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// The values it was done with; nothing where it was not, or where the agent was signed out
    /// on purpose.
    with: Option<Record>,
    /// When it was tried again without success: the time that the connection came up, and why.
    failed: Option<(u64, String)>,
}

type Kept = Result<Vec<Exchange>, Box<Answer>>;

fn session(on: &Inner) -> MutexGuard<'_, Session> {
    on.session.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The state that a request asks for, of those that sign in and out.
fn asks_for(plan: &Plan, state: &str) -> bool {
    let asked = plan.request.body.get("state");
    asked.and_then(|from| from.fixed()) == Some(state)
}

/// Whether it signs in or out itself.
pub(super) fn is_sign_in_or_out(plan: &Plan) -> bool {
    asks_for(plan, "LOGIN") || asks_for(plan, "LOGOUT")
}

/// Notes that the agent is to be signed out: nothing signs it in again then.
pub(super) fn before(on: &Inner, plan: &Plan, args: &Record) {
    let whom = super::facts::given(args, "AgentId");
    let whom = whom.unwrap_or_else(|| super::facts::agent(on, args));
    if asks_for(plan, "LOGOUT") && whom == on.user {
        *session(on) = Session::default();
    }
}

/// Notes that the agent was signed in.
pub(super) fn after(on: &Inner, plan: &Plan, args: &Record, answer: &Answer) {
    let own = super::facts::agent(on, args) == on.user;
    if own && answer.is_success() && asks_for(plan, "LOGIN") {
        *session(on) = Session {
            with: Some(args.clone()),
            failed: None,
        };
    }
}

/// The same as [`keep`], for what has no turn at the agent's phone.
pub(super) async fn keep_for(on: &Arc<Inner>, outcome: &str) -> Kept {
    let turn = Arc::new(on.nodes.rest.gate.turn(&on.user).await);
    keep(on, outcome, &turn).await
}

/// Signs the agent in again where this connection had done it and Finesse has undone it. What
/// was asked for that; `Err`, with that outcome, where the agent cannot be signed in again.
pub(super) async fn keep(on: &Arc<Inner>, outcome: &str, turn: &Turn) -> Kept {
    let Some(with) = session(on).with.clone() else {
        return Ok(Vec::new());
    };
    let node = on.ready().await.map_err(Refusal::answer)?;
    if !on.hub.look(World::is_cut_off) {
        return Ok(Vec::new());
    }
    let failed = session(on).failed.clone();
    if let Some((_, why)) = failed.filter(|(term, _)| *term == node.term) {
        return Err(Box::new(signed_out(on, outcome, &why)));
    }
    let answer = sign_in(on, &with, turn).await;
    match &*answer.outcome {
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

async fn sign_in(on: &Arc<Inner>, with: &Record, turn: &Turn) -> Answer {
    let mut plans = on.plans.values();
    match plans.find(|plan| asks_for(plan, "LOGIN")) {
        Some(plan) => flight::fly(on, plan, with, turn.clone()).await,
        None => Answer::new("Rejected", "the catalogue has no action that signs in"),
    }
}

/// The outcome of an action for an agent who is not signed in.
pub(super) fn outcome_of(plan: &Plan) -> &'static str {
    match plan.action.outcome("InvalidAgentSession") {
        Some(_) => "InvalidAgentSession",
        None => "Rejected",
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
