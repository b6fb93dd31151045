//! In whose name: over REST nobody but the owner of the credentials does anything. `asAgentId`
//! names whose session it is, and nothing else; the rights are those of the credentials.

use super::place::SetupError;
use super::refusal::Refusal;
use super::settings::{ActsFor, Settings};
use super::wire::Wire;
use crate::run::effect::{Answer, Exchange};
use std::collections::HashMap;
use std::sync::Arc;

/// Whose credentials there are, and in whose names each may act.
#[derive(Debug)]
pub(super) struct Identities {
    own: Arc<Wire>,
    keys: HashMap<Arc<str>, Arc<Wire>>,
    acts_for: ActsFor,
    /// The agent whose session the profile brings: it says by that whose name is meant.
    named: Option<Arc<str>>,
}

/// Why nothing can be done in a name.
pub(super) enum NoName {
    /// Nobody has said that it may be.
    Refused(String),
    /// The sign-in failed, so that it is not known whose it is.
    SignIn(Refusal),
}

impl Identities {
    pub(super) fn new(settings: &Settings) -> Result<Self, SetupError> {
        let mut keys = HashMap::new();
        for (agent, sign_in) in &settings.keys {
            let theirs = Settings {
                sign_in: sign_in.clone(),
                ..settings.clone()
            };
            keys.insert(agent.clone(), Arc::new(Wire::new(&theirs)?));
        }
        Ok(Self {
            own: Arc::new(Wire::new(settings)?),
            keys,
            acts_for: settings.acts_for.clone(),
            named: settings
                .session
                .as_ref()
                .map(|session| session.agent.as_str().into()),
        })
    }

    /// What is done in nobody's name in particular.
    pub(super) fn own(&self) -> &Arc<Wire> {
        &self.own
    }

    /// The credentials with which something is done in an agent's name.
    pub(super) async fn of(
        &self,
        agent: &str,
        log: &mut Vec<Exchange>,
    ) -> Result<&Arc<Wire>, NoName> {
        if agent.is_empty() || !agent.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NoName::Refused(format!(
                "not sent: \"{agent}\" is not an agent ID"
            )));
        }
        if let Some(theirs) = self.keys.get(agent) {
            return Ok(theirs);
        }
        let said = match &self.acts_for {
            ActsFor::Nobody => false,
            ActsFor::Everybody => true,
            ActsFor::These(agents) => agents.iter().any(|one| **one == *agent),
        };
        if said || self.named.as_deref() == Some(agent) {
            return Ok(&self.own);
        }
        match self.own.owner(log).await.map_err(NoName::SignIn)? {
            Some(owner) if *owner == *agent => Ok(&self.own),
            owner => Err(NoName::Refused(not_theirs(agent, owner.as_deref()))),
        }
    }

    /// Whether the credentials that all flows begin with were refused.
    pub fn is_refused(&self) -> bool {
        self.own.is_refused()
    }

    /// Takes secrets out of what the system said.
    pub(super) fn scrub(&self, answer: Answer) -> Answer {
        let wires = std::iter::once(&self.own).chain(self.keys.values());
        wires.fold(answer, |answer, wire| wire.scrub(answer))
    }
}

fn not_theirs(agent: &str, owner: Option<&str>) -> String {
    let whose = match owner {
        Some(owner) => format!(
            "the profile signs in as agent {owner}, so CXone would use agent {owner}'s permissions"
        ),
        None => "the token does not name an agent".to_owned(),
    };
    format!(
        "not sent: the profile has no credentials of agent {agent}; {whose} (the profile's `keys` \
         hold other agents' credentials; `acts-for` lists the agents for whom the profile's own \
         credentials may act)"
    )
}
