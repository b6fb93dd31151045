//! What the profile brings into every run: a signed-in user and a session.

use super::evidence::row_text;
use super::listing;
use super::perform::perform;
use super::request::{Look, View};
use super::settings::{ProfileSession, Station};
use super::shared::Shared;
use super::sight;
use super::text::text_of;
use crate::run::effect::{Answer, Call};
use crate::value::{Record, Value};
use serde_json::Value as Json;
use std::sync::PoisonError;
use tokio::time::timeout;

/// Signs in, and joins the session of the profile's agent; both once, and again when the session is
/// over: a service outlives an agent's shift.
pub(super) async fn provided(on: &Shared) -> Result<Record, Box<Answer>> {
    let mut kept = on.provided.lock().await;
    if let Some(good) = kept.as_ref().filter(|brought| goes_on(on, brought)) {
        return Ok(good.clone());
    }
    *kept = None;
    let brought = bring(on).await?;
    Ok(kept.insert(brought).clone())
}

/// Whether the session that was brought is not known to be over.
fn goes_on(on: &Shared, brought: &Record) -> bool {
    let Some(id) = brought.get("SessionId") else {
        return true;
    };
    let session = on.sessions.find(&text_of(id));
    session.is_some_and(|session| session.broker.is_over().is_none())
}

async fn bring(on: &Shared) -> Result<Record, Box<Answer>> {
    let Some(session) = &on.session else {
        let mut log = Vec::new();
        return match on.identities.own().sign_in(&mut log).await {
            Ok(()) => Ok(Record::new()),
            Err(refusal) => {
                let mut answer = refusal.answer();
                answer.exchanges = log;
                Err(Box::new(on.identities.scrub(answer)))
            }
        };
    };
    let agent = record([("AgentId", Value::text(session.agent.as_str()))]);
    let user = done(act(on, "set security user", agent).await)?;
    let joined = act(on, "join agent session", user.outputs.clone()).await;
    let joined = match &*joined.outcome {
        "InvalidAgentSession" => start(on, session, &user.outputs, joined).await?,
        _ => done(joined)?,
    };
    let mut provided = user.outputs;
    provided.extend(joined.outputs);
    Ok(provided)
}

/// Starts a session where the agent has none, if the profile says where.
async fn start(
    on: &Shared,
    session: &ProfileSession,
    user: &Record,
    joined: Answer,
) -> Result<Answer, Box<Answer>> {
    let mut args = user.clone();
    match &session.station {
        None => return Err(Box::new(joined)),
        Some(Station::Id(id)) => args.insert("StationId".into(), Value::text(id.as_str())),
        Some(Station::Phone(number)) => {
            args.insert("StationPhoneNumber".into(), Value::text(number.as_str()))
        }
    };
    let answer = act(on, "start agent session", args).await;
    if &*answer.outcome == "AlreadyInSession" {
        return done(act(on, "join agent session", user.clone()).await);
    }
    let started = done(answer)?;
    let mut ours = on.started.lock().unwrap_or_else(PoisonError::into_inner);
    *ours = Some(started.outputs.clone());
    drop(ours);
    Ok(started)
}

/// Ends the session that the profile has started, where its agent is idle and nobody else has
/// acted in it, and leaves all others. A session that was joined goes on: it is its agent's.
pub(super) async fn close(on: &Shared) {
    let ours = on
        .started
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(session) = ours {
        let said = match timeout(on.timeouts.close, end(on, &session)).await {
            Ok(Ok(())) => None,
            Ok(Err(why)) => Some(why),
            Err(_) => Some("CXone did not show in time whether the agent is idle".to_owned()),
        };
        if let Some(why) = said {
            let agent = on.session.as_ref().map(|session| session.agent.as_str());
            let left = format!(
                "the session started for agent {} is still open, and the agent is still signed \
                 in: {why}",
                agent.unwrap_or_default()
            );
            on.left
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(left);
        }
    }
    on.sessions.close();
}

/// `Err`: it was left as it is, and why.
async fn end(on: &Shared, session: &Record) -> Result<(), String> {
    let id = session.get("SessionId").map(text_of).unwrap_or_default();
    let Some(known) = on.sessions.find(&id) else {
        return Ok(());
    };
    if known.broker.is_over().is_some_and(|over| over.ended) {
        return Ok(());
    }
    if known.broker.others_acted() {
        return Err(
            "another program or desktop has joined the session, or set the agent's state"
                .to_owned(),
        );
    }
    is_idle(on, known.agent.as_deref().unwrap_or_default()).await?;
    let answer = act(on, "end agent session", session.clone()).await;
    match answer.is_success() {
        true => Ok(()),
        false => Err(format!(
            "`end agent session` ended in `{}`: {}",
            answer.outcome, answer.reason
        )),
    }
}

/// Whether an agent has nothing in hand.
async fn is_idle(on: &Shared, agent: &str) -> Result<(), String> {
    let look = Look::all(View::Agent);
    let sight = sight::of(&look, &Record::new(), Some(agent), &on.lists, "23.0");
    let Some(sight) = sight else {
        return Err("CXone does not report which agent the session belongs to".to_owned());
    };
    let rows = listing::read(on.identities.own(), &sight.narrow, &mut Vec::new()).await;
    let rows = rows.map_err(|refusal| {
        format!(
            "CXone does not show whether the agent is idle ({})",
            refusal.reason
        )
    })?;
    let is_theirs = |row: &&Json| row_text(row, "agentId").is_none_or(|id| id == agent);
    let Some(row) = rows.iter().find(is_theirs) else {
        return Err("CXone does not show whether the agent is idle".to_owned());
    };
    let state = row_text(row, "agentStateName").unwrap_or_default();
    let Some(open) = row_text(row, "openContacts") else {
        return Err("CXone does not show how many contacts the agent has".to_owned());
    };
    let wraps_up = row_text(row, "isACW").is_some_and(|yes| yes == "true");
    let at_rest = matches!(
        &*state,
        "Available" | "Unavailable" | "LoggedIn" | "LoggedOut"
    );
    match at_rest && !wraps_up && open == "0" {
        true => Ok(()),
        false => Err(format!("the agent is busy ({state})")),
    }
}

/// What was left as it is, and why.
pub(super) fn left_behind(on: &Shared) -> Vec<String> {
    std::mem::take(&mut *on.left.lock().unwrap_or_else(PoisonError::into_inner))
}

async fn act(on: &Shared, action: &str, args: Record) -> Answer {
    let reads = on.entry.action(action).is_some_and(|action| action.reads);
    let call = Call {
        system: on.entry.name.clone(),
        action: action.into(),
        args,
        reads,
    };
    perform(on, &call, "profile").await
}

fn done(answer: Answer) -> Result<Answer, Box<Answer>> {
    match answer.is_success() {
        true => Ok(answer),
        false => Err(Box::new(answer)),
    }
}

fn record<const N: usize>(fields: [(&str, Value); N]) -> Record {
    let fields = fields.into_iter();
    fields.map(|(name, value)| (name.into(), value)).collect()
}
