//! From a profile to the settings of a connection to CXone.

pub(super) mod read;

use super::problem::Problem;
use super::profile::{Address, Profile, SignIn, Target, Text};
use super::secret::SecretFrom;
use crate::report::Redactor;
use crate::systems::cxone::{
    Place, ProfileSession, Refusals, Secret, Settings, SignIn as As, Station, certificates,
};
use crate::value::Mark;

impl Profile {
    /// The settings of its connection. Secrets are fetched now, and hidden from now on. Where the
    /// profile is for a simulator, `simulator` says where that is.
    pub fn cxone(
        &self,
        simulator: Option<&SimulatorDoor>,
        hidden: &Redactor,
    ) -> Result<Settings, Problem> {
        let fetch = Fetch { hidden };
        let (place, sign_in) = match (&self.target, simulator) {
            (Target::Simulator(_), Some(door)) => door.enter(hidden),
            (Target::Cxone { address, sign_in }, _) => (place(address), fetch.sign_in(sign_in)?),
            _ => return Err(self.problem("the simulator of this profile is not running")),
        };
        let mut settings = Settings::new(place, sign_in);
        settings.session = self.session();
        if !matches!(self.target, Target::Simulator(_)) {
            settings.refusals = Refusals::of_user();
        }
        self.set_timeouts(&mut settings);
        for file in &self.root_certificates {
            settings.roots.extend(self.roots(file)?);
        }
        Ok(settings)
    }

    /// Where it leads, for people.
    pub fn address_text(&self) -> &str {
        match &self.target {
            Target::Cxone { address, .. } => match address {
                Address::At(address) => address,
                Address::Area(area) => area,
            },
            _ => "the simulator",
        }
    }

    fn session(&self) -> Option<ProfileSession> {
        let agent = self.agent.as_ref()?;
        let phone = agent.phone.clone().map(Station::Phone);
        Some(ProfileSession {
            agent: agent.id.clone(),
            station: agent.station.clone().map(Station::Id).or(phone),
        })
    }

    fn set_timeouts(&self, settings: &mut Settings) {
        let own = &self.timeouts;
        let usual = &mut settings.timeouts;
        usual.connect = own.connect.unwrap_or(usual.connect);
        usual.request = own.request.unwrap_or(usual.request);
        usual.poll = own.poll.unwrap_or(usual.poll);
    }

    fn roots(&self, file: &std::path::Path) -> Result<Vec<Vec<u8>>, Problem> {
        let name = file.display();
        let wrong = |why: String| {
            let problem = Problem::new(format!("the certificate {name} {why}"));
            match &self.place {
                Some((source, span)) => problem.at(source, *span, "named in this profile"),
                None => problem,
            }
        };
        let pem = std::fs::read(file).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        certificates(&pem).map_err(|error| wrong(format!("cannot be used: {error}")))
    }
}

fn place(address: &Address) -> Place {
    match address {
        Address::At(address) => Place::At(address.clone()),
        Address::Area(area) => Place::Area { area: area.clone() },
    }
}

/// How a running simulator is reached.
#[derive(Clone, Debug, Default)]
pub struct SimulatorDoor {
    /// Its address.
    pub address: String,
    /// The id of an access key that it knows.
    pub id: String,
    /// The secret of that key.
    pub secret: String,
}

impl SimulatorDoor {
    fn enter(&self, hidden: &Redactor) -> (Place, As) {
        hidden.register(&self.secret, Mark::Secret);
        let sign_in = As::AccessKey {
            id: self.id.clone(),
            secret: Secret::new(self.secret.as_str()),
        };
        (Place::At(self.address.clone()), sign_in)
    }
}

struct Fetch<'a> {
    hidden: &'a Redactor,
}

impl Fetch<'_> {
    fn sign_in(&self, sign_in: &SignIn) -> Result<As, Problem> {
        Ok(match sign_in {
            SignIn::AccessKey { id, secret } => As::AccessKey {
                id: self.text(id)?,
                secret: self.secret(secret)?,
            },
            SignIn::Password {
                client_id,
                client_secret,
                user,
                password,
            } => As::Password {
                client_id: self.text(client_id)?,
                client_secret: self.secret(client_secret)?,
                user: self.text(user)?,
                password: self.secret(password)?,
            },
            SignIn::Token(token) => As::Token(self.secret(token)?),
        })
    }

    fn text(&self, text: &Text) -> Result<String, Problem> {
        match text {
            Text::Here(text) => Ok(text.clone()),
            Text::From(place) => self.fetch(place),
        }
    }

    fn secret(&self, place: &SecretFrom) -> Result<Secret, Problem> {
        self.fetch(place).map(Secret::new)
    }

    fn fetch(&self, place: &SecretFrom) -> Result<String, Problem> {
        let secret = place.fetch()?;
        self.hidden.register(&secret, Mark::Secret);
        Ok(secret)
    }
}
