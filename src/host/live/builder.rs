//! How an engine is put together.

use super::driver::Driver;
use super::engine::Engine;
use super::gate::Gate;
use super::settle::TAKES_EFFECT_WITHIN;
use super::shared::Shared;
use super::watchers::Watchers;
use crate::journal::Journal;
use crate::run::{Limits, Observer};
use crate::system::System;
use jiff::tz::TimeZone;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// Puts an engine together.
#[derive(Default)]
pub struct EngineBuilder {
    systems: Vec<Arc<dyn System>>,
    observers: Vec<Arc<dyn Observer>>,
    journal: Option<Arc<dyn Journal>>,
    gate: Option<Arc<dyn Gate>>,
    limits: Limits,
    zone: Option<TimeZone>,
    takes_effect_within: Option<Duration>,
}

impl EngineBuilder {
    /// Adds a system. Of two with one name, the later one counts.
    pub fn system(mut self, system: Arc<dyn System>) -> Self {
        self.systems.push(system);
        self
    }

    /// Lets somebody watch all runs, beside those who watch already.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observers.push(observer);
        self
    }

    /// Keeps what happens in runs, so that they can be resumed.
    pub fn journal(mut self, journal: Arc<dyn Journal>) -> Self {
        self.journal = Some(journal);
        self
    }

    /// Lets a gate say when actions may be sent.
    pub fn gate(mut self, gate: Arc<dyn Gate>) -> Self {
        self.gate = Some(gate);
        self
    }

    /// Sets what a run may use.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the zone in which `today` is meant; UTC without it.
    pub fn zone(mut self, zone: TimeZone) -> Self {
        self.zone = Some(zone);
        self
    }

    /// Sets for how long a request whose answer never came may still take effect; 30 seconds without
    /// it. Only after that does a read-back that shows nothing of the write mean that it did not
    /// happen: with too short a time it could be done twice.
    pub fn takes_effect_within(mut self, time: Duration) -> Self {
        self.takes_effect_within = Some(time);
        self
    }

    /// The engine.
    ///
    /// # Errors
    ///
    /// Where there is no `tokio` runtime, which drives its runs.
    pub fn build(self) -> Result<Engine, NoRuntime> {
        let runtime = Handle::try_current().map_err(|_| NoRuntime)?;
        let named = |system: Arc<dyn System>| (system.entry().name.clone(), system);
        let shared = Arc::new(Shared {
            systems: self.systems.into_iter().map(named).collect(),
            watchers: Watchers::new(self.observers),
            journal: self.journal,
            gate: self.gate,
            limits: Arc::new(self.limits),
            zone: self.zone.unwrap_or(TimeZone::UTC),
            takes_effect_within: self.takes_effect_within.unwrap_or(TAKES_EFFECT_WITHIN),
            next: AtomicU64::new(0),
        });
        let (commands, inbox) = mpsc::unbounded_channel();
        let driver = Driver::new(shared.clone(), commands.downgrade(), inbox);
        runtime.spawn(driver.drive());
        Ok(Engine::new(shared, commands))
    }
}

/// There is no `tokio` runtime here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoRuntime;

impl fmt::Display for NoRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an engine needs a tokio runtime: build it inside one")
    }
}

impl std::error::Error for NoRuntime {}
