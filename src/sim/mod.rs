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

#[cfg(feature = "sim")]
mod body;
#[cfg(feature = "sim")]
mod clock;
#[cfg(feature = "sim")]
mod control;
#[cfg(feature = "sim")]
pub mod cxone;
#[cfg(feature = "sim")]
mod diary;
#[cfg(feature = "sim")]
mod duration;
#[cfg(feature = "sim")]
pub mod easycim;
#[cfg(feature = "sim")]
mod fault;
#[cfg(feature = "sim")]
pub mod finesse;
#[cfg(feature = "sim")]
mod identity;
#[cfg(feature = "sim")]
mod journal;
mod kit;
mod list;
#[cfg(feature = "sim")]
mod log;
#[cfg(feature = "sim")]
mod options;
#[cfg(feature = "sim")]
mod origin;
#[cfg(feature = "sim")]
mod params;
#[cfg(feature = "sim")]
mod reply;
#[cfg(feature = "sim")]
mod request;
#[cfg(feature = "sim")]
mod server;
#[cfg(feature = "sim")]
mod simulator;
#[cfg(feature = "sim")]
mod spoil;
#[cfg(feature = "sim")]
mod written;

#[cfg(feature = "sim")]
pub use clock::Clock;
#[cfg(feature = "sim")]
pub use fault::{Act, Fault, FaultError, Oddity, When};
#[cfg(feature = "sim")]
pub use journal::LogEntry;
pub use kit::{
    Door, FaultChoice, First, Guide, NotStarted, Running, SimulatorKit, SimulatorOption, Start,
    Takes, Visitor, Watched, World,
};
pub use list::{KITS, of};
#[cfg(feature = "sim")]
pub use options::{Options, WorldSource};
#[cfg(feature = "sim")]
pub use simulator::{Simulator, serve};
