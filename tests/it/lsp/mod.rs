//! The language server, asked as editors ask it.

mod client;
mod protocol;
