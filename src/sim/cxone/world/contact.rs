//! Contacts and callbacks.

use super::state::{Media, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Contact {
    /// The system's number for it.
    pub id: u64,
    /// The number of the contact that it goes back to; the same through transfers.
    pub master: u64,
    /// The contact from which it was dialled.
    pub parent: Option<u64>,
    /// Where it is.
    pub state: State,
    /// Where it has been accepted to go, not being there yet.
    pub pending: Option<State>,
    pub agent: Option<u64>,
    /// Through which skill it came.
    pub skill: u64,
    pub media: Media,
    /// The caller's number.
    pub from: String,
    /// The called number.
    pub to: String,
    /// Whether the other side called.
    pub inbound: bool,
    /// Since when it exists.
    pub started: Timestamp,
    /// Since when it is in its state.
    pub changed: Timestamp,
    /// How often it was put on hold.
    pub holds: u32,
    /// Whether it is being recorded.
    pub recording: bool,
    /// Whether a supervisor has taken it over.
    pub taken_over: bool,
    /// What the agent said has answered, where the dialer took it for a person.
    pub machine: Option<String>,
    /// Whether it is at the front of the agent's screen.
    pub in_focus: bool,
    /// The conference that it is part of.
    pub conference: Option<u64>,
    /// The agent at the other end, in a call between agents.
    pub peer: Option<u64>,
    /// How it was wrapped up.
    pub disposition: Option<Value>,
    pub tags: Vec<u64>,
    /// Its indicators.
    pub custom: BTreeMap<String, String>,
    /// What scripts were told.
    pub signals: Vec<Vec<String>>,
    /// With what its script was started.
    pub given: BTreeMap<String, String>,
    /// The e-mails of it.
    pub emails: Vec<Email>,
    /// Whether its agent has put it aside.
    pub parked: bool,
    /// What was written in its chat.
    pub said: Vec<Line>,
    /// The customer's side of it, where that is a chat window.
    pub chat: Option<Window>,
    /// How it ended: `Disconnect`, `TerminateScript`, `Abandoned`.
    pub end_reason: Option<&'static str>,
    /// How it behaves.
    pub behaviour: Behaviour,
    /// How lists show it, where that is not how it is.
    #[serde(skip)]
    pub(crate) listed: Option<(State, u32)>,
    /// Counts its changes of state.
    #[serde(skip)]
    pub(crate) version: u32,
}

/// A line of a chat.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Line {
    /// Whether the customer wrote it, not the agent.
    pub by_customer: bool,
    /// The name beside it.
    pub label: String,
    /// What was written.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// The chat window on a customer's page.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Window {
    /// How the page names its chat.
    pub session: String,
    /// How many lines it has been given.
    pub told: usize,
}

/// An e-mail of a contact.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Email {
    /// When it was sent.
    pub sent: Timestamp,
    /// Where it comes from.
    pub from: String,
    /// Where it goes to.
    pub to: String,
    /// Who gets a copy.
    pub cc: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// What is out of the ordinary about a contact.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Behaviour {
    /// How many holds are still refused with `InvalidState`, because the agent's state settles.
    pub settles_after: u32,
    /// Every hold is refused with `InvalidState`.
    pub never_settles: bool,
    /// No event ever tells of it.
    pub event_lost: bool,
    /// What is accepted never happens.
    pub stuck: bool,
    /// Lists go on showing how it was at first.
    pub unlisted: bool,
}

/// A callback that somebody was promised.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Callback {
    /// The system's number for it.
    pub id: u64,
    /// Given name of the person.
    pub first_name: String,
    /// Family name of the person.
    pub last_name: String,
    /// The number to call.
    pub phone_number: String,
    /// The outbound skill.
    pub skill: u64,
    /// The agent who is to call, if one in particular.
    pub agent: Option<u64>,
    /// When.
    pub at: Timestamp,
    /// For the agent to see.
    pub notes: String,
    /// What has become of it.
    pub status: CallbackStatus,
}

/// What has become of a callback.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub enum CallbackStatus {
    /// Its time has not come.
    Scheduled,
    /// An agent has been asked to call.
    Presented,
    /// The call was made.
    Dialed,
    /// It was taken back.
    Cancelled,
}

impl CallbackStatus {
    /// Whether somebody is still to be called.
    pub fn is_open(self) -> bool {
        matches!(self, CallbackStatus::Scheduled | CallbackStatus::Presented)
    }
}
