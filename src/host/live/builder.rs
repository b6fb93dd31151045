//! How an engine is put together.

use super::driver::Driver;
use super::{Connected, Engine, Shared};
use crate::journal::Journal;
use crate::run::{Limits, Observer};
use crate::system::System;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use tokio::sync::{OnceCell, mpsc};

/// Puts an engine together.
#[derive(Default)]
pub struct EngineBuilder {
    systems: Vec<Arc<dyn System>>,
    observer: Option<Arc<dyn Observer>>,
    journal: Option<Arc<dyn Journal>>,
    limits: Limits,
    zone: Option<TimeZone>,
}

impl EngineBuilder {
    /// Adds a system. Of two with one name, the later one counts.
    pub fn system(mut self, system: Arc<dyn System>) -> Self {
        self.systems.push(system);
        self
    }

    /// Lets somebody watch all runs.
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Keeps what happens in runs, so that they can be resumed.
    pub fn journal(mut self, journal: Arc<dyn Journal>) -> Self {
        self.journal = Some(journal);
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

    /// The engine. It has to be built on a `tokio` runtime, which drives its runs.
    pub fn build(self) -> Engine {
        let connected = |system: Arc<dyn System>| {
            let provided = OnceCell::new();
            (system.entry().name.clone(), Connected { system, provided })
        };
        let shared = Arc::new(Shared {
            systems: self
                .systems
                .into_iter()
                .map(connected)
                .collect::<HashMap<_, _>>(),
            observer: self.observer,
            journal: self.journal,
            limits: self.limits,
            zone: self.zone.unwrap_or(TimeZone::UTC),
            next: AtomicU64::new(0),
        });
        let (commands, inbox) = mpsc::unbounded_channel();
        let driver = Driver::new(shared.clone(), commands.downgrade(), inbox);
        tokio::spawn(driver.drive());
        Engine { shared, commands }
    }
}
