//! A set of credentials and what became of them. Wrong sign-ins in a row lock a user out, the
//! desktop in front of an agent included: so the first refusal stops everything that uses them, in
//! this process and in every other one of the same user, and nothing goes out beside the first
//! request until it has shown that they are right.

mod memory;

pub use memory::Refusals;

use super::Secret;
use super::refusal::Refusal;
use crate::run::effect::Answer;
use crate::system::Pending;
use jiff::{SignedDuration, Timestamp};
use memory::{Entry, Memory};
use ring::digest;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// What is shorter is not looked for in texts: it would be found in words that are no secret.
const SHORTEST: usize = 6;

/// Tells other machines what came of trying credentials, and hears it of them.
pub(crate) trait Afar: Send + Sync {
    /// Waits until credentials may be tried here. `Err`: they were refused elsewhere after this time, and are not
    /// to be tried until then.
    fn may_try<'a>(&'a self, who: &'a str, since: Timestamp) -> Pending<'a, Result<(), Timestamp>>;

    /// They were tried here: until when they are refused, if they are.
    fn tried(&self, who: &str, refused_until: Option<Timestamp>);
}

static AFAR: RwLock<Option<Arc<dyn Afar>>> = RwLock::new(None);

/// From now on other machines are told, and asked.
pub(crate) fn share(afar: Arc<dyn Afar>) {
    *AFAR.write().unwrap_or_else(PoisonError::into_inner) = Some(afar);
}

fn afar() -> Option<Arc<dyn Afar>> {
    AFAR.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Whose credentials, and where.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Identity {
    /// The vendor, as people call it: it is the one that rejects.
    pub vendor: &'static str,
    /// Where they are shown: all nodes of a system know the same users.
    pub addresses: Vec<String>,
    /// The user name, the key's id, the client: what is no secret.
    pub user: Vec<String>,
    /// The passwords, keys and tokens.
    pub secrets: Vec<Secret>,
}

/// One set of credentials, shared by all connections of the process that use it.
#[derive(Debug)]
pub(crate) struct Credential {
    identity: Identity,
    memory: Option<Memory>,
    refused: RwLock<Option<Refused>>,
    proven: AtomicBool,
    proving: tokio::sync::Mutex<()>,
    /// When this process has read them.
    since: Timestamp,
}

/// A refusal, and until when nothing is tried.
#[derive(Clone, Debug)]
struct Refused {
    entry: Entry,
    /// In the vendor's words; nothing where another process was refused.
    reason: Option<String>,
}

/// Who proves credentials, alone among all processes of the user.
pub(crate) struct Proving<'a> {
    _here: tokio::sync::MutexGuard<'a, ()>,
    _elsewhere: Option<memory::Lock>,
}

static KNOWN: Mutex<Option<HashMap<Identity, Arc<Credential>>>> = Mutex::new(None);

impl Credential {
    /// The credentials of an identity: the same for all who ask.
    pub fn of(mut identity: Identity, refusals: &Refusals) -> Arc<Self> {
        identity.addresses.sort();
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_with(HashMap::new);
        known.retain(|_, one| Arc::strong_count(one) > 1 || one.is_refused());
        let memory = refusals.of(&identity);
        let same = known.get(&identity);
        if let Some(one) = same.filter(|one| one.memory == memory) {
            return one.clone();
        }
        let one = Arc::new(Self {
            identity: identity.clone(),
            memory,
            refused: RwLock::default(),
            proven: AtomicBool::new(false),
            proving: tokio::sync::Mutex::default(),
            since: Timestamp::now(),
        });
        known.insert(identity, one.clone());
        one
    }

    /// `Err` while a refusal is remembered: nothing is sent then.
    pub fn pass(&self) -> Result<(), Refusal> {
        let now = Timestamp::now();
        match &*self.refused.read().unwrap_or_else(PoisonError::into_inner) {
            Some(refused) if refused.entry.holds(now) => Err(self.not_sent(refused, now)),
            _ => Ok(()),
        }
    }

    fn is_refused(&self) -> bool {
        self.pass().is_err()
    }

    /// Whether they have been right before.
    pub fn is_proven(&self) -> bool {
        self.proven.load(Ordering::Acquire)
    }

