//! Agents, skills, and who may sign in.

use super::state::{AgentState, Media};
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Agent {
    /// The system's number for the agent.
    pub id: u64,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What the agent signs in as.
    pub user_name: String,
    /// The team's number.
    #[serde(default = "one")]
    pub team: u64,
    /// Whether the profile is active; acting as an agent who is not is refused with
    /// `InvalidSecurityUser`.
    #[serde(default = "yes")]
    pub active: bool,
    /// What the agent's role allows; what it does not is refused with `Unauthorized`.
    #[serde(default = "all_rights")]
    pub rights: Vec<Right>,
    /// The state that was chosen last.
    #[serde(default = "logged_out")]
    pub state: AgentState,
    /// When that was.
    #[serde(skip)]
    pub since: Option<jiff::Timestamp>,
    /// The reason of being unavailable.
    #[serde(default)]
    pub reason: String,
    /// Whether the agent has a session when the world starts.
    #[serde(default)]
    pub session: bool,
    /// The agent's telephone.
    #[serde(default)]
    pub station: String,
    /// Whether the world takes and ends this agent's contacts, as a person would.
    #[serde(default)]
    pub works: bool,
}

/// What a role allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// Use an agent session.
    Session,
    /// Act as another agent.
    Impersonate,
    /// End, tag, monitor any contact; set and end agents' sessions.
    Contacts,
    /// Schedule and change callbacks.
    Callbacks,
    /// Read agents and contacts.
    Read,
    /// Start and signal scripts.
    Scripts,
    /// Listen to and take over others' calls.
    Supervise,
}

impl Right {
    /// All of them.
    pub const ALL: [Right; 7] = [
        Right::Session,
        Right::Impersonate,
        Right::Contacts,
        Right::Callbacks,
        Right::Read,
        Right::Scripts,
        Right::Supervise,
    ];
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Skill {
    /// The system's number for it.
    pub id: u64,
    pub name: String,
    /// Whether it calls out.
    #[serde(default)]
    pub outbound: bool,
    /// What it handles.
    #[serde(default)]
    pub media: Media,
}

/// A pair of words that signs somebody in.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AccessKey {
    /// The public half.
    pub id: String,
    /// The secret half.
    pub secret: String,
    pub agent: u64,
}

/// A registered application.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Client {
    /// The public half.
    pub id: String,
    /// The secret half.
    pub secret: String,
}

fn one() -> u64 {
    1
}

fn yes() -> bool {
    true
}

fn all_rights() -> Vec<Right> {
    Right::ALL.to_vec()
}

fn logged_out() -> AgentState {
    AgentState::LoggedOut
}
