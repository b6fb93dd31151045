//! NICE CXone, simulated: User Hub and OAuth sign-in, discovery, and the agent, admin, patron and
//! real-time APIs under `/incontactapi/services/vNN.N/`.
//!
//! Written from the vendor's public documents (<https://developer.niceincontact.com/API>,
//! <https://help.nicecxone.com>). Where they are silent the comments say what was assumed.

mod address;
mod answer;
mod ask;
mod auth;
mod endpoints;
mod faults;
mod jwt;
mod kit;
mod record;
mod refusal;
mod route;
mod site;
#[cfg(test)]
mod tests;
mod view;
pub(crate) mod world;

pub use kit::KIT;
pub use world::contact::{Behaviour, Callback, CallbackStatus, Contact};
pub use world::desktop::{EventQueue, Harm};
pub use world::file::{ContactFile, Life, WorldFile};
pub use world::people::{AccessKey, Agent, Client, Right, Skill};
pub use world::state::{AgentState, Media, State};

pub use super::duration::Span;
pub(super) use answer::invalid_token;
pub(super) use faults::check as check_fault;
pub(super) use site::Cxone;
