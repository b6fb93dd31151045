//! Contactflow: a small text language for contact centres, its checker and its interpreter.
//!
//! The command `flow` is one host of this crate; your program can be another. A host reads a
//! [`Script`] against a [`Catalogue`](catalogue::Catalogue), puts an [`Engine`] together from the
//! [`System`]s that its flows may drive, and starts runs:
//!
//! ```
//! use contactflow::check::Context;
//! use contactflow::{Engine, Script, catalogue::Catalogue, value::Record};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), contactflow::Refused> {
//! let flow = "log \"good morning\"\nemit Answer: 6 * 7";
//! let script = Script::check("hello.flow", flow, Catalogue::builtin(), &Context::default())?;
//! let engine = Engine::builder().build();
//! let report = engine.run(script.program().clone(), Record::new()).await;
//!
//! assert!(report.succeeded());
//! assert_eq!(report.results["Answer"].to_string(), "42");
//! # Ok(())
//! # }
//! ```
//!
//! `examples/embed.rs` adds a system and an action of its own, passes inputs, observes events,
//! cancels a run and sets [`Limits`]. What a run shows to people goes through a
//! [`report::Redactor`]; what it hands to the host does not.

// Everything that is shown goes out through `report::Printer`, which hides what nobody may see.
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro)]
#![warn(missing_docs)]

pub mod catalogue;
pub mod check;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod fix;
pub mod host;
pub mod journal;
pub mod lsp;
mod nearest;
mod outcome;
pub mod program;
pub mod report;
pub mod run;
mod script;
pub mod settings;
pub mod sim;
pub mod source;
pub mod syntax;
pub mod system;
pub mod systems;
pub mod value;

pub use host::{Engine, RunHandle, RunOptions};
pub use outcome::Outcome;
pub use run::event::{Event, EventKind, RunReport};
pub use run::{Limits, Observer};
pub use script::{Refused, Script};
pub use system::System;
