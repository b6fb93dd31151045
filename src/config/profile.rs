//! A profile: a system, where it is, who asks, and what it gives to every script.

use super::easycim::{Browser, Toolbar};
use super::finesse::Finesse;
use super::problem::Problem;
use super::secret::SecretFrom;
use crate::source::{Source, Span};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// The system that scripts without `use` run on.
    pub system: String,
    /// What it connects to.
    pub target: Target,
    /// The agent whose session scripts use that open none.
    pub agent: Option<Agent>,
    /// How long things may take; what is not said is at its usual.
    pub timeouts: Timeouts,
    /// Certificates to trust beside the machine's, in PEM files.
    pub root_certificates: Vec<PathBuf>,
    /// The zone that `today` and `now` are meant in.
    pub zone: Option<String>,
    /// Which of the system's platforms it is, where they differ: `CCX`.
    pub platform: Option<String>,
    /// The extensions of other agents, by login id (Finesse).
    pub extensions: Vec<(String, String)>,
    /// The tenant's own lists, by name: the values that there are.
    pub lists: Vec<(String, Vec<String>)>,
    /// Inputs that it gives, by name. A name stands once.
    pub inputs: Vec<(String, Given)>,
    /// The file it stands in, and the place; the built-in one stands nowhere.
    pub place: Option<(Arc<Source>, Span)>,
}

/// An input that a profile gives.
#[derive(Clone, Debug)]
pub enum Given {
    /// It stands in the file.
    Here(serde_json::Value),
    /// It comes from where secrets come from: `Pin = { env = "PIN" }`.
    From(SecretFrom),
}

/// What a profile connects to.
#[derive(Clone, Debug)]
pub enum Target {
    /// The simulator, inside this process.
    Simulator(Simulator),
    /// An agent's toolbar.
    Easycim(Toolbar),
    /// A real Finesse.
    Finesse(Finesse),
    /// A real tenant of CXone.
    Cxone {
        /// Where it is.
        address: Address,
        /// Who asks.
        sign_in: Box<SignIn>,
    },
}

/// How the simulator starts.
#[derive(Clone, Debug, Default)]
pub struct Simulator {
    /// The file that says who and what is in it; its usual world without one.
    pub world: Option<PathBuf>,
    /// The browser that shows its page, where it has one and scripts go over it.
    pub browser: Option<Browser>,
}

/// Where a system is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Everything at one address.
    At(String),
    /// An area of the vendor's cloud: `na1`.
    Area(String),
}

/// Who asks.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// `sign-in = "access-key"`
    AccessKey {
        /// The key's id.
        id: Text,
        /// The key's secret.
        secret: SecretFrom,
    },
    /// `sign-in = "password"`: OAuth 2 with a registered client.
    Password {
        /// The client's id.
        client_id: Text,
        /// The client's secret.
        client_secret: SecretFrom,
        /// The access key's id, or a user name.
        user: Text,
        /// The access key's secret, or a password.
        password: SecretFrom,
    },
    /// `sign-in = "token"`: a token from elsewhere, which cannot be renewed.
    Token(SecretFrom),
}

/// A text that may stand in the file, or come from where secrets come from.
#[derive(Clone, Debug)]
pub enum Text {
    /// It stands in the file.
    Here(String),
    /// It comes from elsewhere.
    From(SecretFrom),
}

/// The agent whose session a profile brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The agent's id.
    pub id: String,
    /// Where to start a session: a station's id …
    pub station: Option<String>,
    /// … or a phone number.
    pub phone: Option<String>,
}

/// How long things may take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// To reach the system.
    pub connect: Option<Duration>,
    /// From a request to the end of its answer.
    pub request: Option<Duration>,
    /// How long the system may hold an event request open.
    pub poll: Option<Duration>,
    /// From an action to what confirms it.
    pub confirm: Option<Duration>,
    /// How long a method of easyCIM rests after its answer.
    pub settle: Option<Duration>,
}

impl Profile {
    /// The built-in profile: CXone's simulator with its usual world, and agent 7 signed in.
    pub fn simulator() -> Self {
        Self::simulator_of("cxone")
    }

    /// The built-in profile of a system: its simulator with its usual world, and whom that world
    /// has signed in.
    pub fn simulator_of(system: &str) -> Self {
        let agent = usual_agent(system);
        let inputs = agent.iter().map(|agent| {
            let id = agent
                .id
                .parse()
                .map_or_else(|_| agent.id.as_str().into(), |id: u64| id.into());
            ("AgentId".into(), Given::Here(id))
        });
        Self {
            name: super::SIMULATOR.into(),
            system: system.into(),
            target: Target::Simulator(Simulator::default()),
            timeouts: Timeouts::default(),
            root_certificates: Vec::new(),
            zone: None,
            platform: None,
            extensions: Vec::new(),
            lists: Vec::new(),
            inputs: inputs.collect(),
            agent,
            place: None,
        }
    }

    /// Whether it leads to a simulator.
    pub fn is_simulator(&self) -> bool {
        matches!(self.target, Target::Simulator(_))
    }

    /// Something that is wrong with it, with its place in the file.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        let problem = Problem::new(message);
        match &self.place {
            Some((source, span)) => problem.at(source, *span, "in this profile"),
            None => problem,
        }
    }

    /// What a check has to know of it.
    pub fn for_check(&self) -> crate::check::Profile {
        let brings: &[&str] = match self.agent {
            Some(_) => &["SecurityUser", "SessionId"],
            None => &[],
        };
        crate::check::Profile {
            system: self.system.as_str().into(),
            provided: brings.iter().map(|name| (*name).into()).collect(),
            inputs: self
                .inputs
                .iter()
                .map(|(name, _)| name.as_str().into())
                .collect(),
            platform: self.platform.as_deref().map(Into::into),
            lists: self.lists.iter().map(shared).collect(),
        }
    }
}

/// Who is signed in, in the usual world of a system's simulator.
fn usual_agent(system: &str) -> Option<Agent> {
    let id = match system {
        "cxone" => "7",
        "finesse" => "1001",
        _ => return None,
    };
    Some(Agent {
        id: id.into(),
        station: None,
        phone: None,
    })
}

fn shared((name, values): &(String, Vec<String>)) -> (Arc<str>, Vec<Arc<str>>) {
    let values = values.iter().map(|value| value.as_str().into());
    (name.as_str().into(), values.collect())
}
