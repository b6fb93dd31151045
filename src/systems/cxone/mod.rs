//! NICE CXone over its public API.
//!
//! A [`Connection`] is made from [`Settings`]; it signs in when it is first used, follows the
//! events of the agent sessions that scripts open, and answers each call with one outcome.
//!
//! ```
//! use contactflow::catalogue::Catalogue;
//! use contactflow::run::effect::Call;
//! use contactflow::sim::{Options, Simulator};
//! use contactflow::systems::System;
//! use contactflow::systems::cxone::{Connection, Place, Secret, Settings, SignIn};
//! use contactflow::value::Value;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let simulator = Simulator::start(Options::default()).await?;
//! let key = &simulator.access_keys()[0];
//! let sign_in = SignIn::AccessKey {
//!     id: key.id.clone(),
//!     secret: Secret::new(key.secret.as_str()),
//! };
//! let settings = Settings::new(Place::At(simulator.base_address()), sign_in).with_agent("7");
//! let entry = Catalogue::builtin().system("cxone").ok_or("no such system")?;
//! let cxone = Connection::new(settings, entry.clone())?;
//!
//! let mut args = cxone.provided().await.map_err(|answer| answer.reason)?;
//! args.insert("ContactId".into(), Value::text("1001"));
//! let hold = Call {
//!     system: "cxone".into(),
//!     action: "hold contact".into(),
//!     args,
//!     reads: false,
//! };
//! let answer = cxone.perform(&hold, "example/1/1").await;
//! assert!(answer.is_success(), "{}", answer.reason);
//! cxone.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What ends how
//!
//! | what came back | outcome |
//! |---|---|
//! | 200, with what is documented | `Success` |
//! | 202, then the event or the list that shows it | `Success` |
//! | 202, and nothing shows it in time | `Unknown` |
//! | 2xx with a web page, an error, half an answer | what shows it decides; without, `Unknown` |
//! | 4xx that names a documented outcome, in any spelling | that outcome |
//! | 401, with a new token too | `Unauthorized`, for this call alone |
//! | a sign-in that is refused | `Unauthorized`, and nothing more is sent with these credentials |
//! | 403 | `Unauthorized`, for this call alone |
//! | 429 | `Throttled`, with the `Retry-After` that was given |
//! | 425, no connection, or a 5xx in which CXone itself says that it is unavailable | `Unavailable`: nothing was done |
//! | 408, another 5xx, silence or a broken connection after sending | `Unknown`; a read ends in `Unavailable` |
//! | a redirect, which is never followed, or a status that nobody documents | `Unknown`; a read ends in `Rejected` |

#[cfg(feature = "cxone")]
mod arrival;
#[cfg(feature = "cxone")]
mod before;
#[cfg(feature = "cxone")]
mod beside;
#[cfg(feature = "cxone")]
mod broker;
#[cfg(feature = "cxone")]
mod candidates;
#[cfg(feature = "cxone")]
mod confirmation;
#[cfg(feature = "cxone")]
mod connection;
#[cfg(feature = "cxone")]
mod credentials;
#[cfg(feature = "cxone")]
mod discover;
#[cfg(feature = "cxone")]
mod event;
#[cfg(feature = "cxone")]
mod evidence;
#[cfg(feature = "cxone")]
mod grant;
#[cfg(feature = "cxone")]
mod identities;
mod kit;
#[cfg(feature = "cxone")]
mod listing;
#[cfg(feature = "cxone")]
mod lists;
#[cfg(feature = "cxone")]
mod matching;
#[cfg(feature = "cxone")]
mod outcomes;
#[cfg(feature = "cxone")]
mod outputs;
#[cfg(feature = "cxone")]
mod pending;
#[cfg(feature = "cxone")]
mod perform;
#[cfg(feature = "cxone")]
mod place;
#[cfg(feature = "cxone")]
mod plan;
#[cfg(feature = "cxone")]
mod profile;
#[cfg(feature = "cxone")]
mod readback;
#[cfg(feature = "cxone")]
mod reader;
#[cfg(feature = "cxone")]
mod renewals;
#[cfg(feature = "cxone")]
mod rows;

#[cfg(feature = "cxone")]
use super::net::refusal;
#[cfg(feature = "cxone")]
pub mod request;
#[cfg(feature = "cxone")]
mod session;
#[cfg(feature = "cxone")]
mod sessions;
#[cfg(feature = "cxone")]
mod settings;
#[cfg(feature = "cxone")]
mod shared;
#[cfg(feature = "cxone")]
mod sight;
#[cfg(feature = "cxone")]
mod sign_in;
#[cfg(feature = "cxone")]
mod spelling;
#[cfg(feature = "cxone")]
mod text;
#[cfg(feature = "cxone")]
mod transport;
#[cfg(feature = "cxone")]
mod watch;
#[cfg(feature = "cxone")]
mod wire;
#[cfg(feature = "cxone")]
mod words;

#[cfg(feature = "cxone")]
pub use super::net::{Refusals, Secret, SetupError, certificates};
#[cfg(feature = "cxone")]
pub use beside::{Beside, Conduct, Events, Origin};
#[cfg(feature = "cxone")]
pub use connection::Connection;
pub use kit::KIT;
#[cfg(feature = "cxone")]
pub use settings::{ActsFor, Place, ProfileSession, Settings, SignIn, Station, Timeouts};

/// Reads bytes as a batch of events, with everything that is asked of one: for the fuzz targets.
#[doc(hidden)]
#[cfg(feature = "cxone")]
pub fn read_untrusted(body: &[u8]) {
    let body = bytes::Bytes::copy_from_slice(body);
    for event in event::read(&body)
        .into_iter()
        .flat_map(|batch| batch.events)
    {
        let _ = (event.contact(), event.status(), event.is_inbound());
        let _ = (event.is_final(), event.is_of_contact(), event.changed_at());
    }
}
