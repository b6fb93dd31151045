//! The studio: a page for a browser on this machine, and the server that it speaks to. It answers nobody
//! else: what it does is done with the rights of the user who started it.
//!
//! [`Studio`] serves the page, its editor's connection to the language server, and questions to a
//! [`Desk`], which knows what can be done with flows.

mod assets;
mod desk;
mod guard;
mod pages;
mod reply;
mod server;
mod socket;

pub use desk::{Desk, Given};
#[cfg(feature = "internals")]
pub use guard::Guard;
pub use server::Studio;
