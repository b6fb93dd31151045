//! From a profile to a connection.

use super::Ready;
use crate::catalogue::Catalogue;
use crate::config::{Problem, Profile, Target};
use crate::report::Printer;
use crate::run::Engine;
use crate::systems::{System, cxone};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// A connection, and the simulator it leads to where it is one.
pub(super) struct Connected {
    system: Arc<dyn System>,
    place: String,
}

impl Connected {
    /// Where it leads, for people.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Stops the simulator.
    pub async fn stop(self) {}
}

/// Connects to what a profile says. Real systems are not asked anything yet.
pub(super) async fn connect(profile: &Profile, printer: &Printer) -> Result<Connected, Problem> {
    let address: Option<String> = match &profile.target {
        Target::Simulator(_) => return Err(Problem::new("the simulator is still missing")),
        Target::System { .. } => None,
    };
    let settings = profile.cxone(address.as_deref(), printer.redactor())?;
    let place = match &address {
        Some(address) => format!("CXone's simulator, inside this command ({address})"),
        None => format!("CXone ({})", profile.address_text()),
    };
    let entry = Catalogue::builtin().system(&profile.system);
    let entry = entry.ok_or_else(|| unknown_system(profile))?;
    let connection =
        cxone::Connection::new(settings, entry.clone()).map_err(|error| setup(profile, &error))?;
    Ok(Connected {
        system: Arc::new(connection),
        place,
    })
}

fn unknown_system(profile: &Profile) -> Problem {
    profile.problem(format!(
        "there is no connection to the system `{}`",
        profile.system
    ))
}

/// The settings cannot work.
fn setup(profile: &Profile, error: &cxone::SetupError) -> Problem {
    profile.problem(&error.message).help(&error.help)
}

/// An engine with this connection.
pub(super) fn engine(connected: &Connected, ready: &Ready) -> Engine {
    let zone = ready
        .profile
        .zone
        .as_deref()
        .and_then(|zone| TimeZone::get(zone).ok());
    Engine::builder()
        .system(connected.system.clone())
        .limits(ready.limits)
        .zone(zone.unwrap_or_else(TimeZone::system))
        .build()
}
