//! What every profile may say, whatever its system is.

use super::problem::Problem;
use super::secret::{SecretFrom, read_secret};
use super::table::Table;
use crate::source::{Source, Span};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use toml::de::DeValue;

/// What every profile may say.
#[derive(Clone, Debug, Default)]
pub struct Common {
    /// The profile's name.
    pub name: String,
    /// The system that it is for.
    pub system: String,
    /// The agent whose session scripts use that open none.
    pub agent: Option<Agent>,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// A certificate to trust beside the machine's.
    pub root_certificate: Option<RootCertificate>,
    /// At most so many actions in a time, of all flows of this machine together: `300/min`.
    pub use_at_most: Option<String>,
    /// The engine whose workers perform what is submitted with it.
    pub engine: Option<String>,
    /// Where that engine is looked after.
    pub engine_admin: Option<String>,
    /// For how long a request whose answer never came may still take effect.
    pub takes_effect_within: Option<Duration>,
    /// The zone that `today` and `now` are meant in.
    pub zone: Option<String>,
    /// Which of the system's platforms it is, where they differ: `CCX`.
    pub platform: Option<String>,
    /// The tenant's own lists, by name: the values that there are.
    pub lists: Vec<(String, Vec<String>)>,
    /// Inputs that it gives, by name. A name stands once.
    pub inputs: Vec<(String, Given)>,
    /// The file it stands in, and the place; the built-in one stands nowhere.
    pub place: Option<(Arc<Source>, Span)>,
}

/// The agent whose session a profile brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    /// The agent's id.
    pub id: String,
    /// Where to start a session: a station's id …
    pub station: Option<String>,
    /// … or a phone number.
    pub phone: Option<String>,
}

/// A certificate to trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RootCertificate {
    /// A file with it.
    File(PathBuf),
    /// The certificate itself, in PEM form.
    Pem(String),
}

/// An input that a profile gives.
#[derive(Clone, Debug)]
pub enum Given {
    /// It stands in the file.
    Here(serde_json::Value),
    /// It comes from where secrets come from: `Pin = { env = "PIN" }`.
    From(SecretFrom),
}

/// A text that may stand in the file, or come from where secrets come from.
#[derive(Clone, Debug)]
pub enum Text {
    /// It stands in the file.
    Here(String),
    /// It comes from elsewhere.
    From(SecretFrom),
}

/// How long things may take: those that the file says, by their keys. What it does not say is at
/// its system's usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeouts(Vec<(&'static str, Duration)>);

impl Common {
    /// The agent of an id, where there is nothing more to say of it.
    pub fn with_agent(mut self, id: impl Into<String>) -> Self {
        self.agent = Some(Agent::of(id));
        self
    }

    /// The tenant's list of a name.
    pub fn list(&self, name: &str) -> &[String] {
        let mut lists = self.lists.iter();
        let found = lists.find(|(known, _)| known == name);
        found.map_or(&[], |(_, values)| values)
    }

    /// Something that is wrong with the profile, with its place in the file.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        let problem = Problem::new(message);
        match &self.place {
            Some((source, span)) => problem.at(source, *span, "in this profile"),
            None => problem,
        }
    }

    /// Something that the profile lacks or has too much of: `the profile `desk` does not say …`.
    pub fn lacks(&self, what: &str, help: &str) -> Problem {
        let problem = Problem::new(format!("the profile `{}` {what}", self.name)).help(help);
        match &self.place {
            Some((source, span)) => problem.at(source, *span, ""),
            None => problem,
        }
    }
}

impl Agent {
    /// An agent by id.
    pub fn of(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            ..Self::default()
        }
    }
}

impl Text {
    /// Reads a text that may stand in the file or come from elsewhere.
    pub fn read(table: &Table<'_, '_>, key: &'static str) -> Result<Option<Self>, Problem> {
        match table.get(key).map(|item| item.get_ref()) {
            Some(DeValue::Table(_)) => Ok(read_secret(table, key)?.map(Self::From)),
            Some(_) => Ok(table.id(key)?.map(Self::Here)),
            None => Ok(None),
        }
    }
}

impl Timeouts {
    /// Reads those of these keys that a table has.
    pub fn read(table: &Table<'_, '_>, keys: &[&'static str]) -> Result<Self, Problem> {
        let mut said = Vec::new();
        for key in keys {
            said.extend(table.duration(key)?.map(|duration| (*key, duration)));
        }
        Ok(Self(said))
    }

    /// What the file says of one.
    pub fn get(&self, key: &str) -> Option<Duration> {
        let mut said = self.0.iter();
        said.find(|(known, _)| *known == key)
            .map(|(_, duration)| *duration)
    }
}
