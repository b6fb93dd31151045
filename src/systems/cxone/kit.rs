//! CXone's kit: what it offers, and how a profile leads to it.

#[cfg(feature = "cxone")]
mod choice;
#[cfg(feature = "cxone")]
mod doctor;
#[cfg(feature = "cxone")]
mod pilot;
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
    page: None,
    keys: &profile::KEYS,
    timeouts: &["connect", "request", "poll", "confirm"],
    read: profile::read,
    beside_simulator: profile::beside_simulator,
});
#[cfg(not(feature = "cxone"))]
const PROFILE: Option<ProfileReader> = None;

fn catalogue() -> Result<SystemEntry, LoadError> {
    SystemEntry::from_baked(
        baked!("cxone/actions"),
        &[
            baked!("cxone/actions/sessions"),
            baked!("cxone/actions/agents"),
            baked!("cxone/actions/agent-leg"),
            baked!("cxone/actions/contacts"),
            baked!("cxone/actions/recording"),
            baked!("cxone/actions/calls"),
            baked!("cxone/actions/callbacks"),
            baked!("cxone/actions/data"),
            baked!("cxone/actions/media"),
            baked!("cxone/actions/customer-chat"),
            baked!("cxone/actions/email"),
            baked!("cxone/actions/reports"),
            baked!("cxone/actions/supervisor"),
            baked!("cxone/actions/dialer"),
        ],
    )
}
