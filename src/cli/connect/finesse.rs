//! From a profile to Finesse, or to its simulator.

use super::{Connected, Place, Running, entry};
use crate::config::{FinesseDoor, Problem, Profile, Simulator, Target};
use crate::report::Printer;
use crate::sim::finesse::{Options, Platform, Side, Simulator as Simulated, WorldFile};
use crate::systems::finesse::{Connection, Node};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

const NAME: &str = "Finesse";

pub(super) async fn connect(profile: &Profile, printer: &Printer) -> Result<Connected, Problem> {
    let simulator = match &profile.target {
        Target::Simulator(options) => Some(start(profile, options).await?),
        _ => None,
    };
    let door = match &simulator {
        Some(simulator) => Some(door(simulator, profile)?),
        None => None,
    };
    let settings = profile.finesse(door, printer.redactor())?;
    let address = settings.nodes.first().map(|node| node.address.clone());
    let address = address.unwrap_or_default();
    let place = match &simulator {
        Some(_) => Place::inside(NAME, &address),
        None => Place::at(NAME, &address),
    };
    let connection = Connection::new(settings, entry(profile)?)
        .map_err(|error| profile.problem(&error.message).help(&error.help))?;
    Ok(Connected {
        system: Arc::new(connection),
        simulator: simulator.map(|simulator| Box::new(simulator) as _),
        place,
    })
}

async fn start(profile: &Profile, options: &Simulator) -> Result<Simulated, Problem> {
    let mut started = Options::default();
    match &options.world {
        Some(file) => started.world = world(profile, file)?,
        None if profile.platform.as_deref() == Some("CCX") => {
            started.world = WorldFile::small().platform(Platform::Ccx);
        }
        None => {}
    }
    Simulated::start(started)
        .await
        .map_err(|error| profile.problem(format!("the simulator cannot start: {error}")))
}

fn world(profile: &Profile, file: &Path) -> Result<WorldFile, Problem> {
    let wrong = |why: String| profile.problem(format!("the world {} {why}", file.display()));
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|error| wrong(format!("cannot be read: {error}")))?;
    toml::from_str(&text).map_err(|error| wrong(format!("is wrong: {}", error.message())))
}

/// Where the simulator is, and the password of the profile's agent.
fn door(simulator: &Simulated, profile: &Profile) -> Result<FinesseDoor, Problem> {
    let wanted = profile.agent.as_ref().map(|agent| agent.id.as_str());
    let mut users = simulator.users().into_iter();
    let user = users.find(|user| wanted.is_none_or(|wanted| user.id == wanted));
    let Some(user) = user else {
        let wanted = wanted.unwrap_or_default();
        return Err(profile.problem(format!("the simulator's world has no agent {wanted}")));
    };
    let nodes = Side::ALL.map(|side| {
        let node = simulator.node(side);
        Node {
            stream_port: Some(node.xmpp.port()),
            ..Node::at(node.rest())
        }
    });
    Ok(FinesseDoor {
        nodes: nodes.into(),
        user: user.id,
        password: user.password,
        root: simulator.root_certificate_der().to_vec(),
    })
}

impl Running for Simulated {
    fn stop(self: Box<Self>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(Simulated::stop(*self))
    }
}
