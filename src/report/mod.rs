//! Findings, runs and traces for people and for programs.
//!
//! Everything that is shown passes through one [`Printer`], which owns the [`Redactor`]: there is
//! no other way out. The modules here only make texts; whoever embeds the engine and shows them
//! elsewhere hands them to [`Redactor::clean`] first.

pub mod advice;
pub mod concise;
pub mod diff;
mod failure;
pub mod fingerprint;
pub mod github;
pub mod gitlab;
mod inspection;
pub mod json;
pub mod junit;
mod look;
mod people;
mod problem;
pub mod redact;
pub mod rule;
mod run_json;
pub mod sarif;
mod sink;
pub mod text;
pub mod trace;
mod window;

pub use inspection::{Inspected, Inspection, Trouble};
pub use look::{Look, Style};
pub use people::People;
pub use redact::Redactor;
pub use run_json::run as run_json;
pub use sink::Printer;
