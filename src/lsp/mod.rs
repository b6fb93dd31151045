//! The language server: what editors ask about scripts.
//!
//! Each feature is a plain function from a [`document::Document`] and a place in it to an answer in
//! bytes and spans. [`serve`] speaks the protocol and counts as editors count.

mod across;
mod around;
mod asking;
#[cfg(feature = "internals")]
mod at_once;
mod capabilities;
pub mod code_action;
pub mod completion;
mod convert;
pub mod definition;
pub mod diagnostics;
pub mod document;
mod documents;
mod files;
pub mod folding;
pub mod formatting;
pub mod hover;
pub mod index;
pub mod inlay;
mod jobs;
mod lens;
pub mod meant;
mod notifications;
mod on_type;
pub mod position;
mod quiet;
pub mod rename;
mod requests;
mod run_tests;
pub mod semantic_tokens;
mod server;
mod settings;
mod settings_text;
mod signature;
pub mod symbols;
mod tested;
mod uri;
mod wire;
mod workspace;

#[cfg(feature = "internals")]
pub use at_once::AtOnce;
pub use server::{Ended, serve};
#[cfg(feature = "studio")]
pub use wire::channels;
pub use wire::{frame, stdio};

/// The address of a file, as editors name it.
#[cfg(feature = "studio")]
pub fn address(path: &std::path::Path) -> String {
    uri::of_path(path).0
}
