//! The way over the toolbar's page: the Chrome DevTools Protocol to a browser that runs already.
//!
//! A small client of our own: five methods of the protocol are needed, and no browser is ever ended
//! by it. Arguments travel as data, never as part of a program text.

mod document;
mod keeper;
mod list;
mod page;
mod session;

pub(super) use page::PageLink;
