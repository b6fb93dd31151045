//! The connection to Finesse.

mod beside;
mod beside_examples;
mod command;
mod connected;
mod desk;
mod examples;
mod house;
mod prosody;
mod proxied;
mod sessions;
mod simulated;
mod stream;
