//! The agent sessions that are known.

use super::beside::{Beside, Events, Origin};
use super::reader;
use super::session::{AgentSession, Opened};
use super::settings::{Settings, Timeouts};
use super::wire::Wire;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio_util::sync::CancellationToken;

/// How many of the ids that the system gave sessions in between are kept beside those that
/// scripts know them by.
const ALIASES: usize = 1024;

/// From how many sessions on those that are over are let go of.
const TIDY: usize = 1000;

/// Every session that is known.
#[derive(Debug)]
pub(super) struct AgentSessions {
    wire: Arc<Wire>,
    beside: Beside,
    events: Events,
    timeouts: Timeouts,
    closed: CancellationToken,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    sessions: HashMap<Arc<str>, Arc<AgentSession>>,
    /// The session of an agent: whoever joins it shares what is known of it.
    agents: HashMap<Box<str>, Arc<AgentSession>>,
    aliases: HashMap<Arc<str>, Arc<AgentSession>>,
    order: VecDeque<Arc<str>>,
}

impl Known {
    fn get(&self, id: &str) -> Option<&Arc<AgentSession>> {
        self.sessions.get(id).or_else(|| self.aliases.get(id))
    }

    /// Lets go of sessions that are over, when there are many.
    fn tidy(&mut self) {
        if self.sessions.len() >= TIDY {
            let lasts = |session: &Arc<AgentSession>| session.broker.is_over().is_none();
            self.sessions.retain(|_, session| lasts(session));
            self.agents.retain(|_, session| lasts(session));
        }
    }

    fn alias(&mut self, id: &str, session: &Arc<AgentSession>) {
        let id: Arc<str> = id.into();
        self.aliases.insert(id.clone(), session.clone());
        self.order.push_back(id);
        while self.order.len() > ALIASES {
            if let Some(oldest) = self.order.pop_front() {
                self.aliases.remove(&oldest);
            }
        }
    }
}

impl AgentSessions {
    pub(super) fn new(wire: Arc<Wire>, settings: &Settings) -> Arc<Self> {
        Arc::new(Self {
            wire,
            beside: settings.beside,
            events: settings.events,
            timeouts: settings.timeouts.clone(),
            closed: CancellationToken::new(),
            known: Mutex::default(),
        })
    }

    /// The session of this id, known from now on if it was not before. One that the system has
    /// ended stays ended.
    pub(super) fn follow(self: &Arc<Self>, id: &str) -> Arc<AgentSession> {
        let given = Opened {
            id,
            origin: Origin::Given,
            agent: None,
            wire: self.wire.clone(),
        };
        self.get(given, false)
    }

    /// The session of this id, where it is known.
    pub(super) fn find(&self, id: &str) -> Option<Arc<AgentSession>> {
        self.lock().get(id).cloned()
    }

    /// A session that has just been opened. One whose events are read already is read once for all
    /// who join it.
    pub(super) fn opened(self: &Arc<Self>, opened: Opened<'_>) {
        if let Some(agent) = opened.agent {
            let mut known = self.lock();
            let shared = known.agents.get(agent).cloned();
            let shared = shared.filter(|shared| shared.broker.is_over().is_none());
            if let Some(shared) = shared {
                if !shared.conduct.reads_events {
                    shared.rename(opened.id);
                }
                known.sessions.insert(opened.id.into(), shared);
                return;
            }
        }
        let agent = opened.agent.map(Box::from);
        let session = self.get(opened, true);
        if let Some(agent) = agent {
            self.lock().agents.insert(agent, session);
        }
    }

    /// `anew`: one that was ended before may have been opened again.
    fn get(self: &Arc<Self>, opened: Opened<'_>, anew: bool) -> Arc<AgentSession> {
        let id = opened.id;
        let mut known = self.lock();
        let stays = known.get(id).cloned().filter(|session| {
            let over = session.broker.is_over();
            let again = over.is_some_and(|over| anew || !over.ended);
            !again && !session.is_outlived_by(id)
        });
        if let Some(session) = stays {
            if !known.sessions.contains_key(id) {
                known.sessions.insert(id.into(), session.clone());
            }
            return session;
        }
        let before = known.get(id).cloned();
        let session = self.create(opened, before.as_deref());
        known.aliases.remove(&*session.first);
        known.tidy();
        known
            .sessions
            .insert(session.first.clone(), session.clone());
        drop(known);
        self.read(&session);
        session
    }

    /// One that could not be heard any more is the same session, whoever opened it.
    fn create(&self, opened: Opened<'_>, before: Option<&AgentSession>) -> Arc<AgentSession> {
        let same = before.filter(|_| opened.origin == Origin::Given);
        let opened = match same {
            Some(before) => Opened {
                origin: before.origin,
                agent: before.agent.as_deref(),
                wire: before.wire.clone(),
                ..opened
            },
            None => opened,
        };
        AgentSession::new(opened, self.beside, self.events, &self.closed)
    }

    /// Reads its events and keeps it alive, as far as it may.
    fn read(self: &Arc<Self>, session: &Arc<AgentSession>) {
        if !session.conduct.reads_events {
            return;
        }
        // `AgentSessionStart` comes to whoever joins.
        session.broker.joins();
        let sessions = Arc::downgrade(self);
        let renamed = move |session: &Arc<AgentSession>, id: &str| {
            Self::renamed(&sessions, session, id);
        };
        let reading = reader::run(session.clone(), self.timeouts.clone(), renamed);
        tokio::spawn(reading);
    }

    /// The id to send for a session that scripts know by `id`.
    pub(super) fn current(&self, id: &str) -> Arc<str> {
        match self.lock().get(id) {
            Some(session) if !session.is_outlived_by(id) => session.current(),
            _ => id.into(),
        }
    }

    /// The system gave a session another id.
    fn renamed(sessions: &Weak<Self>, session: &Arc<AgentSession>, id: &str) {
        if *session.current() == *id {
            return;
        }
        session.rename(id);
        if let Some(sessions) = sessions.upgrade() {
            sessions.lock().alias(id, session);
        }
    }

    /// Leaves all of them: nothing is read or kept alive any more.
    pub(super) fn close(&self) {
        self.closed.cancel();
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for AgentSessions {
    fn drop(&mut self) {
        self.closed.cancel();
    }
}
