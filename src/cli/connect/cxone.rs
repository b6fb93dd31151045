//! From a profile to CXone, or to its simulator.

use super::{Connected, Place, entry};
use crate::cli::worlds;
use crate::config::{Problem, Profile, Simulator, SimulatorDoor, Target};
use crate::report::Printer;
use crate::sim;
use crate::systems::cxone;
use std::sync::Arc;

pub(super) async fn connect(profile: &Profile, printer: &Printer) -> Result<Connected, Problem> {
    let simulator = match &profile.target {
        Target::Simulator(options) => Some(start(profile, options).await?),
        _ => None,
    };
    let simulated = simulator.as_ref().map(|simulator| door(simulator, profile));
    let settings = profile.cxone(simulated.as_ref(), printer.redactor())?;
    let place = match &simulated {
        Some(door) => Place::inside("CXone", &door.address),
        None => Place::at("CXone", profile.address_text()),
    };
    let connection = cxone::Connection::new(settings, entry(profile)?)
        .map_err(|error| profile.problem(&error.message).help(&error.help))?;
    Ok(Connected {
        system: Arc::new(connection),
        simulator: simulator.map(|simulator| Box::new(simulator) as _),
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
