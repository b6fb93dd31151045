//! A small XMPP client that does what Finesse's notification service needs and no more: a
//! stream over TLS or over a WebSocket, a sign-in by password or token, presence,
//! subscriptions, pings both ways, and what is published, with or without a `<body>`.
//!
//! What comes in is bounded in size and depth, and nothing that comes in makes it panic.

mod cut;
mod door;
mod escape;
mod pipe;
mod receive;
mod sasl;
mod scram;
mod session;
mod tree;
#[doc(hidden)]
pub mod untrusted;
mod words;

pub use door::{Door, Over};
pub use escape::escaped_user;
pub use session::{Happening, Published, Session, Vigil, Who};
use std::fmt;

/// Why there is no stream, or no stream any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The server refused the credentials; trying again with them may lock the user.
    Refused(String),
    /// It cannot be reached, it broke off, or what came was no XMPP.
    Broken(String),
}

impl Failure {
    fn broken(why: impl Into<String>) -> Self {
        Self::Broken(why.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) | Self::Broken(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Failure {}
