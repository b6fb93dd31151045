//! One gate for each set of credentials in the process: whoever uses the same ones shares the
//! token, its renewal and its refusal.

use super::grant::Grant;
use super::place::Bases;
use super::refusal::Refusal;
use super::settings::{Settings, SignIn};
use super::sign_in::Clerk;
use super::transport::Transport;
use crate::run::effect::{Answer, Exchange};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};
use std::time::Duration;
use tokio::time::Instant;

/// How long a refusal is remembered when nobody holds the gate any more, so that programs that
/// connect over and over do not lock a user out.
const REMEMBERED: Duration = Duration::from_secs(300);

/// What is shorter is not looked for in texts: it would be found in words that are no secret.
const SHORTEST: usize = 6;

/// What requests with one set of credentials have to pass.
#[derive(Debug)]
pub(super) struct Gate {
    sign_in: SignIn,
    bases: Bases,
    margin: Duration,
    grant: RwLock<Option<Arc<Grant>>>,
    refused: RwLock<Option<Refusal>>,
    renewing: tokio::sync::Mutex<()>,
}

type Key = (SignIn, Bases);

#[derive(Default)]
struct Gates {
    open: HashMap<Key, Weak<Gate>>,
    refused: Vec<(Instant, Arc<Gate>)>,
}

static GATES: Mutex<Option<Gates>> = Mutex::new(None);

impl Gate {
    /// The gate of these credentials.
    pub(super) fn of(settings: &Settings, bases: &Bases) -> Arc<Self> {
        let mut gates = GATES.lock().unwrap_or_else(PoisonError::into_inner);
        let gates = gates.get_or_insert_with(Gates::default);
        gates.refused.retain(|(at, _)| at.elapsed() < REMEMBERED);
        gates.open.retain(|_, gate| gate.strong_count() > 0);
        let key = (settings.sign_in.clone(), bases.clone());
        if let Some(gate) = gates.open.get(&key).and_then(Weak::upgrade) {
            return gate;
        }
        let gate = Arc::new(Self {
            sign_in: settings.sign_in.clone(),
            bases: bases.clone(),
            margin: settings.timeouts.margin,
            grant: RwLock::new(None),
            refused: RwLock::new(None),
            renewing: tokio::sync::Mutex::new(()),
        });
        gates.open.insert(key, Arc::downgrade(&gate));
        gate
    }

    /// A token that can be used, signing in or renewing where it has to be.
    pub(super) async fn pass(
        self: &Arc<Self>,
        transport: &Arc<Transport>,
        log: &mut Vec<Exchange>,
    ) -> Result<Arc<Grant>, Refusal> {
        self.unless_refused()?;
        match self.current() {
            Some(grant) if !grant.is_stale() => Ok(grant),
            stale => {
                let generation = stale.map_or(0, |grant| grant.generation);
                Box::pin(self.renew(transport, generation, log)).await
            }
        }
    }

    /// A token after the one of this generation, which the system did not take.
    pub(super) async fn renew(
        self: &Arc<Self>,
        transport: &Arc<Transport>,
        generation: u64,
        log: &mut Vec<Exchange>,
    ) -> Result<Arc<Grant>, Refusal> {
        self.unless_refused()?;
        if matches!(self.sign_in, SignIn::Token(_)) && generation > 0 {
            let refusal = Refusal::new("Unauthorized", "the token of the profile is refused");
            return Err(self.refuse(refusal));
        }
        let (gate, transport) = (self.clone(), transport.clone());
        // On a task of its own: a caller that stops waiting must not leave half a sign-in behind.
        let renewal = tokio::spawn(async move {
            let mut log = Vec::new();
            let grant = gate.renew_once(&transport, generation, &mut log).await;
            (grant, log)
        });
        let Ok((grant, exchanges)) = renewal.await else {
            return Err(Refusal::new("Unavailable", "the sign-in was cut short"));
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
        self.unless_refused()?;
        let old = self.current();
        if let Some(newer) = old.as_ref().filter(|old| old.generation > generation) {
            return Ok(newer.clone());
        }
        let clerk = Clerk {
            sign_in: &self.sign_in,
            bases: &self.bases,
            margin: self.margin,
            transport,
            log,
        };
        match clerk.grant(old.as_deref()).await {
            Ok(grant) => {
                let grant = Arc::new(grant);
                *self.grant.write().unwrap_or_else(PoisonError::into_inner) = Some(grant.clone());
                Ok(grant)
            }
            Err(refusal) if refusal.outcome == "Unauthorized" => Err(self.refuse(refusal)),
            Err(refusal) => Err(refusal),
        }
    }

    /// Closes the gate: nothing goes out with these credentials any more.
    pub(super) fn refuse(self: &Arc<Self>, refusal: Refusal) -> Refusal {
        let mut refused = self.refused.write().unwrap_or_else(PoisonError::into_inner);
        let first = refused.get_or_insert(refusal).clone();
        let mut gates = GATES.lock().unwrap_or_else(PoisonError::into_inner);
        let gates = gates.get_or_insert_with(Gates::default);
        gates.refused.push((Instant::now(), self.clone()));
        first
    }

    /// Takes out of an answer what the system may have repeated of a secret.
    pub(super) fn scrub(&self, answer: &mut Answer) {
        let exchanges = answer
            .exchanges
            .iter_mut()
            .map(|exchange| &mut exchange.answered);
        let texts: Vec<_> = exchanges.chain([&mut answer.reason]).collect();
        let secrets = self.secrets();
        for text in texts {
            for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
                if text.contains(secret.as_str()) {
                    *text = text.replace(secret.as_str(), "[secret]");
                }
            }
        }
    }

    fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = match &self.sign_in {
            SignIn::AccessKey { secret, .. } | SignIn::Token(secret) => {
                vec![secret.reveal().into()]
            }
            SignIn::Password {
                client_secret,
                password,
                ..
            } => vec![client_secret.reveal().into(), password.reveal().into()],
        };
        if let Some(grant) = self.current() {
            let token = grant.header.to_str().unwrap_or_default();
            secrets.extend(token.strip_prefix("Bearer ").map(str::to_owned));
            secrets.extend(
                grant
                    .refresh
                    .as_ref()
                    .map(|refresh| refresh.reveal().to_owned()),
            );
        }
        secrets
    }

    fn unless_refused(&self) -> Result<(), Refusal> {
        let refused = self.refused.read().unwrap_or_else(PoisonError::into_inner);
        match &*refused {
            None => Ok(()),
            Some(refusal) => Err(Refusal::new(
                "Unauthorized",
                format!(
                    "not sent: the credentials were refused before ({})",
                    refusal.reason
                ),
            )),
        }
    }

    fn current(&self) -> Option<Arc<Grant>> {
        let grant = self.grant.read().unwrap_or_else(PoisonError::into_inner);
        grant.clone()
    }
}
