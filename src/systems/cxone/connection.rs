//! The connection: what a host holds.

use super::arrival;
use super::identities::Identities;
use super::lists::Lists;
use super::perform;
use super::place::SetupError;
use super::plan;
use super::profile;
use super::readback::ReadBacks;
use super::sessions::AgentSessions;
use super::settings::Settings;
use super::shared::Shared;
use super::watch;
use crate::catalogue::SystemEntry;
use crate::run::effect::{Answer, Await, Call, Watch};
use crate::system::{Pending, System};
use crate::value::Record;
use std::sync::{Arc, Mutex};

/// A connection to CXone. Nothing is sent before it is first used; whatever it listens to ends
/// with it.
#[derive(Debug)]
pub struct Connection {
    shared: Shared,
}

impl Connection {
    /// A connection by these settings. `entry` is the system of the catalogue that scripts are
    /// checked against.
    ///
    /// `Err` where the settings cannot work: an address that is none or is not encrypted, a
    /// certificate that cannot be read, a version for an action that does not exist.
    pub fn new(settings: Settings, entry: Arc<SystemEntry>) -> Result<Self, SetupError> {
        let plans = plan::all(&entry, &settings)?;
        let identities = Identities::new(&settings)?;
        let shared = Shared {
            in_doubt: Mutex::default(),
            lists: Lists::new(&entry, &plans),
            plans,
            entry,
            sessions: AgentSessions::new(identities.own().clone(), &settings),
            readbacks: ReadBacks::new(settings.timeouts.look),
            opens_for_others: settings.beside.opens_for_others(),
            timeouts: settings.timeouts,
            session: settings.session,
            provided: tokio::sync::Mutex::default(),
            started: Mutex::default(),
            left: Mutex::default(),
            identities,
        };
        Ok(Self { shared })
    }
}

impl System for Connection {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.shared.entry
    }

    fn perform<'a>(&'a self, call: &'a Call, key: &'a str) -> Pending<'a, Answer> {
        Box::pin(perform::perform(&self.shared, call, key))
    }

    fn objection<'a>(&'a self, call: &'a Call) -> Pending<'a, Option<String>> {
        Box::pin(perform::objection(&self.shared, call))
    }

    fn watch<'a>(&'a self, watch: &'a Watch) -> Pending<'a, Answer> {
        Box::pin(watch::watch(&self.shared, watch))
    }

    fn next<'a>(&'a self, what: &'a Await) -> Pending<'a, Answer> {
        Box::pin(arrival::next(&self.shared, what))
    }

    fn provided<'a>(&'a self) -> Pending<'a, Result<Record, Box<Answer>>> {
        Box::pin(profile::provided(&self.shared))
    }

    fn close(&self) -> Pending<'_, ()> {
        Box::pin(profile::close(&self.shared))
    }

    fn is_refused(&self) -> bool {
        self.shared.identities.is_refused()
    }

    fn unheard(&self) -> Option<String> {
        self.shared.readbacks.trouble()
    }

    fn left_behind(&self) -> Vec<String> {
        profile::left_behind(&self.shared)
    }
}
