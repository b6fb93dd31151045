//! From a profile to easyCIM's toolbar, or to its simulator.

use super::{Connected, Place, Running, entry};
use crate::config::{Problem, Profile, Simulator, Target};
use crate::sim::easycim as sim;
use crate::systems::easycim::{Connection, Way};
use std::pin::Pin;
use std::sync::Arc;

const NAME: &str = "easyCIM";

pub(super) async fn connect(profile: &Profile) -> Result<Connected, Problem> {
    let (simulator, way) = match &profile.target {
        Target::Simulator(options) => {
            let simulator = start(profile, options).await?;
            let way = way(&simulator, options);
            (Some(simulator), Some(way))
        }
        _ => (None, None),
    };
    let mut settings = profile.easycim(way)?;
    // The simulated toolbar keeps them; its page says so itself.
    settings.keeps_notes = settings.keeps_notes.or(simulator.as_ref().map(|_| true));
    let place = match &simulator {
        Some(simulator) => Place::inside(NAME, &simulator.page_address()),
        None => Place::at(NAME, shown(&settings.way)),
    };
    let connection = Connection::new(settings, entry(profile)?)
        .map_err(|error| profile.problem(&error.message).help(&error.help))?;
    Ok(Connected {
        system: Arc::new(connection),
        simulator: simulator.map(|simulator| Box::new(simulator) as _),
        place,
    })
}

async fn start(profile: &Profile, options: &Simulator) -> Result<sim::Simulator, Problem> {
    let mut started = sim::Options::default();
    if let Some(file) = &options.world {
        let text = std::fs::read_to_string(file).map_err(|error| {
            profile.problem(format!(
                "the world {} cannot be read: {error}",
                file.display()
            ))
        })?;
        started.world = sim::WorldSource::Text(text);
    }
    sim::Simulator::start(started)
        .await
        .map_err(|error| profile.problem(format!("the simulator cannot start: {error}")))
}

/// Over its page where the profile has a browser started, else straight.
fn way(simulator: &sim::Simulator, options: &Simulator) -> Way {
    match &options.browser {
        Some(browser) => browser.showing(simulator.page_address()),
        None => Way::Toolbar {
            address: simulator.toolbar_address(),
        },
    }
}

/// Where a way leads, for people. What stands behind a `?` may be somebody's.
fn shown(way: &Way) -> &str {
    let address = match way {
        Way::Page { debugging, .. } => debugging,
        Way::Browser { page, .. } => page,
        Way::Toolbar { address } => address,
    };
    address.split(['?', '#']).next().unwrap_or(address)
}

impl Running for sim::Simulator {
    fn stop(self: Box<Self>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move { sim::Simulator::stop(*self) })
    }
}
