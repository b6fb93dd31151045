//! Who uses the command: for what is kept of runs, and for plans that another person has to apply.

use crate::config::{Profile, Target};

/// Names the person where the machine's user does not: in CI, where everybody is one user.
const NAMED: &str = "FLOW_USER";

/// The person who uses this command.
pub(super) fn user() -> String {
    let names = [NAMED, "USER", "LOGNAME", "USERNAME"];
    let mut named = names.iter();
    let named = named.find_map(|name| std::env::var(name).ok().filter(|name| !name.is_empty()));
    named.unwrap_or_else(number)
}

#[cfg(unix)]
fn number() -> String {
    format!("user {}", rustix::process::getuid().as_raw())
}

#[cfg(not(unix))]
fn number() -> String {
    "unknown user".into()
}

/// As whom a profile's system knows who acts.
pub(super) fn principal(profile: &Profile) -> Option<String> {
    let own = profile.common.agent.clone();
    let agent = own.or_else(|| match &profile.target {
        Target::Real(connector) => connector.agent(),
        Target::Simulator(_) => None,
    })?;
    Some(format!("agent {}", agent.id))
}
