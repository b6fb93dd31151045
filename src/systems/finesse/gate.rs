//! One gate for each set of credentials in the process. Five wrong passwords lock a user out, so
//! the first refusal stops everything that uses them, and nothing goes out beside the first
//! request until it has shown that they are right.

use super::settings::{By, SignIn};
use crate::run::effect::Answer;
use crate::systems::net::refusal::Refusal;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;
use tokio::sync::{MutexGuard, OwnedMutexGuard, RwLockWriteGuard};
use tokio::time::Instant;

/// How long a refusal is remembered when nobody holds the gate any more: as long as Finesse
/// blocks a user.
const REMEMBERED: Duration = Duration::from_secs(300);

/// What is shorter is not looked for in texts: it would be found in words that are no secret.
const SHORTEST: usize = 6;

/// What requests with one set of credentials have to pass.
#[derive(Debug)]
pub(super) struct Gate {
    header: HeaderValue,
    secrets: Vec<String>,
    refused: RwLock<Option<String>>,
    proven: AtomicBool,
    proving: tokio::sync::Mutex<()>,
    /// Held alone while it is being found out whether they are still right.
    doubt: tokio::sync::RwLock<()>,
    /// Whose turn it is at each agent's phone.
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// Whose credentials, and where: both nodes of a system know the same users.
type Key = (SignIn, Vec<String>);

#[derive(Default)]
struct Gates {
    open: HashMap<Key, Weak<Gate>>,
    refused: Vec<(Instant, Arc<Gate>)>,
}

static GATES: Mutex<Option<Gates>> = Mutex::new(None);

impl Gate {
    /// The gate of these credentials at these addresses.
    pub fn of(sign_in: &SignIn, mut addresses: Vec<String>) -> Arc<Self> {
        addresses.sort();
        let mut gates = GATES.lock().unwrap_or_else(PoisonError::into_inner);
        let gates = gates.get_or_insert_with(Gates::default);
        gates.refused.retain(|(at, _)| at.elapsed() < REMEMBERED);
        gates.open.retain(|_, gate| gate.strong_count() > 0);
        let key = (sign_in.clone(), addresses);
        if let Some(gate) = gates.open.get(&key).and_then(Weak::upgrade) {
            return gate;
        }
        let gate = Arc::new(Self::new(sign_in));
        gates.open.insert(key, Arc::downgrade(&gate));
        gate
    }

    fn new(sign_in: &SignIn) -> Self {
        let secret = sign_in.secret().reveal();
        let (scheme, shown) = match &sign_in.by {
            By::Password(_) => {
                let pair = format!("{}:{secret}", sign_in.user);
                ("Basic", STANDARD.encode(pair))
            }
            By::Token(_) => ("Bearer", secret.to_owned()),
        };
        let header = HeaderValue::from_str(&format!("{scheme} {shown}"));
        let mut header = header.unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
        header.set_sensitive(true);
        Self {
            header,
            secrets: vec![secret.to_owned(), shown],
            refused: RwLock::default(),
            proven: AtomicBool::new(false),
            proving: tokio::sync::Mutex::default(),
            doubt: tokio::sync::RwLock::default(),
            turns: Mutex::default(),
        }
    }

    /// What shows who asks; `Err` once the credentials have been refused.
    pub fn pass(&self) -> Result<&HeaderValue, Refusal> {
        let refused = self.refused.read().unwrap_or_else(PoisonError::into_inner);
        match &*refused {
            None => Ok(&self.header),
            Some(reason) => Err(Refusal::new(
                "Unauthorized",
                format!("not sent: the credentials are refused ({reason})"),
            )),
        }
    }

    /// Holds back all others until the credentials are known to be right.
    pub async fn prove(&self) -> Result<Option<MutexGuard<'_, ()>>, Refusal> {
        if self.is_proven() {
            return self.pass().map(|_| None);
        }
        let alone = self.proving.lock().await;
        self.pass()?;
        Ok((!self.is_proven()).then_some(alone))
    }

    /// Waits while it is being found out whether the credentials are still right.
    pub async fn settled(&self) {
        drop(self.doubt.read().await);
    }

    /// Holds back all others until it is found out whether the credentials are still right.
    pub async fn doubt(&self) -> RwLockWriteGuard<'_, ()> {
        self.doubt.write().await
    }

    /// Whether the credentials have been right before.
    pub fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Acquire)
    }

    /// Waits for its turn at an agent's phone: requests for one are never in flight together,
    /// and go out in the order of asking.
    pub async fn turn(&self, agent: &str) -> OwnedMutexGuard<()> {
        let queue = {
            let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, queue| Arc::strong_count(queue) > 1);
            turns.entry(agent.to_owned()).or_default().clone()
        };
        queue.lock_owned().await
    }

    /// The credentials are right.
    pub fn proven(&self) {
        self.proven.store(true, Ordering::Release);
    }

    /// Closes the gate: nothing goes out with these credentials any more.
    pub fn refuse(self: &Arc<Self>, reason: &str) -> Refusal {
        let mut refused = self.refused.write().unwrap_or_else(PoisonError::into_inner);
        let first = refused.get_or_insert_with(|| reason.to_owned()).clone();
        drop(refused);
        let mut gates = GATES.lock().unwrap_or_else(PoisonError::into_inner);
        let gates = gates.get_or_insert_with(Gates::default);
        gates.refused.push((Instant::now(), self.clone()));
        Refusal::new("Unauthorized", first)
    }

    /// Takes out of an answer what the system may have repeated of a secret.
    pub fn scrub(&self, mut answer: Answer) -> Answer {
        let exchanges = answer.exchanges.iter_mut();
        let texts = exchanges.map(|exchange| &mut exchange.answered);
        for text in texts.chain([&mut answer.reason]) {
            for secret in self.secrets.iter().filter(|one| one.len() >= SHORTEST) {
                if text.contains(secret.as_str()) {
                    *text = text.replace(secret.as_str(), "[secret]");
                }
            }
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::net::Secret;

    fn gate(password: &str) -> Arc<Gate> {
        let sign_in = SignIn::password("1001", Secret::new(password));
        Gate::of(&sign_in, vec!["https://b".into(), "https://a".into()])
    }

    #[tokio::test]
    async fn a_refusal_stops_all_who_use_the_credentials() {
        let one = gate("first password");
        let same = gate("first password");
        let other = gate("second password");
        let first = one.prove().await.unwrap();
        assert!(first.is_some(), "the first one goes alone");
        one.refuse("UNAUTHORIZED");
        drop(first);
        assert!(same.pass().is_err() && same.prove().await.is_err());
        assert!(other.pass().is_ok());
        drop((one, same));
        assert!(gate("first password").pass().is_err(), "it is remembered");
    }

    #[tokio::test]
    async fn what_is_proven_goes_side_by_side() {
        let gate = gate("third password");
        drop(gate.prove().await.unwrap());
        gate.proven();
        assert!(gate.prove().await.unwrap().is_none());
    }

    #[test]
    fn secrets_are_taken_out_of_what_the_system_says() {
        let gate = gate("horse battery");
        let echo = Answer::new(
            "Rejected",
            "you said Basic MTAwMTpob3JzZSBiYXR0ZXJ5 (horse battery)",
        );
        let said = gate.scrub(echo).reason;
        assert_eq!(said, "you said Basic [secret] ([secret])");
    }
}
