//! Cisco Finesse: requests over REST, outcomes from the events of an XMPP stream.

pub mod confirm;
mod connection;
mod cookie;
mod facts;
mod flight;
mod gate;
mod hub;
mod keeper;
mod line;
pub mod model;
mod node;
pub mod outcomes;
pub mod outputs;
mod perform;
mod place;
mod plan;
mod profile;
pub mod request;
mod rest;
mod settings;
mod watch;
pub mod xml;
pub mod xmpp;

pub use super::net::{Secret, SetupError, certificates};
pub use connection::Connection;
pub use settings::{By, Node, Settings, SignIn, Timeouts};
