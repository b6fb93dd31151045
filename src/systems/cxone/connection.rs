//! The connection: what a host holds.

use super::lists::Lists;
use super::lookout::Lookouts;
use super::perform;
use super::place::SetupError;
use super::plan::{self, Plans};
use super::profile;
use super::session::Sessions;
use super::settings::{ProfileSession, Settings, Timeouts};
use super::watch;
use super::wire::Wire;
use crate::catalogue::SystemEntry;
use crate::run::effect::{Answer, Await, Call, Watch};
use crate::systems::{Pending, System};
use crate::value::Record;
use std::sync::{Arc, Mutex};
use tokio::sync::OnceCell;

/// A connection to CXone. Nothing is sent before it is first used; whatever it listens to ends
/// with it.
#[derive(Debug)]
pub struct Connection {
    inner: Inner,
}

/// What the parts of a connection share.
#[derive(Debug)]
pub(super) struct Inner {
    pub entry: Arc<SystemEntry>,
    pub plans: Plans,
    pub lists: Lists,
    pub wire: Arc<Wire>,
    pub sessions: Arc<Sessions>,
    pub lookouts: Arc<Lookouts>,
    pub timeouts: Timeouts,
    /// The session that the profile brings.
    pub session: Option<ProfileSession>,
    /// What the profile has brought.
    pub provided: OnceCell<Record>,
    /// The session that the profile itself has started.
    pub started: Mutex<Option<Record>>,
}

impl Connection {
    /// A connection by these settings. `entry` is the system of the catalogue that scripts are
    /// checked against.
    ///
    /// `Err` where the settings cannot work: an address that is none or is not encrypted, a
    /// certificate that cannot be read, a version for an action that does not exist.
    pub fn new(settings: Settings, entry: Arc<SystemEntry>) -> Result<Self, SetupError> {
        let plans = plan::all(&entry, &settings)?;
        let wire = Arc::new(Wire::new(&settings)?);
        let inner = Inner {
            lists: Lists::new(&entry, &plans),
            plans,
            entry,
            sessions: Sessions::new(wire.clone(), settings.timeouts.clone()),
            lookouts: Lookouts::new(wire.clone(), settings.timeouts.look),
            wire,
            timeouts: settings.timeouts,
            session: settings.session,
            provided: OnceCell::new(),
            started: Mutex::default(),
        };
        Ok(Self { inner })
    }
}

impl System for Connection {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.inner.entry
    }

    fn perform<'a>(&'a self, call: &'a Call, key: &'a str) -> Pending<'a, Answer> {
        Box::pin(perform::perform(&self.inner, call, key))
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
