//! Cisco Finesse, simulated: REST over HTTPS, and events over a real XMPP stream, on two nodes.
//!
//! Written from the vendor's public documents (<https://developer.cisco.com/docs/finesse>). Where
//! they are silent the comments say what was assumed. What is asked is accepted with 202; what
//! comes of it comes as an event. Two actions change nothing that an event would tell of, so none
//! comes when they succeed: SEND_DTMF and START_RECORDING.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! use contactflow::sim::finesse::{Options, Simulator};
//!
//! let simulator = Simulator::start(Options::default()).await?;
//! assert!(simulator.rest_address().starts_with("https://127.0.0.1:"));
//! assert!(simulator.websocket_address().ends_with("/ws"));
//! assert!(simulator.log().is_empty());
//! simulator.stop().await;
//! # Ok(())
//! # }
//! ```

mod control;
mod event;
mod faults;
mod guard;
mod house;
mod kit;
mod node;
mod options;
mod rest;
mod server;
mod simulator;
mod view;
pub(crate) mod world;
mod xml;
mod xmpp;

pub use kit::KIT;
pub use node::{NodeAddress, Side};
pub use options::Options;
pub use simulator::{SignIn, Simulator};
pub use world::agent::{User, UserState, WrapUpMode};
pub use world::call::{Behaviour, CallData, CallState, CallType, Dialog, Participant};
pub use world::file::{
    AuthMode, Delivery, DialogFile, DropPolicy, EccVariable, Number, NumberDoes, Platform,
    PresenceBy, Queue, Reason, SecondSignIn, Team, UserFile, WhenGone, WorldFile, WrapUpReason,
};
pub use world::task::{Medium, MediumState, Task, TaskState};
