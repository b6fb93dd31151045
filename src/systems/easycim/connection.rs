//! The connection: what a host holds.

use super::ask::Transport;
use super::cdp::PageLink;
use super::hub::Hub;
use super::line::{Gate, Line, Times};
use super::request::plans;
use super::settings::{Settings, Way};
use super::socketio::SocketIo;
use super::toolbar::Toolbar;
use super::{perform, watch};
use crate::catalogue::SystemEntry;
use crate::run::effect::{Answer, Await, Call, Watch};
use crate::systems::net::SetupError;
use crate::systems::{Pending, System};
use std::sync::Arc;

/// A connection to an agent's toolbar. Nothing is reached before it is first used.
#[derive(Debug)]
pub struct Connection {
    toolbar: Toolbar,
}

impl Connection {
    /// A connection by these settings. `entry` is the system of the catalogue that scripts are
    /// checked against.
    ///
    /// `Err` where the settings cannot work: an address that is none, or on another machine; no
    /// browser to start.
    pub fn new(settings: Settings, entry: Arc<SystemEntry>) -> Result<Self, SetupError> {
        let hub = Hub::new();
        let gate = Arc::new(Gate::default());
        let transport: Arc<dyn Transport> = match &settings.way {
            Way::Toolbar { address } => Arc::new(SocketIo::new(
                address,
                &settings,
                entry.clone(),
                hub.clone(),
                gate.clone(),
            )?),
            Way::Page { .. } | Way::Browser { .. } => {
                let heard = (hub.clone(), gate.clone());
                Arc::new(PageLink::new(&settings, entry.clone(), heard)?)
            }
        };
        let times = Times {
            within: settings.timeouts.request,
            settle: settings.timeouts.settle,
        };
        let toolbar = Toolbar {
            plans: plans(&entry),
            line: Line::new(transport, gate, times),
            entry,
            hub,
            settings,
        };
        Ok(Self { toolbar })
    }
}

impl System for Connection {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.toolbar.entry
    }

    fn perform<'a>(&'a self, call: &'a Call, _key: &'a str) -> Pending<'a, Answer> {
        Box::pin(perform::perform(&self.toolbar, call))
    }

    fn watch<'a>(&'a self, watch: &'a Watch) -> Pending<'a, Answer> {
        Box::pin(watch::watch(&self.toolbar, watch))
    }

    fn next<'a>(&'a self, what: &'a Await) -> Pending<'a, Answer> {
        Box::pin(watch::next(&self.toolbar, what))
    }

    fn close(&self) -> Pending<'_, ()> {
        self.toolbar.line.transport().close()
    }
}
