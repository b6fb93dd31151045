//! The two nodes of the cluster.

use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

/// One of the two nodes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The primary.
    A,
    /// The secondary.
    B,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::A, Self::B];

    pub fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    /// As people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }

    pub(super) fn index(self) -> usize {
        match self {
            Self::A => 0,
            Self::B => 1,
        }
    }
}

/// Where a node is reached.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeAddress {
    /// Its name in XMPP, which its certificate carries too.
    pub domain: String,
    /// REST, and the event stream over WebSocket at `/ws`.
    pub web: SocketAddr,
    /// The event stream over TLS.
    pub xmpp: SocketAddr,
}

impl NodeAddress {
    /// `https://127.0.0.1:8445`: `/finesse/api/…` is below it.
    pub fn rest(&self) -> String {
        format!("https://{}", self.web)
    }

    /// `wss://127.0.0.1:8445/ws`
    pub fn websocket(&self) -> String {
        format!("wss://{}/ws", self.web)
    }

    /// Where events are published: `pubsub.` and its name.
    pub fn pubsub(&self) -> String {
        format!("pubsub.{}", self.domain)
    }
}
