//! What a profile of CXone says of its own: where it is, and who asks.

mod desk;
mod sign_in;

use crate::catalogue::SystemEntry;
use crate::settings::{Common, Problem, Secrets, Table};
use crate::system::doctor::Examination;
use crate::system::pilot::{Pilot, Trial};
use crate::system::{Connector, Pending, ProfileTable, System};
use crate::systems::cxone::{Connection, Place, ProfileSession, Refusals, Settings, Station};
use crate::systems::net::roots;
use desk::Desk;
use sign_in::SignIn;
use std::sync::Arc;
use std::time::Duration;

/// What it may say beside what all profiles may.
pub const KEYS: [&str; 14] = [
    "area",
    "address",
    "sign-in",
    "access-key-id",
    "access-key-secret",
    "client-id",
    "client-secret",
    "user",
    "password",
    "token",
    "beside",
    "events",
    "keys",
    "acts-for",
];

/// How soon the simulator's lists are looked at: they lag behind nothing.
const SIMULATED_LOOK: Duration = Duration::from_millis(100);

/// A tenant of CXone, or its simulator.
#[derive(Debug)]
pub struct Tenant {
    common: Common,
    simulated: bool,
    place: Place,
    sign_in: SignIn,
    desk: Desk,
}

pub fn read(profile: &ProfileTable<'_, '_>) -> Result<Arc<dyn Connector>, Problem> {
    Ok(Arc::new(Tenant {
        place: place(profile)?,
        sign_in: SignIn::read(profile)?,
        desk: Desk::read(profile.table)?,
        common: profile.common.clone(),
        simulated: profile.simulated,
    }))
}

/// What may stand beside `simulator = true`: who is at the desk, and in whose names things are done.
pub fn beside_simulator(table: &Table<'_, '_>) -> Result<(), Problem> {
    Desk::read(table).map(drop)
}

fn place(profile: &ProfileTable<'_, '_>) -> Result<Place, Problem> {
    let table = profile.table;
    match (table.text("address")?, table.text("area")?) {
        (Some(address), None) => Ok(Place::At(checked_address(table, address)?)),
        (None, Some(area)) => Ok(Place::Area { area }),
        (Some(_), Some(_)) => {
            let help = "write `address` or `area`, not both";
            Err(profile.common.lacks("has both `address` and `area`", help))
        }
        (None, None) => {
            let help = "add `area = \"na1\"` (or eu1, au1 …), `address = \"https://…\"`, or \
                        `simulator = true`";
            let what = "needs `address` or `area`";
            Err(profile.common.lacks(what, help))
        }
    }
}

fn checked_address(table: &Table<'_, '_>, address: String) -> Result<String, Problem> {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let plain = address.starts_with("http://") && !local.iter().any(|a| address.starts_with(a));
    let wrong = match (address.starts_with("https://"), plain) {
        (false, true) => "this address is not encrypted: the key could be read on the network",
        (false, false) if !address.starts_with("http://") => "an address begins with `https://`",
        _ => return Ok(address.trim_end_matches('/').to_owned()),
    };
    match table.get("address") {
        Some(item) => Err(table.wrong(item, wrong).help("write `https://…`")),
        None => Ok(address),
    }
}

impl Connector for Tenant {
    fn address(&self) -> String {
        match &self.place {
            Place::At(address) => address.clone(),
            Place::Area { area } => area.clone(),
            Place::Each { sign_in, .. } => sign_in.clone(),
        }
    }

    fn is_alone(&self) -> bool {
        self.desk.beside == crate::systems::cxone::Beside::Alone
    }

    fn connect(
        &self,
        entry: Arc<SystemEntry>,
        secrets: &Secrets<'_>,
    ) -> Result<Arc<dyn System>, Problem> {
        let settings = self.settings(secrets)?;
        let connection = Connection::new(settings, entry);
        let connection =
            connection.map_err(|error| self.common.problem(&error.message).help(&error.help))?;
        Ok(Arc::new(connection))
    }

    fn examine<'a>(&'a self, examination: &'a mut Examination<'_>) -> Pending<'a, ()> {
        Box::pin(super::doctor::examine(self, examination))
    }

    fn trial(&self) -> Option<Trial> {
        Some(super::pilot::TRIAL)
    }

    fn pilot(&self) -> Option<Pilot> {
        super::pilot::of(self.desk.beside, self.desk.events)
    }
}

impl Tenant {
    /// Where it is, for people.
    pub fn place_text(&self) -> String {
        self.address()
    }

    pub fn settings(&self, secrets: &Secrets<'_>) -> Result<Settings, Problem> {
        let sign_in = self.sign_in.fetch(secrets)?;
        let mut settings = Settings::new(self.place.clone(), sign_in);
        settings.session = self.session();
        settings.beside = self.desk.beside;
        settings.events = self.desk.events;
        settings.acts_for = self.desk.acts_for.clone();
        settings.keys = self.desk.keys(secrets)?;
        match self.simulated {
            true => settings.timeouts.look = SIMULATED_LOOK,
            false => settings.refusals = Refusals::of_user(),
        }
        settings.roots = roots::of(&self.common)?;
        let (own, usual) = (&self.common.timeouts, &mut settings.timeouts);
        usual.connect = own.get("connect").unwrap_or(usual.connect);
        usual.request = own.get("request").unwrap_or(usual.request);
        usual.poll = own.get("poll").unwrap_or(usual.poll);
        Ok(settings)
    }

    fn session(&self) -> Option<ProfileSession> {
        let agent = self.common.agent.as_ref()?;
        let phone = agent.phone.clone().map(Station::Phone);
        Some(ProfileSession {
            agent: agent.id.clone(),
            station: agent.station.clone().map(Station::Id).or(phone),
        })
    }
}
