//! From profiles to connections: the list of systems and that of simulators know how.

use super::worlds;
use crate::catalogue::{Catalogue, SystemEntry};
use crate::config::{Problem, Profile, Simulated, Target};
use crate::settings::Secrets;
use crate::sim::{self, Running, Start};
use crate::system::{Connector, Kit, Kits, System};
use std::fmt;
use std::sync::Arc;

/// A connection, and the simulator it leads to where it is one.
pub(super) struct Connected {
    pub system: Arc<dyn System>,
    pub simulator: Option<Box<dyn Running>>,
    pub place: Place,
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

/// What a profile leads to, ready to be connected or examined.
pub(super) struct Reached<'a> {
    pub connector: Arc<dyn Connector>,
    pub simulator: Option<Box<dyn Running>>,
    pub entry: Arc<SystemEntry>,
    pub place: Place,
    /// The door for its secrets; a simulator's own come from itself.
    pub secrets: Secrets<'a>,
}

/// Connects to what each profile says, one a system. Real systems are not asked anything yet.
pub(super) async fn connect(
    profiles: &[Profile],
    secrets: &Secrets<'_>,
) -> Result<Vec<Connected>, Problem> {
    let mut connected = Vec::new();
    for profile in profiles {
        let reached = reach(profile, secrets).await?;
        let system = reached.connector.connect(reached.entry, &reached.secrets)?;
        connected.push(Connected {
            system,
            simulator: reached.simulator,
            place: reached.place,
        });
    }
    Ok(connected)
}

/// What a profile leads to. Its simulator is started.
pub(super) async fn reach<'a>(
    profile: &Profile,
    secrets: &Secrets<'a>,
) -> Result<Reached<'a>, Problem> {
    let kit = Kits::builtin().get(profile.system());
    let kit = kit.ok_or_else(|| no_connection(profile))?;
    let entry = entry(profile)?;
    match &profile.target {
        Target::Real(connector) => Ok(Reached {
            place: Place::at(kit.title, &connector.address()),
            connector: connector.clone(),
            simulator: None,
            entry,
            secrets: secrets.clone(),
        }),
        Target::Simulator(simulated) => {
            let running = start(profile, kit, simulated).await?;
            let way = profile.way_into(kit, &*running)?;
            Ok(Reached {
                place: Place::inside(kit.title, &running.address()),
                connector: way.connector,
                simulator: Some(running),
                entry,
                secrets: secrets.clone().with_given(way.secrets),
            })
        }
    }
}

async fn start(
    profile: &Profile,
    kit: &Kit,
    simulated: &Simulated,
) -> Result<Box<dyn Running>, Problem> {
    let simulator = sim::of(kit.name)
        .ok_or_else(|| profile.problem(format!("no simulator exists for {}", kit.title)))?;
    let named = |problem: Problem| match &profile.common.place {
        Some((source, span)) => problem.at(source, *span, "named in this profile"),
        None => problem,
    };
    let world = match &simulated.world {
        Some(file) => worlds::read(file, simulator).map_err(named)?,
        None => sim::World::Usual,
    };
    let start = Start {
        world,
        platform: profile.common.platform.clone(),
        ..Start::default()
    };
    let started = (simulator.start)(start).await;
    started.map_err(|error| match (error, &simulated.world) {
        (sim::NotStarted::World(why), Some(file)) => named(worlds::wrong(file, simulator, &why)),
        (error, _) => profile.problem(super::simulate::not_started(error).message),
    })
}

/// Stops the simulators among them.
pub(super) async fn stop(connected: Vec<Connected>) {
    for simulator in connected.into_iter().filter_map(|one| one.simulator) {
        simulator.stop().await;
    }
}

/// The catalogue of a profile's system.
fn entry(profile: &Profile) -> Result<Arc<SystemEntry>, Problem> {
    let entry = Catalogue::builtin().system(profile.system());
    entry.cloned().ok_or_else(|| no_connection(profile))
}

fn no_connection(profile: &Profile) -> Problem {
    profile.problem(format!(
        "no connection exists for the system `{}`",
        profile.system()
    ))
}
