//! What requests with one set of credentials have to pass: the credential and its remembered refusal
//! are shared with all systems; what is Finesse's own stands here. A 401 may be about the password or
//! about a right that the user lacks, so nothing else goes out while that is being found out.

use super::settings::{By, SignIn};
use crate::run::effect::Answer;
use crate::systems::net::Refusals;
use crate::systems::net::credentials::{Credential, Identity, Proving};
use crate::systems::net::refusal::Refusal;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::{OwnedMutexGuard, RwLockWriteGuard};

/// What requests with one set of credentials have to pass.
#[derive(Debug)]
pub(super) struct CredentialGate {
    header: HeaderValue,
    /// The secret as the header shows it.
    shown: String,
    credential: Arc<Credential>,
    /// Held alone while it is being found out whether they are still right.
    doubt: tokio::sync::RwLock<()>,
    /// Whose turn it is at each agent's phone.
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// Whose credentials, and where: both nodes of a system know the same users.
type Key = (SignIn, Vec<String>, Refusals);

static GATES: Mutex<Option<HashMap<Key, Weak<CredentialGate>>>> = Mutex::new(None);

impl CredentialGate {
    /// The gate of these credentials at these addresses.
    pub fn of(sign_in: &SignIn, mut addresses: Vec<String>, refusals: &Refusals) -> Arc<Self> {
        addresses.sort();
        let mut gates = GATES.lock().unwrap_or_else(PoisonError::into_inner);
        let gates = gates.get_or_insert_with(HashMap::new);
        gates.retain(|_, gate| gate.strong_count() > 0);
        let key = (sign_in.clone(), addresses.clone(), refusals.clone());
        if let Some(gate) = gates.get(&key).and_then(Weak::upgrade) {
            return gate;
        }
        let identity = Identity {
            vendor: "Finesse",
            addresses,
            user: vec![sign_in.user.clone()],
            secrets: vec![sign_in.secret().clone()],
        };
        let gate = Arc::new(Self::new(sign_in, Credential::of(identity, refusals)));
        gates.insert(key, Arc::downgrade(&gate));
        gate
    }

    fn new(sign_in: &SignIn, credential: Arc<Credential>) -> Self {
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
            shown,
            credential,
            doubt: tokio::sync::RwLock::default(),
            turns: Mutex::default(),
        }
    }

    /// What shows who asks; `Err` while a refusal is remembered.
    pub fn pass(&self) -> Result<&HeaderValue, Refusal> {
        self.credential.pass().map(|()| &self.header)
    }

    /// Holds back all others until the credentials are known to be right.
    pub async fn prove(&self) -> Result<Option<Proving<'_>>, Refusal> {
        self.credential.prove().await
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
        self.credential.is_proven()
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
        self.credential.accepted();
    }

    /// Closes the gate: nothing goes out with these credentials for a while.
    pub fn refuse(&self, reason: &str) -> Refusal {
        self.credential.refuse(reason)
    }

    /// Takes out of an answer what the system may have repeated of a secret.
    pub fn scrub(&self, mut answer: Answer) -> Answer {
        let shown = std::slice::from_ref(&self.shown);
        self.credential.scrub(&mut answer, shown);
        answer
    }
}
