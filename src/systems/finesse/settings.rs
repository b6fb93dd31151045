//! What a connection is made from.

use super::beside::{Beside, Events};
use super::xmpp::Over;
use crate::systems::net::{Refusals, Secret};
use std::collections::HashMap;
use std::time::Duration;

/// Where the system is, who connects, and how long to wait. It knows nothing of files.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The nodes, the preferred one first.
    pub nodes: Vec<Node>,
    /// Who connects.
    pub sign_in: SignIn,
    /// Where the user is signed in as an agent if it is not signed in yet. Without it the user
    /// is taken as it is.
    pub extension: Option<String>,
    /// Where other agents are called, by login id: an agent may not look that up.
    pub extensions: HashMap<String, String>,
    /// `CCE` or `CCX`; the system says it when absent.
    pub platform: Option<String>,
    /// Who is at the desk, and so what may be opened.
    pub beside: Beside,
    /// Whose events are read.
    pub events: Events,
    /// How events travel where a stream is opened.
    pub over: Over,
    /// Whether an agent who was ready before a failover is made ready again.
    pub restore_ready: bool,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// Certificates to trust beside those of the machine, each in DER form (see
    /// [`super::certificates`] for PEM files).
    pub roots: Vec<Vec<u8>>,
    /// Where it is remembered that the credentials were refused.
    pub refusals: Refusals,
    /// The most bytes of an answer, and of an event, that are read.
    pub max_body: usize,
}

/// One of the two servers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// Where its REST API is: `https://finesse-a.example.com:8445`.
    pub address: String,
    /// The port of its event stream; its usual one when absent.
    pub stream_port: Option<u16>,
    /// The domain of the users' addresses on the event stream; the system says it when absent.
    pub domain: Option<String>,
    /// Where events are subscribed to; the system says it when absent.
    pub pubsub: Option<String>,
}

/// Who connects.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SignIn {
    /// The user's login id.
    pub user: String,
    /// What shows that it is the user.
    pub by: By,
}

/// What shows who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// A password.
    Password(Secret),
    /// A token from elsewhere, where the system uses single sign-on. It cannot be renewed.
    Token(Secret),
}

/// How long things may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// To reach the system and open its event stream; also how long an action waits for a
    /// connection that is being made.
    pub connect: Duration,
    /// From a request to the end of its answer.
    pub request: Duration,
    /// From a request that was accepted to the event that says what came of it; then the object
    /// is read once more, and what that does not show is `Unknown`. What the catalogue says of
    /// each action when absent.
    pub outcome: Option<Duration>,
    /// Between two looks at an object while its event does not come.
    pub look: Duration,
    /// The silence after which the event stream is asked whether it still lives.
    pub ping: Duration,
    /// How long a node may take to say whether its notification service is there.
    pub presence: Duration,
    /// Between two tries to reach a node.
    pub retry: Duration,
    /// To leave when the connection is closed.
    pub close: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            request: Duration::from_secs(30),
            outcome: None,
            look: Duration::from_secs(5),
            ping: Duration::from_secs(10),
            presence: Duration::from_secs(3),
            retry: Duration::from_secs(2),
            close: Duration::from_secs(5),
        }
    }
}

impl Node {
    /// A node with everything else at its usual.
    pub fn at(address: impl Into<String>) -> Self {
        Self {
            address: address.into(),
            stream_port: None,
            domain: None,
            pubsub: None,
        }
    }
}

impl SignIn {
    /// A user with a password.
    pub fn password(user: impl Into<String>, password: Secret) -> Self {
        Self {
            user: user.into(),
            by: By::Password(password),
        }
    }

    /// A user with a token.
    pub fn token(user: impl Into<String>, token: Secret) -> Self {
        Self {
            user: user.into(),
            by: By::Token(token),
        }
    }

    /// The password or the token.
    pub fn secret(&self) -> &Secret {
        match &self.by {
            By::Password(secret) | By::Token(secret) => secret,
        }
    }
}

impl Settings {
    /// Settings with everything else at its usual.
    pub fn new(nodes: Vec<Node>, sign_in: SignIn) -> Self {
        Self {
            nodes,
            sign_in,
            extension: None,
            extensions: HashMap::new(),
            platform: None,
            beside: Beside::default(),
            events: Events::default(),
            over: Over::Tls,
            restore_ready: false,
            timeouts: Timeouts::default(),
            roots: Vec::new(),
            refusals: Refusals::default(),
            max_body: 4 * 1024 * 1024,
        }
    }
}
