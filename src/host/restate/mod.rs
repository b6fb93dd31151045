//! Runs on an engine of several machines: Restate keeps their journals, their timers and their
//! signals, and pushes them to whichever worker is there.
//!
//! [`Worker`] is what the engine pushes runs to; [`Client`] is for programs that submit them and look at
//! them. The interpreter is the same as everywhere: what it asks for becomes entries of the engine's
//! journal, and what comes back is told to it in the journal's order.

mod attempt;
mod awaiting;
mod client;
mod course;
mod follow;
mod found;
mod identity;
mod line;
mod over;
mod perform;
mod say;
mod serve;
mod wire;
mod worker;

pub use client::{
    Address, Client, Deployment, EngineRunner, Left, Listed, NoClient, Submitted, Tried, Turns,
    Unread, secret_input,
};
pub use follow::{Attempted, Follow, Follower};
pub use found::FoundOut;
pub use identity::{Identity, NoKey};
pub use serve::{Serving, serve};
pub use wire::{Message, Order, Settled, service};
pub use worker::Worker;
