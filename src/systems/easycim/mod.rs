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
//! Five methods of the Chrome DevTools Protocol are needed here. A client of our own over
//! `tokio-tungstenite` brings nine small crates that the tree did not have before;
//! `chromiumoxide` brings twenty, and code that is generated for the whole protocol: alone with all
//! it needs it takes seven times as long to build (252 against 35 seconds of processor time), for a
//! program of 11 MB against 1.3 MB.

#[cfg(feature = "easycim")]
mod answers;
#[cfg(feature = "easycim")]
mod ask;
#[cfg(feature = "easycim")]
mod cdp;
#[cfg(feature = "easycim")]
mod confirm;
#[cfg(feature = "easycim")]
mod connection;
#[cfg(feature = "easycim")]
mod hub;
mod kit;
#[cfg(feature = "easycim")]
mod line;
#[cfg(feature = "easycim")]
mod list;
#[cfg(feature = "easycim")]
mod news;
#[cfg(feature = "easycim")]
mod pattern;
#[cfg(feature = "easycim")]
#[cfg(feature = "easycim")]
mod perform;
#[cfg(feature = "easycim")]
mod place;
#[cfg(feature = "easycim")]
mod reading;
#[cfg(feature = "easycim")]
mod request;
mod rules;
#[cfg(feature = "easycim")]
mod settings;
#[cfg(feature = "easycim")]
mod socketio;
#[cfg(feature = "easycim")]
mod toggle;
#[cfg(feature = "easycim")]
mod toolbar;
#[cfg(feature = "easycim")]
mod watch;

#[cfg(feature = "easycim")]
pub use crate::systems::net::{SetupError, certificates};
#[cfg(feature = "easycim")]
pub use cdp::Started as Browser;
#[cfg(feature = "easycim")]
pub use connection::Connection;
pub use kit::KIT;
#[cfg(feature = "easycim")]
pub use settings::{Settings, Timeouts, Way};

/// Reads a text as what a toolbar, or a page, says: for the fuzz targets.
#[doc(hidden)]
#[cfg(feature = "easycim")]
pub fn read_untrusted(text: &str) {
    socketio::read_untrusted(text);
    if let Ok(json) = reading::json(text) {
        news::read_untrusted(json);
    }
}
