//! Dialogs and their participants.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a dialog or a participant is. HELD and WRAP_UP are a participant's alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CallState {
    /// Off the hook.
    Initiating,
    /// Dialling.
    Initiated,
    /// Ringing.
    Alerting,
    /// In conversation.
    Active,
    /// On hold.
    Held,
    /// Busy, or no such number.
    Failed,
    /// Hung up.
    Dropped,
    /// After the call.
    WrapUp,
    /// A preview that was accepted.
    Accepted,
}

impl CallState {
    /// The vendor's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Initiating => "INITIATING",
            Self::Initiated => "INITIATED",
            Self::Alerting => "ALERTING",
            Self::Active => "ACTIVE",
            Self::Held => "HELD",
            Self::Failed => "FAILED",
            Self::Dropped => "DROPPED",
            Self::WrapUp => "WRAP_UP",
            Self::Accepted => "ACCEPTED",
        }
    }

    /// Whether somebody in this state is still on the line.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Dropped | Self::WrapUp)
    }

    /// Whether two who are in such states hear each other, or would without hold.
    pub(crate) fn is_connected(self) -> bool {
        matches!(self, Self::Active | Self::Held)
    }
}

/// What kind of call it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CallType {
    /// From a queue.
    #[default]
    PrerouteAcdIn,
    /// From one agent to another.
    AgentInside,
    /// Dialled by an agent to the outside.
    Out,
    /// A consultation.
    Consult,
    /// Three or more.
    Conference,
    /// A supervisor listens.
    SupervisorMonitor,
    /// Of an outbound campaign.
    Outbound,
    /// A campaign's offer, before anybody is dialled.
    OutboundPreview,
    /// A campaign's offer on CCX.
    OutboundDirectPreview,
}

impl CallType {
    /// The vendor's word.
    pub fn name(self) -> &'static str {
        match self {
            Self::PrerouteAcdIn => "PREROUTE_ACD_IN",
            Self::AgentInside => "AGENT_INSIDE",
            Self::Out => "OUT",
            Self::Consult => "CONSULT",
            Self::Conference => "CONFERENCE",
            Self::SupervisorMonitor => "SUPERVISOR_MONITOR",
            Self::Outbound => "OUTBOUND",
            Self::OutboundPreview => "OUTBOUND_PREVIEW",
            Self::OutboundDirectPreview => "OUTBOUND_DIRECT_PREVIEW",
        }
    }

    /// An offer that waits to be taken, before anybody is dialled.
    pub fn is_preview(self) -> bool {
        matches!(self, Self::OutboundPreview | Self::OutboundDirectPreview)
    }

    /// Of a campaign, and dialled.
    pub fn is_outbound(self) -> bool {
        matches!(self, Self::Outbound)
    }

    /// Whether it came through a queue or a campaign: only then its variables may be set.
    pub fn is_routed(self) -> bool {
        matches!(
            self,
            Self::PrerouteAcdIn | Self::Conference | Self::Outbound
        )
    }
}

/// Somebody on a dialog.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Participant {
    /// Their number.
    pub address: String,
    /// Whether an agent's device has it.
    pub is_agent: bool,
    /// Where they are.
    pub state: CallState,
    /// Why it failed, in the vendor's word.
    pub cause: &'static str,
    /// When they came in.
    pub started: Timestamp,
    /// When their state last changed.
    pub changed: Timestamp,
}

/// What a dialog carries along.
#[derive(Clone, PartialEq, Debug, Default, Serialize)]
pub struct CallData {
    /// Call variables in the order in which they were set.
    pub variables: Vec<(String, String)>,
    /// The wrap-up reason.
    pub wrap_up: String,
    /// Several of them at once, on CCX.
    pub wrap_up_items: Vec<String>,
    /// The number that was dialled.
    pub dialled: String,
    /// The number the call reached.
    pub dnis: String,
    /// The queue that it came through: number and name.
    pub queue: Option<(String, String)>,
    /// A callback of a campaign's call: time and number.
    pub callback: Option<(String, String)>,
    /// What a campaign's call was classified as.
    pub classification: String,
}

/// What is out of the ordinary about a dialog.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Behaviour {
    /// How many requests to change it are accepted and then fail with CF_INVALID_OBJECT_STATE: it is
    /// still settling, and offers little. Each time that its agent looks again counts as well.
    pub refuses: u32,
    /// Requests are accepted, and nothing ever comes of them.
    pub silent: bool,
    /// Whether its agent has looked at it.
    #[serde(skip)]
    pub(crate) is_seen: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Dialog {
    pub id: u64,
    pub kind: CallType,
    /// Where it is.
    pub state: CallState,
    /// Who called.
    pub from: String,
    /// Who was called.
    pub to: String,
    /// Who is on it, those who hung up too.
    pub participants: Vec<Participant>,
    /// The dialog that went up in this one.
    pub secondary: Option<u64>,
    /// The dialog that this one was made for: a consultation's first call.
    pub associated: Option<u64>,
    /// Who made it a conference.
    pub controller: Option<String>,
    /// Whether its last step is still to come: it is shown no more once it is over.
    pub is_over: bool,
    /// What it carries along.
    pub data: CallData,
    /// What is out of the ordinary about it.
    pub behaviour: Behaviour,
}

impl Dialog {
    /// A participant by number.
    pub fn participant(&self, address: &str) -> Option<&Participant> {
        self.participants.iter().find(|one| one.address == address)
    }

    /// A participant's state by number.
    pub fn state_of(&self, address: &str) -> Option<CallState> {
        self.participant(address).map(|one| one.state)
    }

    /// Those who are still on the line.
    pub(crate) fn live(&self) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(|one| one.state.is_live())
    }

    /// Whether it has three or more on the line.
    pub(crate) fn is_conference(&self) -> bool {
        self.kind == CallType::Conference && self.live().count() > 2
    }
}
