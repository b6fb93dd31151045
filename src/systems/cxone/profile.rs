//! What the profile brings into every run: a signed-in user and a session.

use super::connection::Inner;
use super::perform::perform;
use super::settings::{ProfileSession, Station};
use crate::run::effect::{Answer, Call};
use crate::value::{Record, Value};
use std::sync::PoisonError;
use tokio::time::timeout;

/// Signs in, and joins the session of the profile's agent; both once.
pub(super) async fn provided(on: &Inner) -> Result<Record, Box<Answer>> {
    let provided = on.provided.get_or_try_init(|| bring(on)).await;
    provided.cloned()
}

async fn bring(on: &Inner) -> Result<Record, Box<Answer>> {
    let Some(session) = &on.session else {
        let mut log = Vec::new();
        return match on.wire.sign_in(&mut log).await {
            Ok(()) => Ok(Record::new()),
            Err(refusal) => {
                let mut answer = refusal.answer();
                answer.exchanges = log;
                Err(Box::new(on.wire.scrub(answer)))
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
    on: &Inner,
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

/// Ends the session that the profile has started, and stops listening to all. A session that was
/// joined goes on: it is its agent's.
pub(super) async fn close(on: &Inner) {
    let ours = on
        .started
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(session) = ours {
        let end = act(on, "end agent session", session);
        drop(timeout(on.timeouts.close, end).await);
    }
    on.sessions.close();
}

async fn act(on: &Inner, action: &str, args: Record) -> Answer {
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
