//! CXone's kit: what it offers, and how a profile leads to it.

#[cfg(feature = "cxone")]
mod choice;
#[cfg(feature = "cxone")]
mod doctor;
#[cfg(feature = "cxone")]
mod profile;

use crate::catalogue::{LoadError, SystemEntry};
use crate::system::{Kit, ProfileReader};

/// CXone, as the rest of the house meets it.
pub const KIT: Kit = Kit {
    name: "cxone",
    title: "CXone",
    catalogue,
    profile: PROFILE,
    browser: None,
};

/// How a profile leads to it.
#[cfg(feature = "cxone")]
const PROFILE: Option<ProfileReader> = Some(ProfileReader {
    keys: &profile::KEYS,
    timeouts: &["connect", "request", "poll", "confirm"],
    read: profile::read,
    beside_simulator: profile::beside_simulator,
});
#[cfg(not(feature = "cxone"))]
const PROFILE: Option<ProfileReader> = None;

fn catalogue() -> Result<SystemEntry, LoadError> {
    SystemEntry::from_tables(
        include_str!("actions.toml"),
        &[
            include_str!("actions/sessions.toml"),
            include_str!("actions/agents.toml"),
            include_str!("actions/agent-leg.toml"),
            include_str!("actions/contacts.toml"),
            include_str!("actions/recording.toml"),
            include_str!("actions/calls.toml"),
            include_str!("actions/callbacks.toml"),
            include_str!("actions/data.toml"),
            include_str!("actions/media.toml"),
            include_str!("actions/supervisor.toml"),
            include_str!("actions/dialer.toml"),
        ],
    )
}
