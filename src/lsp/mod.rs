//! The language server: what editors ask about scripts.
//!
//! Each feature is a plain function from a [`document::Document`] and a place in it to an answer in
//! bytes and spans. [`serve`] speaks the protocol and counts as editors count.

mod capabilities;
mod convert;
pub mod diagnostics;
pub mod document;
mod documents;
pub mod formatting;
pub mod hover;
pub mod index;
mod notifications;
pub mod position;
mod requests;
pub mod semantic_tokens;
mod server;
mod settings;
mod uri;

pub use server::{Ended, serve};
