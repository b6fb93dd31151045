//! The agent sessions whose events are listened to.

use super::hub::{Hub, Over};
use super::poll;
use super::settings::Timeouts;
use super::wire::Wire;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use tokio_util::sync::CancellationToken;

/// How many of the ids that the system gave sessions in between are kept beside those that
/// scripts know them by.
const ALIASES: usize = 1024;

/// From how many sessions on those that are over are let go of.
const TIDY: usize = 1000;

/// A session: scripts go on using the id they were given, requests the one it has now.
#[derive(Debug)]
pub(super) struct Session {
    pub hub: Arc<Hub>,
    pub stop: CancellationToken,
    /// The id that it began with; those that were joined later have others.
    first: Arc<str>,
    current: RwLock<Arc<str>>,
}

impl Session {
    fn new(id: &str, parent: &CancellationToken) -> Arc<Self> {
        Arc::new(Self {
            hub: Arc::default(),
            stop: parent.child_token(),
            first: id.into(),
            current: RwLock::new(id.into()),
        })
    }

    /// The id that the system knows it by now.
    pub(super) fn current(&self) -> Arc<str> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.clone()
    }

    /// Whether an id that was joined to it has to stand on its own from now on: the session that
    /// it shared is over, and whether that is its own end is not known.
    pub(super) fn is_outlived_by(&self, id: &str) -> bool {
        *self.first != *id && self.hub.is_over().is_some()
    }
}

/// Every session that is listened to.
#[derive(Debug)]
pub(super) struct Sessions {
    wire: Arc<Wire>,
    timeouts: Timeouts,
    closed: CancellationToken,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    sessions: HashMap<Arc<str>, Arc<Session>>,
    /// The session of an agent: whoever joins it listens to it together.
    agents: HashMap<Box<str>, Arc<Session>>,
    aliases: HashMap<Arc<str>, Arc<Session>>,
    order: VecDeque<Arc<str>>,
}

impl Known {
    fn get(&self, id: &str) -> Option<&Arc<Session>> {
        self.sessions.get(id).or_else(|| self.aliases.get(id))
    }

    /// Lets go of sessions that are over, when there are many.
    fn tidy(&mut self) {
        if self.sessions.len() >= TIDY {
            self.sessions
                .retain(|_, session| session.hub.is_over().is_none());
            self.agents
                .retain(|_, session| session.hub.is_over().is_none());
        }
    }
}

impl Sessions {
    pub(super) fn new(wire: Arc<Wire>, timeouts: Timeouts) -> Arc<Self> {
        Arc::new(Self {
            wire,
            timeouts,
            closed: CancellationToken::new(),
            known: Mutex::default(),
        })
    }

    /// The session of this id, listened to from now on if it was not before. One that the system
    /// has ended stays ended.
    pub(super) fn follow(self: &Arc<Self>, id: &str) -> Arc<Session> {
        self.get(id, |over| !over.ended)
    }

    /// A session that has just been opened or joined for an agent. One that is listened to
    /// already is listened to once for all who join it.
    pub(super) fn opened(self: &Arc<Self>, id: &str, agent: Option<&str>) {
        if let Some(agent) = agent {
            let mut known = self.lock();
            let shared = known.agents.get(agent).cloned();
            if let Some(shared) = shared.filter(|shared| shared.hub.is_over().is_none()) {
                known.sessions.insert(id.into(), shared);
                return;
            }
        }
        let session = self.get(id, |_| true);
        if let Some(agent) = agent {
            self.lock().agents.insert(agent.into(), session);
        }
    }

    fn get(self: &Arc<Self>, id: &str, again: impl Fn(&Over) -> bool) -> Arc<Session> {
        let mut known = self.lock();
        let found = known.get(id).cloned();
        let stays = found.filter(|session| {
            let again = session.hub.is_over().is_some_and(|over| again(&over));
            !again && !session.is_outlived_by(id)
        });
        if let Some(session) = stays {
            if !known.sessions.contains_key(id) {
                known.sessions.insert(id.into(), session.clone());
            }
            return session;
        }
        let session = Session::new(id, &self.closed);
        known.aliases.remove(id);
        known.tidy();
        known.sessions.insert(id.into(), session.clone());
        drop(known);
        self.listen(session.clone());
        session
    }

    fn listen(self: &Arc<Self>, session: Arc<Session>) {
        let polling = poll::run(
            session,
            self.wire.clone(),
            self.timeouts.clone(),
            Arc::downgrade(self),
        );
        tokio::spawn(polling);
    }

    /// The id to send for a session that scripts know by `id`.
    pub(super) fn current(&self, id: &str) -> Arc<str> {
        match self.lock().get(id) {
            Some(session) if !session.is_outlived_by(id) => session.current(),
            _ => id.into(),
        }
    }

    /// The system gave a session another id.
    pub(super) fn renamed(sessions: &Weak<Self>, session: &Arc<Session>, id: &str) {
        if *session.current() == *id {
            return;
        }
        let id: Arc<str> = id.into();
        let mut current = session
            .current
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = id.clone();
        drop(current);
        let Some(sessions) = sessions.upgrade() else {
            return;
        };
        let mut known = sessions.lock();
        known.aliases.insert(id.clone(), session.clone());
        known.order.push_back(id);
        while known.order.len() > ALIASES {
            if let Some(oldest) = known.order.pop_front() {
                known.aliases.remove(&oldest);
            }
        }
    }

    /// A session that a script has ended.
    pub(super) fn ended(&self, id: &str) {
        let Some(session) = self.lock().get(id).cloned() else {
            return;
        };
        session.hub.over(Over {
            ended: true,
            reason: "the agent session has been ended".to_owned(),
        });
        session.stop.cancel();
    }

    /// Stops listening to all of them.
    pub(super) fn close(&self) {
        self.closed.cancel();
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sessions {
    fn drop(&mut self) {
        self.closed.cancel();
    }
}
