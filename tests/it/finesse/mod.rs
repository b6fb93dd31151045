//! The connection to Finesse.

mod desk;
mod examples;
mod prosody;
mod simulated;
mod stream;
