//! Findings, runs and traces for people and for programs.
//!
//! Everything that is shown passes through one [`Printer`], which owns the [`Redactor`]: there is
//! no other way out.

pub mod redact;

pub use redact::Redactor;