    /// Holds back all others until the credentials are known to be right. `None`: they are.
    pub async fn prove(&self) -> Result<Option<Proving<'_>>, Refusal> {
        if self.is_proven() {
            return self.pass().map(|()| None);
        }
        let here = self.proving.lock().await;
        self.pass()?;
        if self.is_proven() {
            return Ok(None);
        }
        let elsewhere = match &self.memory {
            Some(memory) => memory.lock().await,
            None => None,
        };
        self.recall()?;
        self.ask_afar().await?;
        Ok(Some(Proving {
            _here: here,
            _elsewhere: elsewhere,
        }))
    }

    /// Looks whether another process was refused.
    fn recall(&self) -> Result<(), Refusal> {
        let Some(entry) = self.memory.as_ref().and_then(Memory::read) else {
            return Ok(());
        };
        let refused = Refused {
            entry,
            reason: None,
        };
        *self.refused.write().unwrap_or_else(PoisonError::into_inner) = Some(refused);
        self.pass()
    }

    /// Looks whether another machine was refused.
    async fn ask_afar(&self) -> Result<(), Refusal> {
        let Some(afar) = afar() else {
            return Ok(());
        };
        if let Err(until) = afar.may_try(&self.who(), self.since).await {
            let refused = Refused {
                entry: Entry { until, count: 1 },
                reason: Some("on another machine".to_owned()),
            };
            *self.refused.write().unwrap_or_else(PoisonError::into_inner) = Some(refused);
        }
        self.pass()
    }

    /// Whose they are, so that nobody reads it.
    fn who(&self) -> String {
        let mut hash = digest::Context::new(&digest::SHA256);
        let Identity {
            vendor,
            addresses,
            user,
            ..
        } = &self.identity;
        for text in addresses
            .iter()
            .chain(user)
            .map(String::as_str)
            .chain([*vendor])
        {
            hash.update(&(text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        let bytes = hash.finish();
        bytes
            .as_ref()
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// They are right: an earlier refusal counts no more.
    pub fn accepted(&self) {
        if self.proven.swap(true, Ordering::AcqRel) {
            return;
        }
        if let Some(afar) = afar() {
            afar.tried(&self.who(), None);
        }
        let mut refused = self.refused.write().unwrap_or_else(PoisonError::into_inner);
        if refused.take().is_some()
            && let Some(memory) = &self.memory
        {
            memory.forget();
        }
    }

    /// They are refused: nothing goes out with them for a while. `reason` is the vendor's.
    pub fn refuse(&self, reason: &str) -> Refusal {
        let now = Timestamp::now();
        let mut refused = self.refused.write().unwrap_or_else(PoisonError::into_inner);
        self.proven.store(false, Ordering::Release);
        let before = refused.as_ref().map(|refused| &refused.entry);
        if before.is_some_and(|entry| entry.holds(now)) {
            let first = refused.as_ref().and_then(|refused| refused.reason.clone());
            return Refusal::new("Unauthorized", first.unwrap_or_else(|| reason.to_owned()));
        }
        let entry = Entry::after(before, now);
        if let Some(memory) = &self.memory {
            memory.write(&entry);
        }
        if let Some(afar) = afar() {
            afar.tried(&self.who(), Some(entry.until));
        }
        *refused = Some(Refused {
            entry,
            reason: Some(reason.to_owned()),
        });
        Refusal::new("Unauthorized", reason)
    }

    fn not_sent(&self, refused: &Refused, now: Timestamp) -> Refusal {
        let vendor = self.identity.vendor;
        let left = minutes(refused.entry.until.duration_since(now));
        let said = match &refused.reason {
            Some(reason) => format!(" ({reason})"),
            None => " in an earlier run".to_owned(),
        };
        Refusal::new(
            "Unauthorized",
            format!(
                "not sent: {vendor} rejected these credentials{said}. They are not tried again \
                 for {left}, because repeated wrong sign-ins can lock the user out; a corrected \
                 password or key in the profile is used immediately"
            ),
        )
    }

    /// Replaces what the system may have repeated of a secret. `more` are forms that the
    /// credentials take on the wire.
    pub fn scrub(&self, answer: &mut Answer, more: &[String]) {
        let exchanges = answer.exchanges.iter_mut();
        let texts = exchanges.map(|exchange| &mut exchange.answered);
        let own = self.identity.secrets.iter().map(Secret::reveal);
        let secrets: Vec<&str> = own
            .chain(more.iter().map(String::as_str))
            .filter(|secret| secret.len() >= SHORTEST)
            .collect();
        for text in texts.chain([&mut answer.reason]) {
            for secret in &secrets {
                if text.contains(secret) {
                    *text = text.replace(secret, "[secret]");
                }
            }
        }
    }
}

/// A span, rounded up to whole minutes.
fn minutes(left: SignedDuration) -> String {
    match (left.as_secs() + 59) / 60 {
        ..=1 => "1 minute".to_owned(),
        many => format!("{many} minutes"),
    }
}

#[cfg(test)]
mod tests;
