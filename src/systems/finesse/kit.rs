//! Finesse's kit: what it offers, and how a profile leads to it.

#[cfg(feature = "finesse")]
mod doctor;
#[cfg(feature = "finesse")]
mod pilot;
#[cfg(feature = "finesse")]
mod profile;

use super::rules::RULES;
use crate::catalogue::{LoadError, SystemEntry};
use crate::system::{Kit, ProfileReader};

/// Finesse, as the rest of the house meets it.
pub const KIT: Kit = Kit {
    name: "finesse",
    title: "Finesse",
    catalogue,
    profile: PROFILE,
    browser: None,
};

/// How a profile leads to it.
#[cfg(feature = "finesse")]
const PROFILE: Option<ProfileReader> = Some(ProfileReader {
    page: None,
    keys: &profile::KEYS,
    timeouts: &["connect", "request", "confirm"],
    read: profile::read,
    beside_simulator: profile::beside_simulator,
});
#[cfg(not(feature = "finesse"))]
const PROFILE: Option<ProfileReader> = None;

fn catalogue() -> Result<SystemEntry, LoadError> {
    let entry = SystemEntry::from_baked(
        baked!("finesse/actions"),
        &[
            baked!("finesse/actions/sessions"),
            baked!("finesse/actions/agents"),
            baked!("finesse/actions/contacts"),
            baked!("finesse/actions/calls"),
            baked!("finesse/actions/supervisor"),
            baked!("finesse/actions/campaigns"),
            baked!("finesse/actions/system"),
        ],
    )?;
    Ok(entry.with_rules(RULES))
}
