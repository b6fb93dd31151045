//! Cisco Finesse: requests over REST, outcomes from the events of an XMPP stream.
//!
//! A [`Connection`] is made from [`Settings`]; it connects when it is first used, as one user, to
//! the first of the two nodes that serves. It opens the event stream before anything is sent,
//! follows the user's contacts, and answers each call with one outcome.
//!
//! ```
//! use contactflow::catalogue::Catalogue;
//! use contactflow::run::effect::Call;
//! use contactflow::sim::finesse::{Options, Side, Simulator};
//! use contactflow::systems::System;
//! use contactflow::systems::finesse::{Connection, Node, Secret, Settings, SignIn};
//! use contactflow::value::Value;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let simulator = Simulator::start(Options::default()).await?;
//! let user = simulator.users().remove(0);
//! let place = simulator.node(Side::A);
//! let node = Node {
//!     stream_port: Some(place.xmpp.port()),
//!     ..Node::at(place.rest())
//! };
//! let sign_in = SignIn::password(user.id, Secret::new(user.password));
//! let mut settings = Settings::new(vec![node], sign_in);
//! settings.roots.push(simulator.root_certificate_der().to_vec());
//! let entry = Catalogue::builtin().system("finesse").ok_or("no such system")?;
//! let finesse = Connection::new(settings, entry.clone())?;
//!
//! let mut args = finesse.provided().await.map_err(|answer| answer.reason)?;
//! args.insert("ContactId".into(), Value::text("16804377"));
//! let hold = Call {
//!     system: "finesse".into(),
//!     action: "hold contact".into(),
//!     args,
//!     reads: false,
//! };
//! let answer = finesse.perform(&hold, "example/1/1").await;
//! assert!(answer.is_success(), "{}", answer.reason);
//! finesse.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! # What ends how
//!
//! | what came back | outcome |
//! |---|---|
//! | 202, then an event with the request's id, or one that shows the state | `Success` |
//! | 202, no event, and reading back shows the state | `Success` |
//! | 202, and nothing shows it in time | `Unknown` |
//! | an event or an answer with an error | what its number, its constant, its type or the participant's allowed actions say |
//! | 401 that says nothing, or the event stream refuses the password | `Unauthorized`, and nothing more is sent with these credentials |
//! | 401 "Authorization Failure", which means two things | the same where the user may not read itself either, else `InvalidSecurityUser` |
//! | another 401 | what its type says; that the user may not do that is `InvalidSecurityUser` |
//! | no node in service, 503, or no connection | `Unavailable`: nothing was done |
//! | another 5xx, silence or a broken connection after sending | what events or reading back show, else `Unknown`; a read ends in `Unavailable` |
//! | a redirect, which is never followed, or anything else | `Rejected`, in the system's words |
//!
//! Requests for one agent's phone go out one after the other. A contact's id goes on meaning the
//! same contact when a transfer or a conference gives its dialog another one.

#[cfg(feature = "finesse")]
mod aftermath;
#[cfg(feature = "finesse")]
mod agent_session;
#[cfg(feature = "finesse")]
mod answering;
#[cfg(feature = "finesse")]
mod beside;
#[cfg(feature = "finesse")]
mod broker;
#[cfg(feature = "finesse")]
mod call_data;
#[cfg(feature = "finesse")]
pub mod confirm;
#[cfg(feature = "finesse")]
mod connection;
#[cfg(feature = "finesse")]
mod cookie;
#[cfg(feature = "finesse")]
mod credential_gate;
#[cfg(feature = "finesse")]
mod facts;
#[cfg(feature = "finesse")]
mod inner;
mod kit;
#[cfg(feature = "finesse")]
mod link;
#[cfg(feature = "finesse")]
mod media;
#[cfg(feature = "finesse")]
pub mod model;
#[cfg(feature = "finesse")]
mod node;
#[cfg(feature = "finesse")]
mod origin;
#[cfg(feature = "finesse")]
pub mod outcomes;
#[cfg(feature = "finesse")]
pub mod outputs;
#[cfg(feature = "finesse")]
mod pending_write;
#[cfg(feature = "finesse")]
mod perform;
#[cfg(feature = "finesse")]
mod place;
#[cfg(feature = "finesse")]
mod plan;
#[cfg(feature = "finesse")]
mod precheck;
#[cfg(feature = "finesse")]
mod profile;
#[cfg(feature = "finesse")]
mod read;
#[cfg(feature = "finesse")]
pub mod request;
#[cfg(feature = "finesse")]
mod rest;
mod rules;
#[cfg(feature = "finesse")]
mod settings;
#[cfg(feature = "finesse")]
mod side_stream;
#[cfg(feature = "finesse")]
mod sign_in;
#[cfg(feature = "finesse")]
mod stream_keeper;
#[cfg(feature = "finesse")]
mod watch;
#[cfg(feature = "finesse")]
pub mod xml;
#[cfg(feature = "finesse")]
pub mod xmpp;

#[cfg(feature = "finesse")]
pub use super::net::{Refusals, Secret, SetupError, certificates};
#[cfg(feature = "finesse")]
pub use beside::{Beside, Events};
#[cfg(feature = "finesse")]
pub use connection::Connection;
pub use kit::KIT;
#[cfg(feature = "finesse")]
pub use settings::{By, Node, Settings, SignIn, Timeouts};
