//! The way over the toolbar's page: the Chrome DevTools Protocol to a browser.
//!
//! A small client of our own: a handful of methods of the protocol is needed, and no browser that
//! runs already is ever ended by it.

mod channel;
mod document;
mod ear;
mod frames;
mod home;
mod keeper;
mod list;
mod page;
mod pipe;
mod port;
mod profile_folder;
mod script;
mod session;
mod started;

pub(super) use page::PageLink;
pub use started::Started;
