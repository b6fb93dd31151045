//! What all runs of an engine share.

use super::gate::Gate;
use crate::journal::Journal;
use crate::run::{Limits, Observer};
use crate::system::System;
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// What all runs of an engine share.
pub(super) struct Shared {
    pub systems: HashMap<Arc<str>, Arc<dyn System>>,
    pub observers: Vec<Arc<dyn Observer>>,
    pub journal: Option<Arc<dyn Journal>>,
    pub gate: Option<Arc<dyn Gate>>,
    pub limits: Arc<Limits>,
    pub zone: TimeZone,
    /// Which key the next run gets.
    pub next: AtomicU64,
}
