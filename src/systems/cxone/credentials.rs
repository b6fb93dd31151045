//! One gate for each set of credentials in the process: whoever uses the same ones shares the
//! token, its renewal and its refusal.

use super::grant::Grant;
use super::place::Bases;
use super::refusal::Refusal;
use super::renewals::Renewals;
use super::settings::{Settings, SignIn};
use super::sign_in::Clerk;
use super::transport::Transport;
use crate::run::effect::{Answer, Exchange};
use crate::systems::net::Refusals;
use crate::systems::net::credentials::{Credential, Identity};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;
use tokio::time::Instant;

/// What requests with one set of credentials have to pass.
#[derive(Debug)]
pub(super) struct CredentialGate {
    sign_in: SignIn,
    bases: Bases,
    margin: Duration,
    grant: RwLock<Option<Arc<Grant>>>,
    /// What remembers that they were refused.
    credential: Arc<Credential>,
    renewing: tokio::sync::Mutex<()>,
    /// What was renewed because a request was refused; held while it is.
    forced: tokio::sync::Mutex<Renewals>,
}

type Key = (SignIn, Bases, Refusals);

static GATES: Mutex<Option<HashMap<Key, Weak<CredentialGate>>>> = Mutex::new(None);

impl CredentialGate {
    /// The gate of these credentials.
    pub(super) fn of(settings: &Settings, bases: &Bases) -> Arc<Self> {
        let mut gates = GATES.lock().unwrap_or_else(PoisonError::into_inner);
        let gates = gates.get_or_insert_with(HashMap::new);
        gates.retain(|_, gate| gate.strong_count() > 0);
        let refusals = settings.refusals.clone();
        let key = (settings.sign_in.clone(), bases.clone(), refusals);
        if let Some(gate) = gates.get(&key).and_then(Weak::upgrade) {
            return gate;
        }
        let gate = Arc::new(Self {
            sign_in: settings.sign_in.clone(),
            bases: bases.clone(),
            margin: settings.timeouts.margin,
            grant: RwLock::new(None),
            credential: Credential::of(identity(&settings.sign_in, bases), &settings.refusals),
            renewing: tokio::sync::Mutex::new(()),
            forced: tokio::sync::Mutex::default(),
        });
        gates.insert(key, Arc::downgrade(&gate));
        gate
    }

    /// Whether nothing is sent with them for now.
    pub(super) fn is_refused(&self) -> bool {
        self.credential.pass().is_err()
    }

    /// A token that can be used, signing in or renewing where it has to be.
    pub(super) async fn pass(
        self: &Arc<Self>,
        transport: &Arc<Transport>,
        log: &mut Vec<Exchange>,
    ) -> Result<Arc<Grant>, Refusal> {
        self.credential.pass()?;
        match self.current() {
            Some(grant) if !grant.is_stale() => Ok(grant),
            stale => {
                let generation = stale.map_or(0, |grant| grant.generation);
                Box::pin(self.renew(transport, generation, log)).await
            }
        }
    }

    /// Another token after a request was refused with this one; nothing where the request is
    /// refused for its own sake, or none can be had. Who comes while one is being had waits for it.
    pub(super) async fn after_refusal(
        self: &Arc<Self>,
        transport: &Arc<Transport>,
        refused: &Grant,
        log: &mut Vec<Exchange>,
    ) -> Result<Option<Arc<Grant>>, Refusal> {
        if matches!(self.sign_in, SignIn::Token(_)) {
            return Ok(None);
        }
        let mut forced = self.forced.lock().await;
        if let Some(newer) = self
            .current()
            .filter(|now| now.generation > refused.generation)
        {
            return Ok(Some(newer));
        }
        let now = Instant::now();
        if !forced.may(now) {
            return Ok(None);
        }
        forced.began(now);
        let newer = self.renew(transport, refused.generation, log).await?;
        forced.brought(newer.generation);
        Ok(Some(newer))
    }

    /// A request that was refused before is accepted with this token.
    pub(super) async fn helped(&self, grant: &Grant) {
        self.forced.lock().await.helped(grant.generation);
    }

    /// A token after the one of this generation, which the system did not take.
    pub(super) async fn renew(
        self: &Arc<Self>,
        transport: &Arc<Transport>,
        generation: u64,
        log: &mut Vec<Exchange>,
    ) -> Result<Arc<Grant>, Refusal> {
        self.credential.pass()?;
        let (gate, transport) = (self.clone(), transport.clone());
        // On a task of its own: a caller that stops waiting must not leave half a sign-in behind.
        let renewal = tokio::spawn(async move {
            let mut log = Vec::new();
            let grant = gate.renew_once(&transport, generation, &mut log).await;
            (grant, log)
        });
        let Ok((grant, exchanges)) = renewal.await else {
            return Err(Refusal::new("Unavailable", "the sign-in was interrupted"));
        };
        log.extend(exchanges);
        grant
    }

    async fn renew_once(
        self: Arc<Self>,
        transport: &Transport,
        generation: u64,
        log: &mut Vec<Exchange>,
    ) -> Result<Arc<Grant>, Refusal> {
        let _one_at_a_time = self.renewing.lock().await;
        self.credential.pass()?;
        let old = self.current();
        if let Some(newer) = old.as_ref().filter(|old| old.generation > generation) {
            return Ok(newer.clone());
        }
        let _alone = self.credential.prove().await?;
        let clerk = Clerk {
            sign_in: &self.sign_in,
            bases: &self.bases,
            margin: self.margin,
            transport,
            log,
        };
        match clerk.grant(old.as_deref()).await {
            Ok(grant) => {
                self.credential.accepted();
                let grant = Arc::new(grant);
                *self.grant.write().unwrap_or_else(PoisonError::into_inner) = Some(grant.clone());
                Ok(grant)
            }
            Err(refusal) if refusal.outcome == "Unauthorized" => Err(self.refuse(&refusal)),
            Err(refusal) => Err(refusal),
        }
    }

    /// Closes the gate: nothing goes out with these credentials for a while.
    fn refuse(&self, refusal: &Refusal) -> Refusal {
        self.credential.refuse(&refusal.reason)
    }

    /// Takes out of an answer what the system may have repeated of a secret.
    pub(super) fn scrub(&self, answer: &mut Answer) {
        let mut tokens = Vec::new();
        if let Some(grant) = self.current() {
            let token = grant.header.to_str().unwrap_or_default();
            tokens.extend(token.strip_prefix("Bearer ").map(str::to_owned));
            let refresh = grant.refresh.as_ref();
            tokens.extend(refresh.map(|refresh| refresh.reveal().to_owned()));
        }
        self.credential.scrub(answer, &tokens);
    }

    fn current(&self) -> Option<Arc<Grant>> {
        let grant = self.grant.read().unwrap_or_else(PoisonError::into_inner);
        grant.clone()
    }
}

/// Whose credentials they are, and where they are shown.
fn identity(sign_in: &SignIn, bases: &Bases) -> Identity {
    let (user, secrets) = match sign_in {
        SignIn::AccessKey { id, secret } => (vec![id.clone()], vec![secret.clone()]),
        SignIn::Password {
            client_id,
            client_secret,
            user,
            password,
        } => (
            vec![client_id.clone(), user.clone()],
            vec![client_secret.clone(), password.clone()],
        ),
        SignIn::Token(token) => (Vec::new(), vec![token.clone()]),
    };
    Identity {
        vendor: "CXone",
        addresses: vec![bases.sign_in.to_string()],
        user,
        secrets,
    }
}
