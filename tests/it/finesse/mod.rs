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
mod media;
mod prosody;
mod proxied;
mod sessions;
mod simulated;
mod stream;

pub use beside::unkind;
pub use beside_examples::EXAMPLES;
pub use contactflow::sim::finesse::{Options, Simulator};
pub use contactflow::systems::finesse::Beside;
pub use desk::{connect, settings};
