//! Contactflow: a small text language for contact centres, its checker and its interpreter.
//!
//! The command `flow` is one host of this crate; your program can be another. A host puts an
//! [`Engine`] together from the [`System`]s that its flows may drive, checks a [`Flow`] against
//! what they offer, and starts runs:
//!
//! ```
//! use contactflow::check::Context;
//! use contactflow::{Engine, Flow};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = "emit Answer: 6 * Times\n\ninput Times: number";
//! let engine = Engine::builder().build()?;
//! let flow = Flow::check("hello.flow", text, &engine.catalogue(), &Context::default())?;
//! let report = engine.run(&flow, [("Times", 7)]).await;
//!
//! assert!(report.succeeded());
//! assert_eq!(u32::try_from(&report.results["Answer"])?, 42);
//! # Ok(())
//! # }
//! ```
//!
//! [`Actions`] makes a system of a host's own functions; [`JsonLines`] writes what happens, and a
//! [`Journal`] keeps it, so that runs go on after a crash. `examples/embed.rs` has all of them. What
//! a run shows to people hides the values that nobody may see; what it hands to the host does not.
//!
//! What the documentation does not list is not for hosts, and may change at any time.

// Everything that is shown goes out through `report::Printer`, which hides what nobody may see.
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro)]
#![warn(missing_docs)]
// what only the command uses is known to be used where the command is built
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

// `pest_derive` writes code for crates without `std`, and for pest: what that code runs on is `syntax::matcher`.
extern crate alloc;
extern crate pest as pest_itself;
extern crate self as pest;
use syntax::matcher::{Atomicity, ParseResult, Parser, ParserState, error, iterators, state};

// A module that is declared twice is no part of what hosts build on: tests and benches reach it by the
// feature `internals`.
pub mod catalogue;
pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[cfg(not(feature = "internals"))]
mod clock;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod clock;
pub mod config;
pub mod diagnostic;
#[cfg(not(feature = "internals"))]
mod diff;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod diff;
#[cfg(not(feature = "internals"))]
mod fix;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod fix;
#[cfg(not(feature = "internals"))]
mod graph;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod graph;
pub mod host;
pub mod journal;
#[cfg(all(feature = "lsp", not(feature = "internals")))]
mod lsp;
#[cfg(all(feature = "lsp", feature = "internals"))]
#[doc(hidden)]
pub mod lsp;
mod nearest;
mod outcome;
#[cfg(any(feature = "net", feature = "sim"))]
mod private;
#[cfg(not(feature = "internals"))]
mod program;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod program;
#[cfg(not(feature = "internals"))]
mod report;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod report;
pub mod run;
mod script;
pub mod settings;
// worlds for single tests are put together by tests alone
#[cfg(not(feature = "internals"))]
#[allow(dead_code, unused_imports)]
mod sim;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod sim;
pub mod source;
#[cfg(all(feature = "studio", not(feature = "internals")))]
mod studio;
#[cfg(all(feature = "studio", feature = "internals"))]
#[doc(hidden)]
pub mod studio;
#[cfg(not(feature = "internals"))]
mod syntax;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod syntax;
pub mod system;
pub mod systems;
#[cfg(not(feature = "internals"))]
mod testing;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod testing;
pub mod value;

pub use catalogue::Catalogue;
pub use host::{Actions, Engine, Inputs, NoRuntime, NotResumed, ResumeOptions, RunHandle};
pub use host::{RunOptions, WrongActions};
pub use journal::Journal;
pub use outcome::Outcome;
pub use report::{JsonLines, Redactor};
pub use run::effect::{Answer, Await, Call, Watch};
pub use run::event::{End, Event, EventKind, Failure, Fault, InDoubt, LeftOpen, RunReport};
pub use run::{Limits, Observer};
pub use script::{Finding, Flow, Refused};
pub use system::{Pending, System};
pub use value::{NotOfValue, Record, Type, Value, to_value};

// What two of them were called: host programs go on compiling.
#[doc(hidden)]
pub use script::Flow as Script;
#[doc(hidden)]
pub use value::Type as Kind;

// Whose types stand in signatures above.
pub use {indexmap, jiff, rust_decimal, serde_json};
