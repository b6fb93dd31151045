//! What all runs of an engine share.

use super::gate::Gate;
use super::settle::Asking;
use super::watchers::Watchers;
use crate::journal::Journal;
use crate::run::Limits;
use crate::system::System;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// What all runs of an engine share.
pub(super) struct Shared {
    pub systems: HashMap<Arc<str>, Arc<dyn System>>,
    /// Those who watch every run.
    pub watchers: Watchers,
    pub journal: Option<Arc<dyn Journal>>,
    pub gate: Option<Arc<dyn Gate>>,
    pub limits: Arc<Limits>,
    pub zone: TimeZone,
    /// For how long a request that was sent may still take effect.
    pub takes_effect_within: Duration,
    /// Which key the next run gets.
    pub next: AtomicU64,
}

impl Shared {
    /// How systems are asked what came of a write.
    pub fn asking(&self) -> Asking {
        Asking {
            within: self.takes_effect_within,
            gate: self.gate.clone(),
        }
    }
}
