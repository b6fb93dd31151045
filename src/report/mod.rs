//! Findings, runs and traces for people and for programs.
//!
//! Everything that is shown passes through one [`Printer`], which owns the [`Redactor`]: there is
//! no other way out. The modules here only make texts; whoever embeds the engine and shows them
//! elsewhere hands them to [`Redactor::clean`] first.

pub mod advice;
pub mod concise;
mod failure;
pub mod json;
mod look;
mod people;
pub mod redact;
mod run_json;
mod sink;
pub mod text;
pub mod trace;
mod window;

pub use look::{Look, Style};
pub use people::People;
pub use redact::Redactor;
pub use run_json::run as run_json;
pub use sink::Printer;
