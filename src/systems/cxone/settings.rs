//! What a connection is made from.

use super::beside::{Beside, Events};
use crate::systems::net::{Refusals, Secret};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Where the system is, how to sign in, and how long to wait. It knows nothing of files.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where requests go.
    pub place: Place,
    /// Who asks.
    pub sign_in: SignIn,
    /// The agent whose session the connection brings to scripts that join none.
    pub session: Option<ProfileSession>,
    /// Who is at the desk while flows act.
    pub beside: Beside,
    /// Whether the events of sessions that were joined are read, too.
    pub events: Events,
    /// Other agents' own credentials: what is done in their names is done with these.
    pub keys: BTreeMap<Arc<str>, SignIn>,
    /// In whose names, beside its own user's, `sign_in` may act.
    pub acts_for: ActsFor,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// Certificates to trust beside those of the machine, each in DER form (see
    /// [`super::certificates`] for PEM files).
    pub roots: Vec<Vec<u8>>,
    /// Other API versions than the catalogue's, by the key of the action: `hold contact` to `31.0`.
    pub versions: BTreeMap<Arc<str>, Arc<str>>,
    /// Where it is remembered that the credentials were refused.
    pub refusals: Refusals,
    /// The most bytes of an answer that are read.
    pub max_body: usize,
}

/// Where requests go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Everything at one address, the sign-in too: `http://127.0.0.1:8080`.
    At(String),
    /// The area's public addresses; the tenant's own API address is asked for after the sign-in.
    Area {
        /// `na1`, `eu1`, `au1` …
        area: String,
    },
    /// Each address on its own, for private clouds.
    Each {
        /// Where sign-in requests go: `https://na1.nice-incontact.com`.
        sign_in: String,
        /// Where discovery documents are: `https://cxone.niceincontact.com`.
        discovery: String,
        /// Where API requests go; the tenant's configuration says it when absent.
        api: Option<String>,
    },
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SignIn {
    /// An access key of a user.
    AccessKey {
        /// The key's id.
        id: String,
        /// The key's secret.
        secret: Secret,
    },
    /// OAuth 2 with a registered client and a user's access key as user name and password.
    Password {
        /// The registered client.
        client_id: String,
        /// The client's secret.
        client_secret: Secret,
        /// The access key's id, or a user name.
        user: String,
        /// The access key's secret, or a password.
        password: Secret,
    },
    /// A token from elsewhere. It cannot be renewed: when it is refused, that is the end.
    Token(Secret),
}

/// In whose names credentials may act that are not theirs: what is done so is done with the
/// rights of the credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ActsFor {
    /// Their own user's alone.
    #[default]
    Nobody,
    /// These agents', by number.
    These(Vec<Arc<str>>),
    /// Every agent's.
    Everybody,
}

/// A session that the profile brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileSession {
    /// The agent.
    pub agent: String,
    /// Where to start a session when the agent has none; without it only a session that exists
    /// is joined.
    pub station: Option<Station>,
}

/// Where an agent takes calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Station {
    /// A station's id.
    Id(String),
    /// A phone number.
    Phone(String),
}

/// How long things may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// To reach the system: name, connection and certificate together.
    pub connect: Duration,
    /// From a request to the end of its answer.
    pub request: Duration,
    /// How long the system may hold an event request open before it says that there is nothing,
    /// in whole seconds, 60 at most.
    pub poll: Duration,
    /// Between two signs of life in a session.
    pub keep_alive: Duration,
    /// How long before its end a token is renewed.
    pub margin: Duration,
    /// How long event requests may go on failing before the session counts as lost.
    pub lost: Duration,
    /// Before the first look at what confirms something; twice and three times as long before
    /// those that follow.
    pub look: Duration,
    /// How long a contact that fits what was asked for is watched for another that fits as well.
    pub apart: Duration,
    /// To leave when the connection is closed.
    pub close: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            request: Duration::from_secs(30),
            poll: Duration::from_secs(30),
            keep_alive: Duration::from_secs(60),
            margin: Duration::from_secs(300),
            lost: Duration::from_secs(120),
            look: Duration::from_secs(1),
            apart: Duration::from_millis(250),
            close: Duration::from_secs(5),
        }
    }
}

impl Settings {
    /// Settings with everything else at its usual.
    pub fn new(place: Place, sign_in: SignIn) -> Self {
        Self {
            place,
            sign_in,
            session: None,
            beside: Beside::default(),
            events: Events::default(),
            keys: BTreeMap::new(),
            acts_for: ActsFor::default(),
            timeouts: Timeouts::default(),
            roots: Vec::new(),
            versions: BTreeMap::new(),
            refusals: Refusals::default(),
            max_body: 16 * 1024 * 1024,
        }
    }

    /// The same, bringing the session of an agent.
    pub fn with_agent(mut self, agent: impl Into<String>) -> Self {
        self.session = Some(ProfileSession {
            agent: agent.into(),
            station: None,
        });
        self
    }
}
