//! The connection to Finesse.

mod beside;
mod command;
mod connected;
mod desk;
mod examples;
mod house;
mod prosody;
mod sessions;
mod simulated;
mod stream;
