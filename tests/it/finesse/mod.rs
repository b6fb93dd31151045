//! The connection to Finesse.

mod desk;
mod prosody;
mod simulated;
mod stream;
