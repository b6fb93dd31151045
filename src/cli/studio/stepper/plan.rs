//! What is to be stepped through.

use crate::config::Profile;
use crate::program::Program;
use crate::report::Printer;
use crate::value::Record;
use std::sync::Arc;

/// The name of the run.
pub(super) const RUN: &str = "studio";

/// What is to run.
pub(in crate::cli::studio) struct Plan {
    pub program: Arc<Program>,
    pub inputs: Record,
    pub profiles: Vec<Profile>,
    pub printer: Printer,
    /// Whether it stops at each action from the start, or at these lines alone.
    pub steps: bool,
    pub lines: Vec<u32>,
}
