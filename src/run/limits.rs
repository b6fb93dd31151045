//! What a host allows a run.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Bounds that a host sets. Going over one ends the run in a fault; what `always` blocks have to
/// do still gets the grace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How many statements may be run.
    pub steps: u64,
    /// How long the whole run may take.
    pub time: Option<SignedDuration>,
    /// About how many bytes the values that it holds may take.
    pub memory: Option<usize>,
    /// How many items one list may have for a `for each`.
    pub items: usize,
    /// How long `always` blocks may still run after a limit was passed.
    pub grace: SignedDuration,
    /// How long a run that is cancelled still waits for the answers to writes that are under way.
    #[serde(default = "answers")]
    pub answers: SignedDuration,
    /// How many statements they may still run.
    pub grace_steps: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            steps: 10_000_000,
            time: None,
            memory: Some(256 << 20),
            items: 1_000_000,
            grace: SignedDuration::from_secs(30),
            answers: answers(),
            grace_steps: 10_000,
        }
    }
}

fn answers() -> SignedDuration {
    SignedDuration::from_secs(5)
}
