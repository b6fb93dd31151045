//! Cisco Finesse: requests over REST, outcomes from the events of an XMPP stream.

pub mod xmpp;
