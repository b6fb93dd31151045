//! From profiles to connections: a file a system.

mod cxone;
mod easycim;
mod finesse;

use crate::catalogue::{Catalogue, SystemEntry};
use crate::config::{Problem, Profile};
use crate::report::Printer;
use crate::sim;
use crate::systems::System;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// A connection, and the simulator it leads to where it is one.
pub(super) struct Connected {
    pub system: Arc<dyn System>,
    pub simulator: Option<Box<dyn Running>>,
    pub place: Place,
}

/// A simulator inside this command.
pub(super) trait Running: Send {
    /// Stops it.
    fn stop(self: Box<Self>) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

impl Running for sim::Simulator {
    fn stop(self: Box<Self>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(sim::Simulator::stop(*self))
    }
}

/// Where a connection leads, for people.
pub(super) struct Place(String);

impl Place {
    /// To a simulator inside this command.
    pub fn inside(system: &str, address: &str) -> Self {
        Self(format!(
            "{system}'s simulator, inside this command ({address})"
        ))
    }

    /// To a real system.
    pub fn at(system: &str, address: &str) -> Self {
        Self(format!("{system} ({address})"))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Connects to what each profile says, one a system. Real systems are not asked anything yet.
pub(super) async fn connect(
    profiles: &[Profile],
    printer: &Printer,
) -> Result<Vec<Connected>, Problem> {
    let mut connected = Vec::new();
    for profile in profiles {
        connected.push(connect_one(profile, printer).await?);
    }
    Ok(connected)
}

async fn connect_one(profile: &Profile, printer: &Printer) -> Result<Connected, Problem> {
    match profile.system.as_str() {
        "cxone" => cxone::connect(profile, printer).await,
        "easycim" => easycim::connect(profile).await,
        "finesse" => finesse::connect(profile, printer).await,
        _ => Err(no_connection(profile)),
    }
}

/// Stops the simulators among them.
pub(super) async fn stop(connected: Vec<Connected>) {
    for simulator in connected.into_iter().filter_map(|one| one.simulator) {
        simulator.stop().await;
    }
}

/// The catalogue of a profile's system.
fn entry(profile: &Profile) -> Result<Arc<SystemEntry>, Problem> {
    let entry = Catalogue::builtin().system(&profile.system);
    entry.cloned().ok_or_else(|| no_connection(profile))
}

fn no_connection(profile: &Profile) -> Problem {
    profile.problem(format!(
        "there is no connection to the system `{}`",
        profile.system
    ))
}
