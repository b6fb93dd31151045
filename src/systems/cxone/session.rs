//! One agent session: scripts go on using the id they were given, requests the one it has now.

use super::beside::{Beside, Conduct, Events, Origin};
use super::broker::{EventBroker, Over};
use super::refusal::Refusal;
use super::text;
use super::wire::{Ask, Came, Wire};
use super::words;
use crate::run::effect::Exchange;
use reqwest::Method;
use std::collections::HashSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio_util::sync::CancellationToken;

#[derive(Debug)]
pub(super) struct AgentSession {
    pub broker: Arc<EventBroker>,
    pub stop: CancellationToken,
    /// How it came to be known.
    pub origin: Origin,
    /// What may be done in it.
    pub conduct: Conduct,
    /// With whose credentials it was opened: everything in it is done with these.
    pub wire: Arc<Wire>,
    /// Whose it is, where that is known.
    pub agent: Option<Arc<str>>,
    /// The id that it began with; those that were joined later have others.
    pub first: Arc<str>,
    current: RwLock<Arc<str>>,
    joining: tokio::sync::Mutex<()>,
    /// Without its events: the contacts that were there when somebody first waited for one, or that
    /// somebody has been given since.
    pub arrived: Mutex<Option<HashSet<String>>>,
    /// How often it was joined again since its system last answered as it should.
    rejoined: AtomicU32,
}

/// How a session is opened.
pub(super) struct Opened<'a> {
    pub id: &'a str,
    pub origin: Origin,
    pub agent: Option<&'a str>,
    pub wire: Arc<Wire>,
}

impl AgentSession {
    pub(super) fn new(
        opened: Opened<'_>,
        beside: Beside,
        events: Events,
        parent: &CancellationToken,
    ) -> Arc<Self> {
        Arc::new(Self {
            broker: Arc::default(),
            stop: parent.child_token(),
            origin: opened.origin,
            conduct: beside.conduct(events, opened.origin),
            wire: opened.wire,
            agent: opened.agent.map(Arc::from),
            first: opened.id.into(),
            current: RwLock::new(opened.id.into()),
            joining: tokio::sync::Mutex::default(),
            arrived: Mutex::default(),
            rejoined: AtomicU32::new(0),
        })
    }

    /// The id that the system knows it by now.
    pub(super) fn current(&self) -> Arc<str> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.clone()
    }

    /// The system knows it by another id.
    pub(super) fn rename(&self, id: &str) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if **current != *id {
            *current = id.into();
        }
    }

    /// Whether an id that was joined to it has to stand on its own from now on: the session that
    /// it shared is over, and whether that is its own end is not known.
    pub(super) fn is_outlived_by(&self, id: &str) -> bool {
        *self.first != *id && self.broker.is_over().is_some()
    }

    /// Whose events they are, for reports.
    pub(super) fn source(&self) -> String {
        match &self.agent {
            Some(agent) => format!("agent session of agent {agent}"),
            None => "agent session".to_owned(),
        }
    }

    /// The system answered as it should: from now on it may be joined again.
    pub(super) fn answered(&self) {
        self.rejoined.store(0, Ordering::Relaxed);
    }

    /// Joins it again where the system does not know its id any more: an id is a place among its
    /// events, which a lost answer makes stale while the session goes on. Once, until the system
    /// has answered again; whoever comes with the same stale id waits, and shares the new one.
    ///
    /// `Err` says why it cannot be joined: with `InvalidAgentSession` it is over.
    pub(super) async fn rejoin(&self, stale: &str, log: &mut Vec<Exchange>) -> Result<(), Refusal> {
        let _one_at_a_time = self.joining.lock().await;
        if *self.current() != *stale {
            return Ok(());
        }
        let Some(agent) = &self.agent else {
            return Err(Refusal::new(
                "InvalidAgentSession",
                "CXone no longer knows this session ID; `join agent session` returns a new one",
            ));
        };
        if self.rejoined.fetch_add(1, Ordering::Relaxed) > 0 {
            return Err(Refusal::new(
                "Unavailable",
                "CXone does not know the session ID that it returned when the session was joined \
                 again",
            ));
        }
        self.broker.joins();
        let id = join(&self.wire, agent, log).await?;
        self.rename(&id);
        // What happened between the two ids was told to nobody.
        self.broker.doubt();
        Ok(())
    }

    /// Nobody reads it any more.
    pub(super) fn is_ended(&self) {
        self.broker.over(Over {
            ended: true,
            reason: "the agent session has been ended".to_owned(),
        });
        self.stop.cancel();
    }
}

async fn join(wire: &Wire, agent: &str, log: &mut Vec<Exchange>) -> Result<String, Refusal> {
    let mut ask = Ask::new(
        Method::POST,
        "v23.0/agent-sessions/join".to_owned(),
        "POST agent-sessions/join".to_owned(),
    );
    ask.body = Some(serde_json::json!({ "asAgentId": agent }).to_string());
    let reply = match wire.call(&ask, log).await {
        Came::Reply(reply) => reply,
        Came::Lost(loss) => return Err(Refusal::new("Unavailable", loss.reason)),
        Came::Refused(refusal) => return Err(refusal),
    };
    let body = reply.body.as_ref().ok().and_then(|body| text::json(body));
    let id = body.as_ref().and_then(|body| body.get("sessionId"));
    match id.and_then(super::event::scalar) {
        Some(id) if reply.status.is_success() && !id.is_empty() => Ok(id.into_owned()),
        _ => {
            let outcome = match reply.status.as_u16() {
                404 | 409 | 410 => "InvalidAgentSession",
                _ => "Unavailable",
            };
            let reason = format!("rejoining the session failed: {}", words::own(&reply));
            Err(Refusal::new(outcome, reason))
        }
    }
}
