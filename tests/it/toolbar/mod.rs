//! easyCIM's simulator: its page in a real Chromium, its toolbar with a real Socket.IO client.
//! Neither is spoken to by the connection that Contactflow itself uses.

pub mod chromium;
mod command;
mod library;
mod look;
mod socket_io;
mod watching;

/// A contact of the small world, and its script, that nothing is wrong with.
const FIRST: &str = "68-60f69967@toolbar.example";
