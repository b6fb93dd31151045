//! Cisco Finesse: requests over REST, outcomes from the events of an XMPP stream.

pub mod confirm;
pub mod model;
pub mod outcomes;
pub mod outputs;
pub mod request;
pub mod xml;
pub mod xmpp;
