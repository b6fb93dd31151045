//! What may come of having left an agent's event stream: Finesse can take its end for that of the
//! agent's own desktop, and signs out who is gone for a minute, or two where a program was lost.

use super::model::{User, UserState};
use crate::clock;
use crate::run::effect::Exchange;
use jiff::SignedDuration;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// When the agent is looked at.
const LOOKS: [Duration; 2] = [Duration::from_secs(70), Duration::from_secs(130)];

/// Looks at the agent until harm can have happened, and tells what it found: the harm, or that the
/// agent could not be looked at. `read` reads the agent, where that works.
pub(super) async fn watch<F>(notices: &Arc<Mutex<Vec<Exchange>>>, read: impl Fn() -> F)
where
    F: Future<Output = Option<User>>,
{
    let (left, at) = (Instant::now(), clock::now());
    let mut is_read = false;
    let mut found = None;
    for after in LOOKS {
        sleep_until(left + after).await;
        let user = read().await;
        // What counts is the last look.
        is_read = user.is_some();
        found = user.as_ref().and_then(harm);
        if found.is_some() {
            break;
        }
    }
    if found.is_none() && !is_read {
        found = Some(
            "the agent's state could not be read afterwards: check the agent's desktop, or run \
             `flow doctor` with this profile"
                .to_owned(),
        );
    }
    let Some(answered) = found else { return };
    let mut notices = notices.lock().unwrap_or_else(PoisonError::into_inner);
    notices.push(Exchange {
        at,
        took: SignedDuration::try_from(left.elapsed()).unwrap_or_default(),
        asked: "leaving the agent's event stream".to_owned(),
        answered,
    });
}

/// What Finesse has done to an agent whose program it took for gone.
fn harm(user: &User) -> Option<String> {
    let (done, code) = cut_off(user)?;
    Some(format!(
        "Finesse set agent {} to {done} (reason code {code}) after this program left the event \
         stream: this program is the cause. Remove `events = \"shared\"` from the profile, and \
         read \"Beside an agent's desktop\" in `flow docs finesse`",
        user.id
    ))
}

/// What an agent's reason code says that Finesse has done by itself: what, and the code.
pub(super) fn cut_off(user: &User) -> Option<(&'static str, &str)> {
    let code = user
        .reason_code
        .as_deref()
        .or(user.reason_code_id.as_deref())?;
    match (user.state.as_ref()?, code) {
        (UserState::LoggedOut, "255") => Some(("signed out", code)),
        (UserState::Unavailable, "50002") => Some(("not ready", code)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml::Element;
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn user(state: &str, code: &str) -> User {
        let text = format!(
            "<User><loginId>1001</loginId><state>{state}</state><reasonCode><code>{code}</code>\
             <id>{code}</id></reasonCode></User>"
        );
        User::read(Element::read(&text).unwrap().child("User").unwrap()).unwrap()
    }

    /// What is told when these are what the looks see, and when each look was.
    async fn told(looks: [Option<User>; 2]) -> (Vec<String>, Vec<u64>) {
        let notices = Arc::default();
        let (begun, count) = (Instant::now(), AtomicUsize::new(0));
        let times = Mutex::new(Vec::new());
        let read = || {
            times.lock().unwrap().push(begun.elapsed().as_secs());
            let seen = looks[count.fetch_add(1, Ordering::Relaxed)].clone();
            std::future::ready(seen)
        };
        watch(&notices, read).await;
        let told = notices.lock().unwrap();
        let told = told.iter().map(|one: &Exchange| one.answered.clone());
        (told.collect(), times.into_inner().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn an_agent_who_stays_as_it_was_is_looked_at_twice_and_nothing_is_told() {
        let well = || Some(user("READY", ""));
        assert_eq!(told([well(), well()]).await, (vec![], vec![70, 130]));
        // Not ready for a reason of the agent's own.
        let lunch = || Some(user("NOT_READY", "16"));
        assert!(told([lunch(), lunch()]).await.0.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_sign_out_or_not_ready_that_nobody_asked_for_is_told_as_this_programs_doing() {
        for (state, code, word) in [
            ("LOGOUT", "255", "agent 1001 to signed out"),
            ("NOT_READY", "50002", "agent 1001 to not ready"),
        ] {
            let (told, times) = told([Some(user(state, code)), None]).await;
            assert!(told[0].contains(word), "{told:?}");
            assert!(told[0].contains("this program is the cause"), "{told:?}");
            assert_eq!(times, [70]);
        }
        // One that was taken for lost goes a minute later.
        let late = [Some(user("READY", "")), Some(user("LOGOUT", "255"))];
        let (told, times) = told(late).await;
        assert!(told[0].contains("255"), "{told:?}");
        assert_eq!(times, [70, 130]);
    }

    #[tokio::test(start_paused = true)]
    async fn an_agent_who_cannot_be_read_is_not_called_well() {
        let (told, _) = told([Some(user("READY", "")), None]).await;
        assert!(told[0].contains("could not be read"), "{told:?}");
    }
}
