//! The agents' own desktops, beside whatever a flow does: what each reads of its session's events,
//! and what harm is done to it.
//!
//! The documents do not say whether two readers of one session's events take them from each other,
//! so that each way can be chosen. NICE's own desktop may read by another way, and then has the
//! session's queue throttled.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How the events of a session are handed out to several readers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventQueue {
    /// Each reader has a place of its own: all hear everything.
    #[default]
    Client,
    /// One place for the whole session: what one reader takes the others miss.
    Session,
    /// The desktop reads by another way, and `get-next-event` tells nobody anything any more.
    Throttled,
}

/// What was done to the desktops that nobody asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Harm {
    /// Events that a desktop did not hear, because somebody else had taken them.
    pub events_missed: usize,
    /// Agents' states that changed because their session was ended.
    pub states: usize,
    /// Contacts that were cut off because the session was ended.
    pub calls_lost: usize,
    /// Agents who were signed out.
    pub signed_out: usize,
    /// Signs of life that were given in a desktop's place: had it died, nobody would know.
    pub kept_alive: usize,
}

impl Harm {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// The desktops that are open.
#[derive(Debug, Default)]
pub(crate) struct Desktops {
    open: BTreeSet<u64>,
    pub queue: EventQueue,
    pub harm: Harm,
}

impl Desktops {
    pub fn open(&mut self, agent: u64) {
        self.open.insert(agent);
    }

    fn is_open(&self, agent: u64) -> bool {
        self.open.contains(&agent)
    }

    /// Somebody has read events of an agent's session.
    pub fn events_read(&mut self, agent: u64, count: usize) {
        if self.is_open(agent) && self.queue == EventQueue::Session {
            self.harm.events_missed += count;
        }
    }

    /// Somebody has given a sign of life in an agent's session.
    pub fn kept_alive(&mut self, agent: u64) {
        self.harm.kept_alive += usize::from(self.is_open(agent));
    }

    /// So many of an agent's contacts were ended because the session is.
    pub fn contacts_cut(&mut self, agent: u64, contacts: usize) {
        if self.is_open(agent) {
            self.harm.calls_lost += contacts;
        }
    }

    /// An agent's session was ended while so many contacts were open in it.
    pub fn session_ended(&mut self, agent: u64, contacts: usize) {
        if self.open.remove(&agent) {
            self.harm.signed_out += 1;
            self.harm.states += 1;
            self.harm.calls_lost += contacts;
        }
    }
}
