//! easyCIM's kit: what it offers, and how a profile leads to it.

mod browser;
mod profile;

use crate::catalogue::{LoadError, SystemEntry};
use crate::system::{Kit, ProfileReader};

/// easyCIM, as the rest of the house meets it.
pub const KIT: Kit = Kit {
    name: "easycim",
    title: "easyCIM",
    catalogue,
    profile: Some(ProfileReader {
        keys: &profile::KEYS,
        timeouts: &["connect", "request", "confirm", "settle"],
        read: profile::read,
        beside_simulator: |table| browser::Chosen::read(table).map(drop),
    }),
    browser: Some(browser::open),
};

fn catalogue() -> Result<SystemEntry, LoadError> {
    SystemEntry::from_tables(
        include_str!("actions.toml"),
        &[
            include_str!("actions/scripts.toml"),
            include_str!("actions/contacts.toml"),
            include_str!("actions/calls.toml"),
            include_str!("actions/agents.toml"),
        ],
    )
}
