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

mod agent_session;
mod answering;
mod beside;
mod broker;
pub mod confirm;
mod connection;
mod cookie;
mod credential_gate;
mod facts;
mod inner;
mod kit;
mod link;
pub mod model;
mod node;
mod origin;
pub mod outcomes;
pub mod outputs;
mod pending_write;
mod perform;
mod place;
mod plan;
mod precheck;
mod profile;
pub mod request;
mod rest;
mod settings;
mod side_stream;
mod sign_in;
mod stream_keeper;
mod watch;
pub mod xml;
pub mod xmpp;

pub use super::net::{Refusals, Secret, SetupError, certificates};
pub use beside::{Beside, Events};
pub use connection::Connection;
pub use kit::KIT;
pub use settings::{By, Node, Settings, SignIn, Timeouts};
