//! The simulators: the vendors' protocols over real sockets, written from the vendors' documents.
//!
//! A [`Simulator`] listens on loopback, in process, and behaves as the real system's documents
//! say it does. It shares nothing with the connections that talk to it, so that a mistake in one
//! is not hidden by the same mistake in the other.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! use contactflow::sim::{Options, Simulator};
//!
//! let simulator = Simulator::start(Options::default()).await?;
//! assert!(simulator.base_address().starts_with("http://127.0.0.1:"));
//! assert!(simulator.log().is_empty());
//! simulator.stop().await;
//! # Ok(())
//! # }
//! ```

mod body;
mod clock;
mod control;
pub mod cxone;
mod diary;
mod duration;
pub mod easycim;
mod fault;
pub mod finesse;
mod identity;
mod journal;
mod kit;
mod list;
mod log;
mod options;
mod origin;
mod params;
mod reply;
mod request;
mod server;
mod simulator;
mod spoil;

pub use clock::Clock;
pub use fault::{Act, Fault, FaultError, Oddity, When};
pub use journal::LogEntry;
pub use kit::{
    Door, Guide, NotStarted, Running, SimulatorKit, SimulatorOption, Start, Takes, Visitor, World,
};
pub use list::{KITS, of};
pub use options::{Options, WorldSource};
pub use simulator::{Simulator, serve};
