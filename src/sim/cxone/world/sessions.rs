//! Sessions in the world: who has one, and the ids that stand for it.

use super::World;
use super::desktop::EventQueue;
use super::event::{Event, Fate, agent_event, event};
use super::session::{Session, SessionMark};
use super::state::{AgentState, State};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::Arc;
use tokio::sync::Notify;

impl World {
    /// The running session of an agent.
    pub fn session_of(&self, agent: u64) -> Option<usize> {
        let is_theirs = |session: &Session| session.agent == agent && !session.ended;
        self.sessions.iter().position(is_theirs)
    }

    /// Agents with a running session.
    pub fn signed_in(&self) -> Vec<u64> {
        let running = self.sessions.iter().filter(|session| !session.ended);
        running.map(|session| session.agent).collect()
    }

    /// What a session id stands for, whether its session runs or not; `None` when there is no
    /// such id, or it has been replaced for too long.
    pub fn mark(&self, id: &str) -> Option<SessionMark> {
        let mark = self.marks.get(id).copied()?;
        let grace = self.spans.grace;
        let fresh = mark
            .replaced
            .is_none_or(|at| self.now.duration_since(at) <= grace);
        fresh.then_some(mark)
    }

    /// A session by its place.
    pub fn session(&self, at: usize) -> Option<&Session> {
        self.sessions.get(at)
    }

    /// A session by its place.
    pub fn session_mut(&mut self, at: usize) -> Option<&mut Session> {
        self.sessions.get_mut(at)
    }

    /// Starts a session; the agent is not ready at first.
    pub fn start_session(&mut self, agent: u64) -> String {
        let at = self.sessions.len();
        self.sessions.push(Session::new(agent));
        if let Some(agent) = self.agents.get_mut(&agent) {
            agent.state = AgentState::Unavailable;
            agent.reason.clear();
        }
        let id = self.issue(at, 0);
        self.announce(agent);
        self.tell_agent(agent, Fate::Sound);
        id
    }

    /// An id for somebody who joins a session: its holder sees the events from now on.
    /// `AgentSessionStart` comes to whoever is there.
    pub fn join_session(&mut self, at: usize) -> String {
        let read = self.sessions.get(at).map_or(0, Session::end);
        let id = self.issue(at, read);
        if let Some(agent) = self.sessions.get(at).map(|session| session.agent) {
            self.announce(agent);
        }
        id
    }

    /// An agent's desktop comes to the session that is there.
    pub fn open_desktop(&mut self, agent: u64) {
        self.desktops.open(agent);
        self.announce(agent);
    }

    /// Says that somebody has started or joined a session. Its `SessionId` is not that of the API.
    fn announce(&mut self, agent: u64) {
        let number = self.random.u64(..).to_string();
        let begun = event(
            "AgentSessionStart",
            &[("AgentId", agent.to_string()), ("SessionId", number)],
        );
        self.send(agent, begun, Fate::Sound);
    }

    fn issue(&mut self, session: usize, read: u64) -> String {
        let mut bytes = [0u8; 30];
        self.random.fill(&mut bytes);
        let id = URL_SAFE_NO_PAD.encode(bytes);
        let mark = SessionMark {
            session,
            read,
            replaced: None,
        };
        self.marks.insert(id.clone(), mark);
        id
    }

    /// Ends a session; its contacts stay unless they are ended.
    pub fn end_session(&mut self, at: usize, kind: &str) {
        let Some(agent) = self.sessions.get(at).map(|session| session.agent) else {
            return;
        };
        let open = self
            .contacts_of(agent)
            .filter(|contact| contact.state.is_live());
        let open = open.count();
        self.desktops.session_ended(agent, open);
        if let Some(agent) = self.agents.get_mut(&agent) {
            agent.state = AgentState::LoggedOut;
        }
        self.tell_agent(agent, Fate::Sound);
        self.send(
            agent,
            event(kind, &[("AgentId", agent.to_string())]),
            Fate::Sound,
        );
        if let Some(session) = self.sessions.get_mut(at) {
            session.ended = true;
            session.news.notify_waiters();
        }
    }

    /// The events that the holder of an id has not read, and the id that replaces it. `None`:
    /// there are none.
    pub fn read_events(&mut self, id: &str) -> Option<(String, Vec<Arc<Event>>)> {
        let mark = self.mark(id)?;
        let session = self.sessions.get(mark.session)?;
        let agent = session.agent;
        let (from, events) = match self.desktops.queue {
            EventQueue::Client => session.since(mark.read),
            EventQueue::Session => session.since(session.shared),
            EventQueue::Throttled if !session.ended => return None,
            EventQueue::Throttled => session.since(mark.read),
        };
        if events.is_empty() {
            return None;
        }
        let read = from + events.len() as u64;
        self.desktops.events_read(agent, events.len());
        if let Some(session) = self.sessions.get_mut(mark.session) {
            session.shared = session.shared.max(read);
        }
        let next = self.issue(mark.session, read);
        self.replace(id);
        Some((next, events))
    }

    fn replace(&mut self, id: &str) {
        let now = self.now;
        let Some(mark) = self.marks.get_mut(id) else {
            return;
        };
        if mark.replaced.is_none() {
            mark.replaced = Some(now);
            self.replaced.push_back((now, id.to_owned()));
        }
        while let Some((at, old)) = self.replaced.front() {
            if now.duration_since(*at) <= self.spans.grace {
                break;
            }
            self.marks.remove(old);
            self.replaced.pop_front();
        }
    }

    /// What rings when a session has news.
    pub fn news(&self, at: usize) -> Option<Arc<Notify>> {
        self.sessions.get(at).map(|session| session.news.clone())
    }

    /// What an agent does, contacts considered.
    pub fn agent_state(&self, agent: u64) -> AgentState {
        let chosen = self
            .agents
            .get(&agent)
            .map_or(AgentState::LoggedOut, |agent| agent.state);
        if chosen == AgentState::LoggedOut {
            return chosen;
        }
        let open =
            |contact: &&super::Contact| contact.state.is_open() || contact.state == State::Dialing;
        match self.contacts_of(agent).find(open) {
            Some(contact) if contact.inbound => AgentState::InboundContact,
            Some(_) => AgentState::OutboundContact,
            None => chosen,
        }
    }

    /// When the state began that an agent has now.
    pub fn agent_since(&self, agent: &super::people::Agent) -> jiff::Timestamp {
        let chosen = agent.since.unwrap_or(self.began);
        let changes = self.contacts_of(agent.id).map(|contact| contact.changed);
        // A contact that comes, and the last one that goes, change it too.
        changes.fold(chosen, jiff::Timestamp::max)
    }

    /// The contacts of an agent, in the order of their numbers.
    pub fn contacts_of(&self, agent: u64) -> impl Iterator<Item = &super::Contact> {
        self.contacts
            .values()
            .filter(move |contact| contact.agent == Some(agent))
    }

    /// Tells an agent's session of the agent's state.
    pub fn tell_agent(&mut self, agent: u64, fate: Fate) {
        let now = self.now;
        let Some(known) = self.agents.get_mut(&agent) else {
            return;
        };
        known.since = Some(now);
        let news = agent_event(agent, known.state, &known.reason, self.now);
        self.send(agent, news, fate);
    }
}
