//! A run that is over, with what it was for.

use super::jobs::Job;
use super::seen::Seen;
use crate::run::event::RunReport;
use std::sync::Arc;

/// A run that is over.
pub(super) struct Ended {
    pub job: Job,
    pub report: RunReport,
    /// What it did.
    pub seen: Arc<Seen>,
}
