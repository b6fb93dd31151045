//! The language server: what editors ask about scripts.
//!
//! Each feature is a plain function from a [`document::Document`] and a place in it to an answer in
//! bytes and spans. [`serve`] speaks the protocol and counts as editors count.

mod capabilities;
pub mod code_action;
pub mod completion;
mod convert;
pub mod definition;
pub mod diagnostics;
pub mod document;
mod documents;
pub mod folding;
pub mod formatting;
pub mod hover;
pub mod index;
pub mod inlay;
pub mod meant;
mod notifications;
pub mod position;
pub mod rename;
mod requests;
pub mod semantic_tokens;
mod server;
mod settings;
pub mod symbols;
mod uri;

pub use server::{Ended, serve};
