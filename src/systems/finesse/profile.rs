//! What the profile brings into every run: the user, signed in as an agent where it says so.

use super::inner::Inner;
use super::model::UserState;
use super::perform::perform;
use super::sign_in;
use crate::run::effect::{Answer, Call};
use crate::systems::net::refusal::Refusal;
use crate::value::{Record, Value};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use tokio::time::{Instant, timeout};

/// Connects, and signs the agent in; both once, and again when the agent is known to be out: a
/// service outlives an agent's shift.
pub(super) async fn provided(on: &Arc<Inner>) -> Result<Record, Box<Answer>> {
    let mut brought = on.provided.lock().await;
    let out = on.extension.is_some() && is_signed_out(on);
    if !*brought || out {
        *brought = false;
        bring(on).await?;
        *brought = true;
    }
    let user = || Value::text(on.user.as_str());
    Ok(record([("SecurityUser", user()), ("SessionId", user())]))
}

async fn bring(on: &Arc<Inner>) -> Result<(), Box<Answer>> {
    on.ready().await.map_err(Refusal::answer)?;
    check_platform(on)?;
    if let Some(extension) = &on.extension
        && is_signed_out(on)
    {
        sign_in(on, extension).await?;
    }
    Ok(())
}

/// A script that was checked for one platform does not run on the other.
fn check_platform(on: &Inner) -> Result<(), Box<Answer>> {
    match (on.platform.as_deref(), on.said_platform()) {
        (Some(own), Some(said)) if !own.eq_ignore_ascii_case(said) => {
            let reason = format!(
                "the profile has `platform = \"{own}\"`, but Finesse reports {said}: correct \
                 `platform` in flow.toml, then run `flow check`"
            );
            Err(Box::new(Answer::new("Rejected", reason)))
        }
        _ => Ok(()),
    }
}

fn is_signed_out(on: &Inner) -> bool {
    let out = |state: &UserState| *state == UserState::LoggedOut;
    let user = on.broker.look(|known| known.user(&on.user).cloned());
    user.is_some_and(|user| user.state.as_ref().is_some_and(out))
}

async fn sign_in(on: &Arc<Inner>, extension: &str) -> Result<(), Box<Answer>> {
    let station = [("StationId", Value::text(extension))];
    let answer = act(on, "start agent session", record(station)).await;
    if !answer.is_success() {
        return Err(Box::new(answer));
    }
    *on.signed_in.lock().unwrap_or_else(PoisonError::into_inner) = true;
    Ok(())
}

/// Signs the agent out again where it was the profile that signed it in and nobody else has come
/// since, and leaves. An agent who was there before stays, and so does one who has calls, whose state
/// somebody else has changed, or whose own desktop was seen: then it is said that the agent stays.
pub(super) async fn close(on: &Arc<Inner>) {
    let ours = std::mem::take(&mut *on.signed_in.lock().unwrap_or_else(PoisonError::into_inner));
    let mut gone = false;
    if ours {
        let why = match timeout(on.timeouts.close, sign_out_where_alone(on)).await {
            Ok(Ok(())) => None,
            Ok(Err(why)) => Some(why),
            Err(_) => Some("Finesse did not answer in time".to_owned()),
        };
        gone = why.is_none();
        if let Some(why) = why {
            on.leave_behind(format!(
                "the run signed agent {} in, and the agent is still signed in: {why}",
                on.user
            ));
        }
    }
    let streamed = on.leave().await;
    if streamed && !gone {
        on.leave_behind(unwatched(&on.user));
    }
}

/// Nobody waits two minutes at the end of a run for what Finesse may do by then.
fn unwatched(user: &str) -> String {
    format!(
        "the event stream of agent {user} was closed. Finesse can take this for the agent's own \
         desktop and, within 2 minutes, sign the agent out (reason code 255) or set the agent to not \
         ready (50002). This run ended before that: in 3 minutes, run `flow doctor` with this profile"
    )
}

/// `Err`: the agent stays signed in, and why.
async fn sign_out_where_alone(on: &Arc<Inner>) -> Result<(), String> {
    let read = on.refresh(Instant::now(), &mut Vec::new()).await;
    read.map_err(|refusal| format!("the agent's state cannot be read ({})", refusal.reason))?;
    if is_signed_out(on) {
        return Ok(());
    }
    match company(on) {
        Some(why) => Err(why),
        None => sign_out(on).await,
    }
}

/// What shows that the agent is not the flow's alone any more.
fn company(on: &Inner) -> Option<String> {
    let (since, state, busy, contacts) = on.broker.look(|known| {
        let me = known.user(known.me());
        let state = me.and_then(|me| me.state.clone());
        let busy = state.as_ref().is_none_or(UserState::is_busy);
        let since = me.and_then(|me| me.state_change_time);
        (since, state, busy, known.dialogs().count())
    });
    if contacts > 0 {
        return Some("the agent still has a contact".to_owned());
    }
    if busy {
        let state = state.as_ref().map_or("unknown", UserState::name);
        return Some(format!("the agent's state is {state}"));
    }
    if on.desktop_seen.load(Ordering::Acquire) {
        return Some("the agent's desktop is open".to_owned());
    }
    let last = sign_in::was_last_to_act(on, since);
    (!last).then(|| "another program or person has changed the agent's state".to_owned())
}

/// An agent who is ready has to be made not ready first.
async fn sign_out(on: &Arc<Inner>) -> Result<(), String> {
    let ready = on.broker.look(|known| {
        let state = known.user(&on.user).and_then(|user| user.state.clone());
        state == Some(UserState::Available)
    });
    if ready {
        let state = [("State", Value::text("Unavailable"))];
        act(on, "set agent state", record(state)).await;
    }
    let answer = act(on, "end agent session", Record::new()).await;
    match answer.is_success() {
        true => Ok(()),
        false => Err(format!(
            "`end agent session` ended in `{}`: {}",
            answer.outcome, answer.reason
        )),
    }
}

async fn act(on: &Arc<Inner>, words: &str, args: Record) -> Answer {
    let mut keys = on.plans.keys();
    let Some(action) = keys.find(|key| key.starts_with(words)) else {
        return Answer::new("Rejected", format!("the catalogue has no action `{words}`"));
    };
    let call = Call {
        system: on.entry.name.clone(),
        action: action.clone(),
        args,
        reads: false,
    };
    perform(on, &call).await
}

fn record<const N: usize>(fields: [(&str, Value); N]) -> Record {
    let fields = fields.into_iter();
    fields.map(|(name, value)| (name.into(), value)).collect()
}
