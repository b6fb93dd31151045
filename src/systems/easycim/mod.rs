//! easyCIM: the agent's toolbar, over its library in the agent's browser, or straight.
//!
//! A [`Connection`] is made from [`Settings`]. It attaches to the toolbar's page when it is first
//! used, hears the contacts' events, and answers each call with one outcome.
//!
//! # What ends how
//!
//! | what came back | outcome |
//! |---|---|
//! | `result: true`, and neither `terminated` nor `readOnly` | `Success` |
//! | `terminated` | `AlreadyClosed` |
//! | `readOnly` | `LockedByOther` |
//! | `result: false`, or what a page would take for no | `Refused` |
//! | an `error` with words | `InvalidContactId`, `InvalidEcid`, an outcome that the words name, else `Rejected` |
//! | no library in the page, or not this method | `NotAvailable`; nothing was sent |
//! | the library is not connected to the toolbar | `ToolbarDisconnected`; nothing was sent |
//! | no page, no browser, or an earlier call of the method without an answer | `Unavailable`; nothing was sent |
//! | no answer in time; a reload or a closed tab after it was sent | `Unknown`; a read ends in `Unavailable` |
//! | an action without an answer, and its event or a look shows it | `Success` |
//! | the same, and nothing shows it in time | `Unknown` |
//!
//! # Answers
//!
//! The library tells answers apart by the method's name alone. So one call is made at a time, and a
//! method that has no answer yet is not called again: not by this connection, not by another one in
//! the same page, and not after the connection was lost and made again.
//!
//! # The way over the page
//!
//! The Chrome DevTools Protocol needs six of its methods here. A client of our own over
//! `tokio-tungstenite` brings two crates that the tree did not have before; `chromiumoxide` brings
//! about ninety, most of them code that is generated for the whole protocol, eight times the build
//! time and nine times the size of a program that does the same.

mod answers;
mod ask;
mod browser;
mod cdp;
mod confirm;
mod connection;
mod hub;
mod line;
mod list;
mod news;
mod perform;
mod place;
mod request;
mod settings;
mod socketio;
mod watch;

pub use crate::systems::net::{SetupError, certificates};
pub use connection::Connection;
pub use settings::{Settings, Timeouts, Way};
