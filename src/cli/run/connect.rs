//! From a profile to a connection.

use super::Ready;
use crate::catalogue::Catalogue;
use crate::cli::worlds;
use crate::config::{Problem, Profile, Simulator, SimulatorDoor, Target};
use crate::report::Printer;
use crate::run::Engine;
use crate::sim;
use crate::systems::{System, cxone};
use jiff::tz::TimeZone;
use std::sync::Arc;

/// A connection, and the simulator it leads to where it is one.
pub(super) struct Connected {
    system: Arc<dyn System>,
    simulator: Option<sim::Simulator>,
    place: String,
}

impl Connected {
    /// Where it leads, for people.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Stops the simulator.
    pub async fn stop(self) {
        if let Some(simulator) = self.simulator {
            simulator.stop().await;
        }
    }
}

/// Connects to what a profile says. Real systems are not asked anything yet.
pub(super) async fn connect(profile: &Profile, printer: &Printer) -> Result<Connected, Problem> {
    let simulator = match &profile.target {
        Target::Simulator(options) => Some(start(profile, options).await?),
        Target::System { .. } => None,
    };
    let simulated = simulator.as_ref().map(|simulator| door(simulator, profile));
    let settings = profile.cxone(simulated.as_ref(), printer.redactor())?;
    let place = match &simulated {
        Some(door) => format!("CXone's simulator, inside this command ({})", door.address),
        None => format!("CXone ({})", profile.address_text()),
    };
    let entry = Catalogue::builtin().system(&profile.system);
    let entry = entry.ok_or_else(|| unknown_system(profile))?;
    let connection =
        cxone::Connection::new(settings, entry.clone()).map_err(|error| setup(profile, &error))?;
    Ok(Connected {
        system: Arc::new(connection),
        simulator,
        place,
    })
}

async fn start(profile: &Profile, options: &Simulator) -> Result<sim::Simulator, Problem> {
    let mut started = sim::Options::default();
    if let Some(world) = &options.world {
        started.world = worlds::read(world).map_err(|problem| match &profile.place {
            Some((source, span)) => problem.at(source, *span, "named in this profile"),
            None => problem,
        })?;
    }
    sim::Simulator::start(started)
        .await
        .map_err(|error| profile.problem(format!("the simulator cannot start: {error}")))
}

/// Where the simulator is, and the key of the profile's agent.
fn door(simulator: &sim::Simulator, profile: &Profile) -> SimulatorDoor {
    let keys = simulator.access_keys();
    let agent = profile.agent.as_ref().map(|agent| agent.id.as_str());
    let own = keys
        .iter()
        .find(|key| Some(key.agent.to_string().as_str()) == agent);
    let (id, secret) = own
        .or(keys.first())
        .map(|key| (key.id.clone(), key.secret.clone()))
        .unwrap_or_default();
    SimulatorDoor {
        address: simulator.base_address(),
        id,
        secret,
    }
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
