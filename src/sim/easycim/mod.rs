//! easyCIM's toolbar: the process on the agent's computer, and the page whose library talks to it.
//!
//! Both are written from what is documented, and from what is known of the page's library. The
//! library answers calls by the name of their method alone, never rejects and never times out; so
//! does this one.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! use contactflow::sim::easycim::{Options, Simulator};
//!
//! let simulator = Simulator::start(Options::default()).await?;
//! assert!(simulator.page_address().starts_with("http://127.0.0.1:"));
//! assert!(simulator.toolbar_address().starts_with("ws://127.0.0.1:"));
//! assert!(simulator.script("E-1001").is_some_and(|script| script.saved.is_empty()));
//! simulator.stop();
//! # Ok(())
//! # }
//! ```

mod calls;
mod fault;
mod house;
mod kit;
mod log;
mod method;
mod options;
mod packet;
mod page;
mod simulator;
mod socket;
#[cfg(test)]
mod tests;
mod world;

pub use fault::{Act, Fault};
pub use kit::KIT;
pub use log::LogEntry;
pub use options::{Answers, Library, Options, WorldSource};
pub use simulator::Simulator;
pub use world::{
    Agent, AgentFile, AgentState, Contact, ContactFile, Kind, Phase, Saved, Script, ScriptFile,
    WorldFile,
};
