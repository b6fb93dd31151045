//! The connection to Finesse.

mod beside;
mod beside_actions;
mod beside_examples;
mod command;
mod connected;
mod desk;
mod examples;
mod hostile;
mod house;
mod prosody;
mod proxied;
mod sessions;
mod simulated;
mod stream;
