//! Findings, runs and traces for people and for programs.
//!
//! What people and programs may see is made here, and here only: a text of a run is shown part by
//! part, as each part is marked, by a [`Redactor`]. A [`Printer`] is the only way out of the
//! process.

pub mod advice;
pub mod concise;
#[cfg(feature = "cli")]
pub mod diff;
pub mod doctor;
pub mod document;
pub mod documents;
#[cfg(feature = "people")]
mod failure;
pub mod fingerprint;
pub mod github;
pub mod gitlab;
mod inspection;
pub mod json;
#[cfg(feature = "cli")]
pub mod junit;
mod look;
mod markdown;
#[cfg(feature = "page")]
pub mod page;
#[cfg(feature = "people")]
mod people;
mod problem;
pub mod redact;
pub mod rule;
mod run_json;
pub mod sarif;
mod serial;
mod sink;
pub mod text;
mod title;
pub mod trace;
#[cfg(feature = "people")]
mod window;

pub use document::Document;
pub use inspection::{Inspected, Inspection, Trouble, shown};
pub use look::{Look, Style};
#[cfg(feature = "people")]
pub use people::People;
pub use redact::Redactor;
pub use run_json::{left_json, run as run_json};
pub use serial::JsonLines;
pub use sink::Printer;
