//! The connection: what a host holds.

use super::gate::CredentialGate;
use super::hub::Hub;
use super::keeper::{Keeper, Order};
use super::line::{Line, Node, State};
use super::model::SystemInfo;
use super::node::Nodes;
use super::place::Place;
use super::plan::{self, Plans};
use super::rest::Rest;
use super::session::Session;
use super::settings::{Settings, Timeouts};
use super::{perform, profile, watch};
use crate::catalogue::SystemEntry;
use crate::run::effect::{Answer, Await, Call, Watch};
use crate::systems::net::reconnect::Reconnect;
use crate::systems::net::refusal::Refusal;
use crate::systems::net::{SetupError, tls};
use crate::systems::{Pending, System};
use crate::value::Record;
use reqwest::header::HeaderValue;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OnceCell, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// A connection to Finesse as one user. Nothing is sent before it is first used; it follows the
/// user's events from then on, and leaves when it is closed or dropped.
#[derive(Debug)]
pub struct Connection {
    inner: Arc<Inner>,
}

/// What the parts of a connection share.
#[derive(Debug)]
pub(super) struct Inner {
    pub entry: Arc<SystemEntry>,
    pub plans: Plans,
    pub nodes: Arc<Nodes>,
    pub hub: Arc<Hub>,
    pub line: Arc<Line>,
    pub timeouts: Timeouts,
    /// The user that is connected.
    pub user: String,
    /// Where the user is signed in as an agent, if it is not signed in yet.
    pub extension: Option<String>,
    /// Where other agents are called, by login id.
    pub extensions: HashMap<String, String>,
    pub platform: Option<String>,
    /// What the profile has brought.
    pub provided: OnceCell<Record>,
    /// Whether it was the profile that signed the agent in.
    pub signed_in: Mutex<bool>,
    /// How this connection signed the agent in, where it did.
    pub session: Mutex<Session>,
    info: Arc<Mutex<Option<SystemInfo>>>,
    keeping: Mutex<Keeping>,
}

/// The keeper, before it is needed, while it works, and after.
#[derive(Debug)]
enum Keeping {
    NotYet,
    Now(mpsc::UnboundedSender<Order>, JoinHandle<()>),
    Over,
}

impl Connection {
    /// A connection by these settings. `entry` is the system of the catalogue that scripts are
    /// checked against.
    ///
    /// `Err` where the settings cannot work: an address that is none or is not encrypted, a
    /// certificate or a token that cannot be read.
    pub fn new(settings: Settings, entry: Arc<SystemEntry>) -> Result<Self, SetupError> {
        let plans = plan::all(&entry)?;
        let places = places(&settings)?;
        check_token(&settings)?;
        let addresses = places.iter().map(|place| place.base.to_string()).collect();
        let gate = CredentialGate::of(&settings.sign_in, addresses, &settings.refusals);
        let tls = tls::config(&settings.roots, true)?;
        let rest = Rest::new(&settings, places.clone(), gate, &tls)?;
        let nodes = Nodes::new(&settings, rest, places, tls);
        let inner = Inner {
            plans,
            entry,
            nodes: Arc::new(nodes),
            hub: Hub::of(&settings.sign_in.user),
            line: Arc::default(),
            timeouts: settings.timeouts,
            user: settings.sign_in.user,
            extension: settings.extension,
            extensions: settings.extensions,
            platform: settings.platform,
            provided: OnceCell::new(),
            signed_in: Mutex::default(),
            session: Mutex::default(),
            info: Arc::default(),
            keeping: Mutex::new(Keeping::NotYet),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }
}

fn places(settings: &Settings) -> Result<Vec<Place>, SetupError> {
    if settings.nodes.is_empty() {
        return Err(SetupError::new(
            "no node of Finesse is named",
            "give the address of a node: https://finesse-a.example.com:8445",
        ));
    }
    settings.nodes.iter().map(Place::of).collect()
}

/// A token travels as it is.
fn check_token(settings: &Settings) -> Result<(), SetupError> {
    let secret = settings.sign_in.secret().reveal();
    match HeaderValue::from_str(secret).is_ok() || !secret.is_ascii() {
        true => Ok(()),
        false => Err(SetupError::new(
            "the password or the token holds a line break or another control character",
            "check where it comes from: a file may end with an empty line",
        )),
    }
}

impl Inner {
    /// The node to send to. The first who asks makes the connection begin.
    pub async fn ready(&self) -> Result<Node, Refusal> {
        self.begin();
        self.nodes.rest.gate.pass()?;
        self.line.ready(self.patience()).await
    }

    /// How long an action waits for a connection that is being made: one that is tried at both
    /// nodes.
    fn patience(&self) -> Duration {
        self.timeouts.connect * 2 + self.timeouts.presence
    }

    fn begin(&self) {
        let mut keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        if !matches!(*keeping, Keeping::NotYet) {
            return;
        }
        let (order, orders) = mpsc::unbounded_channel();
        let keeper = Keeper {
            nodes: self.nodes.clone(),
            hub: self.hub.clone(),
            line: self.line.clone(),
            info: self.info.clone(),
            orders,
            wanted: HashMap::new(),
            term: 0,
            reconnect: Reconnect::new(self.timeouts.retry),
        };
        *keeping = Keeping::Now(order, tokio::spawn(keeper.keep()));
    }

    /// Tells the keeper something.
    pub fn order(&self, order: Order) {
        let keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        if let Keeping::Now(orders, _) = &*keeping {
            let _ = orders.send(order);
        }
    }

    /// The platform: what the profile says, else what the system says.
    pub fn platform(&self) -> Option<String> {
        let own = self.platform.clone();
        own.or_else(|| self.said_platform().map(str::to_owned))
    }

    /// The platform that the system says it is.
    pub fn said_platform(&self) -> Option<&'static str> {
        let info = self.info.lock().unwrap_or_else(PoisonError::into_inner);
        info.as_ref()?.platform()
    }

    /// Leaves: nothing is sent any more.
    pub async fn leave(&self) {
        let before = {
            let mut keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *keeping, Keeping::Over)
        };
        self.line.set(State::Closed);
        if let Keeping::Now(orders, mut task) = before {
            drop(orders);
            let limit = self.timeouts.close * 2;
            if timeout(limit, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

impl System for Connection {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.inner.entry
    }

    fn perform<'a>(&'a self, call: &'a Call, _key: &'a str) -> Pending<'a, Answer> {
        Box::pin(perform::perform(&self.inner, call))
    }

    fn watch<'a>(&'a self, watch: &'a Watch) -> Pending<'a, Answer> {
        Box::pin(watch::watch(&self.inner, watch))
    }

    fn next<'a>(&'a self, what: &'a Await) -> Pending<'a, Answer> {
        Box::pin(watch::next(&self.inner, what))
    }

    fn provided<'a>(&'a self) -> Pending<'a, Result<Record, Box<Answer>>> {
        Box::pin(profile::provided(&self.inner))
    }

    fn close(&self) -> Pending<'_, ()> {
        Box::pin(profile::close(&self.inner))
    }
}
