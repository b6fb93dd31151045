//! With what a run begins.

use crate::value::Record;
use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything that decides a run, beside its program and the completions it is told.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Start {
    /// The run's name: the first part of its effects' names.
    pub run: Arc<str>,
    /// The inputs by name. Texts are read as the kinds that the program says.
    pub inputs: Record,
    /// When it begins, and in which zone `today` and `now` are meant.
    pub at: ZonedDateTime,
    /// The seed of its randomness.
    pub seed: u64,
    /// What the profiles of its systems bring, by the system's name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provided: Vec<(Arc<str>, Record)>,
}
