//! A simulated tenant with contacts to act on, and a connection to it.

use contactflow::catalogue::Catalogue;
use contactflow::sim::cxone::{AccessKey, ContactFile, Span, State, WorldFile};
use contactflow::sim::{Options, Simulator, WorldSource};
use contactflow::systems::cxone::{Connection, Events, Place, Secret, Settings, SignIn};
use std::error::Error;

pub type Failed = Box<dyn Error + Send + Sync>;

/// The first contact's number.
pub const FIRST: u64 = 100_000;

/// A world with so many contacts of agent 7, each write confirmed after so many milliseconds.
pub fn world(contacts: u64, after: u64) -> Result<WorldFile, Failed> {
    let mut world: WorldFile = WorldSource::Small.read()?;
    world.confirm_after = Span::millis(i64::try_from(after)?);
    world.contacts = (FIRST..FIRST + contacts).map(active).collect();
    Ok(world)
}

/// A simulator with that world.
pub async fn simulator(contacts: u64, after: u64) -> Result<(Simulator, AccessKey), Failed> {
    let world = world(contacts, after)?;
    let key = world.access_keys.first().cloned().ok_or("no access key")?;
    let source = WorldSource::File(Box::new(world));
    let simulator = Simulator::start(Options::default().world(source)).await?;
    Ok((simulator, key))
}

/// A connection to an address.
pub fn connection(address: String, key: &AccessKey) -> Result<Connection, Failed> {
    let sign_in = SignIn::AccessKey {
        id: key.id.as_str().into(),
        secret: Secret::new(&*key.secret),
    };
    let mut settings = Settings::new(Place::At(address), sign_in);
    // Whoever writes by hand beside it reads the events of the session too.
    settings.events = Events::Shared;
    let entry = Catalogue::builtin().system("cxone").ok_or("no cxone")?;
    Ok(Connection::new(settings, entry.clone())?)
}

fn active(id: u64) -> ContactFile {
    ContactFile {
        id,
        state: State::Active,
        agent: Some(7),
        skill: 4022,
        media: Default::default(),
        from: String::new(),
        to: String::new(),
        age: Span::secs(60),
        behaviour: Default::default(),
    }
}
