//! The agent at this toolbar.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The agent at this toolbar.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Agent {
    /// What `getAgentID` answers.
    pub id: String,
    /// The name that the page shows.
    pub name: String,
    /// What `getAgentState` answers.
    pub state: AgentState,
    /// The groups that are configured.
    pub groups: Vec<String>,
    /// The groups that the agent is logged in to.
    pub logged_in_groups: Vec<String>,
}

/// An agent's state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AgentState {
    /// `LOGGEDIN`
    LoggedIn,
    /// `PAUSED`
    Paused,
    /// `PAUSEDSUBSTATE:<code>`
    PausedFor(String),
    /// `LOGGEDOUT`
    LoggedOut,
}

impl AgentState {
    /// The event that tells that somebody has come to this state.
    pub(super) fn event(&self) -> &'static str {
        match self {
            Self::LoggedIn => "AGENT:LOGGEDIN",
            Self::Paused | Self::PausedFor(_) => "AGENT:PAUSE",
            Self::LoggedOut => "AGENT:LOGGEDOUT",
        }
    }
}

impl fmt::Display for AgentState {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LoggedIn => to.write_str("LOGGEDIN"),
            Self::Paused => to.write_str("PAUSED"),
            Self::PausedFor(code) => write!(to, "PAUSEDSUBSTATE:{code}"),
            Self::LoggedOut => to.write_str("LOGGEDOUT"),
        }
    }
}

impl Serialize for AgentState {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AgentState {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        match text.split_once(':') {
            Some(("PAUSEDSUBSTATE", code)) => Ok(Self::PausedFor(code.to_owned())),
            None if text == "LOGGEDIN" => Ok(Self::LoggedIn),
            None if text == "PAUSED" => Ok(Self::Paused),
            None if text == "LOGGEDOUT" => Ok(Self::LoggedOut),
            _ => Err(serde::de::Error::custom(format!(
                "\"{text}\" is not a state: use LOGGEDIN, PAUSED, PAUSEDSUBSTATE:<code>, LOGGEDOUT"
            ))),
        }
    }
}
