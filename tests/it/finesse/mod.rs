//! The connection to Finesse.

mod prosody;
mod stream;
