//! Tasks and media other than voice: what is kept of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A medium as written: what the vendor calls a media routing domain.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Medium {
    /// Its number.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The state of an agent in a medium.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MediumState {
    /// Signed out of it.
    #[default]
    Logout,
    /// Gets no tasks.
    NotReady,
    /// Gets tasks.
    Ready,
    /// A task is offered.
    Reserved,
    /// At work on a task.
    Active,
    /// A task of another medium goes first.
    Interrupted,
    /// After a failover.
    Work,
}

impl MediumState {
    /// The vendor's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Logout => "LOGOUT",
            Self::NotReady => "NOT_READY",
            Self::Ready => "READY",
            Self::Reserved => "RESERVED",
            Self::Active => "ACTIVE",
            Self::Interrupted => "INTERRUPTED",
            Self::Work => "WORK",
        }
    }
}

/// The state of a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TaskState {
    /// An agent may accept it.
    #[default]
    Offered,
    /// An agent has it.
    Accepted,
    /// The agent is at work on it.
    Active,
    /// Put aside.
    Paused,
    /// After the work.
    WrappingUp,
    /// A task of another medium goes first.
    Interrupted,
    /// It is over.
    Closed,
}

impl TaskState {
    /// The vendor's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offered => "OFFERED",
            Self::Accepted => "ACCEPTED",
            Self::Active => "ACTIVE",
            Self::Paused => "PAUSED",
            Self::WrappingUp => "WRAPPING_UP",
            Self::Interrupted => "INTERRUPTED",
            Self::Closed => "CLOSED",
        }
    }
}

/// A task: a chat, an e-mail, in one agent's hands.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Task {
    /// Its number: three, with a line under between them.
    pub id: String,
    /// The number of its medium.
    pub media: String,
    /// Whose it is.
    pub agent: String,
    /// Where it is.
    pub state: TaskState,
    /// The queue that it came through.
    pub queue: String,
    /// Since when it is in its state.
    pub changed: Timestamp,
}

/// What is known of an agent in a medium.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Standing {
    pub state: MediumState,
    pub changed: Timestamp,
}

/// Where agents stand, and the tasks.
#[derive(Debug, Default)]
pub(crate) struct Tray {
    pub standings: BTreeMap<(String, String), Standing>,
    pub tasks: BTreeMap<String, Task>,
    pub given: u64,
}

impl Tray {
    /// Where an agent stands in a medium: signed out, where nothing was said of it.
    pub fn standing(&self, user: &str, medium: &str) -> Option<Standing> {
        let key = (user.to_owned(), medium.to_owned());
        self.standings.get(&key).copied()
    }

    /// A task that is not over.
    pub fn task(&self, id: &str) -> Option<&Task> {
        self.tasks.get(id)
    }

    /// An agent's tasks in a medium.
    pub fn of(&self, user: &str, medium: &str) -> impl Iterator<Item = &Task> {
        let all = self.tasks.values();
        all.filter(move |task| task.agent == user && task.media == medium)
    }
}
