//! How the connection signed its agent in, and what it knows of that since.

use crate::value::Record;
use jiff::Timestamp;

/// How this connection signed the agent in.
#[derive(Debug, Default)]
pub(super) struct AgentSession {
    /// The values it was done with; nothing where it was not, or where the agent was signed out
    /// on purpose.
    pub with: Option<Record>,
    /// When it was tried again without success: the time that the connection came up, and why.
    pub failed: Option<(u64, String)>,
    /// Since when the agent was in the state that this connection put it into last.
    pub acted: Option<Option<Timestamp>>,
    /// Since when the agent was not ready when that was told last.
    pub told: Option<Option<Timestamp>>,
}
