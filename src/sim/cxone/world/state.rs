//! The states of contacts and agents, and which may follow which.

use serde::{Deserialize, Serialize};

/// Where a contact is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum State {
    /// It waits for an agent.
    InQueue,
    /// It is offered to an agent.
    Incoming,
    /// It is being dialled.
    Dialing,
    /// It is with its agent.
    Active,
    Holding,
    /// Its recording is masked.
    Masking,
    /// It is part of a conference.
    Joined,
    /// It is down; its agent's wrap-up runs.
    Disconnected,
    /// It is over.
    Ended,
}

impl State {
    /// All of them, in the order of their numbers.
    pub const ALL: [State; 9] = [
        State::InQueue,
        State::Incoming,
        State::Dialing,
        State::Active,
        State::Holding,
        State::Masking,
        State::Joined,
        State::Disconnected,
        State::Ended,
    ];

    /// As the system names it.
    pub fn name(self) -> &'static str {
        match self {
            State::InQueue => "InQueue",
            State::Incoming => "Incoming",
            State::Dialing => "Dialing",
            State::Active => "Active",
            State::Holding => "Holding",
            State::Masking => "Masking",
            State::Joined => "Joined",
            State::Disconnected => "Disconnected",
            State::Ended => "Ended",
        }
    }

    /// Its number in `contact-state-descriptions`.
    pub fn number(self) -> usize {
        Self::ALL
            .iter()
            .position(|state| *state == self)
            .unwrap_or(0)
            + 1
    }

    /// Whether somebody is still there.
    pub fn is_live(self) -> bool {
        !matches!(self, State::Disconnected | State::Ended)
    }

    /// Whether it is connected to its agent, held or not.
    pub fn is_open(self) -> bool {
        use State::*;
        matches!(self, Active | Holding | Masking | Joined)
    }

    /// Whether one state may follow another.
    pub fn may_become(self, next: State) -> bool {
        use State::*;
        match self {
            InQueue => matches!(next, Incoming | Active | Ended),
            Incoming => matches!(next, Active | InQueue | Disconnected | Ended),
            Dialing => matches!(next, Active | Disconnected | Ended),
            Active => matches!(next, Holding | Masking | Joined | Disconnected | InQueue),
            Holding => matches!(next, Active | Joined | Disconnected | InQueue),
            Masking => matches!(next, Active | Disconnected),
            Joined => matches!(next, Active | Holding | Disconnected),
            Disconnected => next == Ended,
            Ended => false,
        }
    }
}

/// What an agent does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AgentState {
    /// Not signed in.
    LoggedOut,
    /// Ready for contacts.
    Available,
    /// Signed in, not ready.
    Unavailable,
    /// With a contact that came in.
    InboundContact,
    /// With a contact that was called.
    OutboundContact,
    /// Waiting for the dialer's calls.
    Dialer,
}

impl AgentState {
    /// The system's number for it.
    pub fn number(self) -> u32 {
        match self {
            AgentState::LoggedOut => 0,
            AgentState::Available => 1,
            AgentState::Unavailable => 2,
            AgentState::InboundContact => 3,
            AgentState::OutboundContact => 4,
            AgentState::Dialer => 7,
        }
    }

    /// As the system names it.
    pub fn name(self) -> &'static str {
        match self {
            AgentState::LoggedOut => "LoggedOut",
            AgentState::Available => "Available",
            AgentState::Unavailable => "Unavailable",
            AgentState::InboundContact => "InboundContact",
            AgentState::OutboundContact => "OutboundContact",
            AgentState::Dialer => "Dialer",
        }
    }
}

/// What kind of contact it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Media {
    /// A telephone call.
    #[default]
    Phone,
    /// A recorded message.
    Voicemail,
    /// A task.
    WorkItem,
    Chat,
    /// An e-mail.
    Email,
}

impl Media {
    /// The system's number and name for it.
    pub fn number_and_name(self) -> (u32, &'static str) {
        match self {
            Media::Email => (1, "Email"),
            Media::Chat => (3, "Chat"),
            Media::Phone => (4, "Call"),
            Media::Voicemail => (5, "Voice Mail"),
            Media::WorkItem => (6, "Work Item"),
        }
    }

    /// The type of its events, and how they spell the contact's id.
    pub fn event(self) -> (&'static str, &'static str) {
        match self {
            Media::Phone => ("CallContactEvent", "ContactID"),
            Media::WorkItem => ("WorkItemContactEvent", "ContactID"),
            Media::Chat => ("ChatContactEvent", "ContactID"),
            Media::Voicemail => ("VoiceMailContactEvent", "ContactId"),
            Media::Email => ("EmailContactEvent", "ContactId"),
        }
    }
}
