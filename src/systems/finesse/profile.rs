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

/// Connects, and signs the agent in; both once.
pub(super) async fn provided(on: &Arc<Inner>) -> Result<Record, Box<Answer>> {
    let provided = on.provided.get_or_try_init(|| bring(on)).await;
    provided.cloned()
}

async fn bring(on: &Arc<Inner>) -> Result<Record, Box<Answer>> {
    on.ready().await.map_err(Refusal::answer)?;
    check_platform(on)?;
    if let Some(extension) = &on.extension
        && is_signed_out(on)
    {
        sign_in(on, extension).await?;
    }
    let user = || Value::text(on.user.as_str());
    Ok(record([("SecurityUser", user()), ("SessionId", user())]))
}

/// A script that was checked for one platform does not run on the other.
fn check_platform(on: &Inner) -> Result<(), Box<Answer>> {
    match (on.platform.as_deref(), on.said_platform()) {
        (Some(own), Some(said)) if !own.eq_ignore_ascii_case(said) => {
            let reason = format!(
                "the profile says that this is {own}, and the system says {said}: correct \
                 `platform` in flow.toml, and look at `flow check` for it"
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
/// somebody else has changed, or whose own desktop was seen.
pub(super) async fn close(on: &Arc<Inner>) {
    let ours = std::mem::take(&mut *on.signed_in.lock().unwrap_or_else(PoisonError::into_inner));
    if ours {
        drop(timeout(on.timeouts.close, sign_out_where_alone(on)).await);
    }
    on.leave().await;
}

async fn sign_out_where_alone(on: &Arc<Inner>) {
    let read = on.refresh(Instant::now(), &mut Vec::new()).await;
    if read.is_ok() && !is_signed_out(on) && is_still_alone(on) {
        sign_out(on).await;
    }
}

fn is_still_alone(on: &Inner) -> bool {
    let (since, idle) = on.broker.look(|known| {
        let me = known.user(known.me());
        let idle = me.and_then(|me| me.state.as_ref());
        let idle = idle.is_some_and(|state| !state.is_busy());
        (
            me.and_then(|me| me.state_change_time),
            idle && known.dialogs().next().is_none(),
        )
    });
    idle && !on.desktop_seen.load(Ordering::Acquire) && sign_in::was_last_to_act(on, since)
}

/// An agent who is ready has to be made not ready first.
async fn sign_out(on: &Arc<Inner>) {
    let ready = on.broker.look(|known| {
        let state = known.user(&on.user).and_then(|user| user.state.clone());
        state == Some(UserState::Available)
    });
    if ready {
        let state = [("State", Value::text("Unavailable"))];
        act(on, "set agent state", record(state)).await;
    }
    act(on, "end agent session", Record::new()).await;
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
