//! A small XMPP client that does what Finesse's notification service needs and no more: a
//! stream over TLS or over a WebSocket, a sign-in by password or token, presence,
//! subscriptions, pings both ways, and what is published, with or without a `<body>`.
//!
//! What comes in is bounded in size and depth, and nothing that comes in makes it panic.
//!
//! Why it is not tokio-xmpp: 6.0.0 signs in again and again after a refusal, which locks an agent out
//! (`stanzastream`, where a connection fails); it takes a SCRAM sign-in for good without looking at
//! what the server proves, after as many rounds as the server likes (`client::login`, sasl); it
//! bounds a token, but no stanza; and it has no WebSocket. Some thirty crates would come with it.

mod cut;
mod door;
mod escape;
mod failure;
mod happening;
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
pub use failure::Failure;
pub use happening::{Happening, Published};
pub use sasl::Who;
pub use session::{Session, Vigil};
