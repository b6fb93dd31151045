//! easyCIM's kit: what it offers, and how a profile leads to it.

#[cfg(feature = "easycim")]
mod browser;
#[cfg(feature = "easycim")]
mod doctor;
#[cfg(feature = "easycim")]
mod pilot;
#[cfg(feature = "easycim")]
mod profile;

use super::rules::RULES;
use crate::catalogue::{LoadError, SystemEntry};
use crate::system::{Kit, OpenBrowser, ProfileReader};

/// easyCIM, as the rest of the house meets it.
pub const KIT: Kit = Kit {
    name: "easycim",
    title: "easyCIM",
    catalogue,
    profile: PROFILE,
    browser: BROWSER,
};

/// How a profile leads to it.
#[cfg(feature = "easycim")]
const PROFILE: Option<ProfileReader> = Some(ProfileReader {
    page: Some(include_str!("../../../docs/easycim.md")),
    keys: &profile::KEYS,
    timeouts: &["connect", "request", "confirm", "settle"],
    read: profile::read,
    beside_simulator: |table| browser::Chosen::read(table).map(drop),
});
#[cfg(not(feature = "easycim"))]
const PROFILE: Option<ProfileReader> = None;

/// How its page is opened for people to watch.
#[cfg(feature = "easycim")]
const BROWSER: Option<OpenBrowser> = Some(browser::open);
#[cfg(not(feature = "easycim"))]
const BROWSER: Option<OpenBrowser> = None;

fn catalogue() -> Result<SystemEntry, LoadError> {
    let entry = SystemEntry::from_baked(
        baked!("easycim/actions"),
        &[
            baked!("easycim/actions/scripts"),
            baked!("easycim/actions/contacts"),
            baked!("easycim/actions/calls"),
            baked!("easycim/actions/agents"),
        ],
    )?;
    Ok(entry.with_rules(RULES))
}
