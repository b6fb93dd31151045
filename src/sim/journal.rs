//! What was done to the simulator.

use jiff::Timestamp;
use serde::Serialize;

/// A request that was meant to change something, and what it changed.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct LogEntry {
    /// Its place in the log, from 1.
    pub number: usize,
    /// When it came, by the simulator's clock.
    pub at: Timestamp,
    /// `POST`
    pub method: String,
    /// The path as it was asked for.
    pub path: String,
    /// What it asks for, in the vendor's word: `hold`, `end`, `createScheduledCallback`.
    pub operation: &'static str,
    /// The contact that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<u64>,
    /// The agent in whose name it acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<u64>,
    /// The status that was answered, or would have been had a fault not broken the connection.
    pub status: u16,
    /// Why it was refused; nothing was changed then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// What it changed, in order: `contact 1001: Active -> Holding`. What was accepted and comes
    /// later is added when it comes.
    pub changed: Vec<String>,
    /// The fault that was applied to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}

impl LogEntry {
    /// Whether it was refused.
    pub fn is_refused(&self) -> bool {
        self.refused.is_some()
    }
}
