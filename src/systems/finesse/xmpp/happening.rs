//! What happens on a stream.

use tokio::time::Instant;

/// What happens on a stream.
#[derive(Clone, PartialEq, Debug)]
pub enum Happening {
    /// Something was published to a node.
    Published(Published),
    /// Somebody comes or goes.
    Presence {
        /// Who: the address without its resource, in lower case.
        user: String,
        /// With which program of theirs: the desktop's is `desktop`.
        resource: String,
        /// Whether it is there now.
        available: bool,
    },
    /// A question of ours was answered.
    Answered {
        /// Its number.
        id: String,
        /// `Err` says why not.
        result: Result<(), String>,
    },
}

/// What was published.
#[derive(Clone, PartialEq, Debug)]
pub struct Published {
    /// To which node.
    pub node: String,
    /// The notification, unescaped: XML of its own.
    pub payload: String,
    /// When its last byte was read.
    pub at: Instant,
}
