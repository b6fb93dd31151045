//! How one run differs from the others of its engine.

use super::inputs::Inputs;
use crate::journal::{Actor, Item};
use crate::run::{Limits, Observer};
use crate::value::Record;
use jiff::ZonedDateTime;
use std::sync::Arc;

/// How one run differs from the others of its engine.
#[derive(Clone, Default)]
pub struct RunOptions {
    /// The inputs by name. Texts are read as the kinds that the script says.
    pub inputs: Inputs,
    /// The run's name, which has to be its own: effects, and idempotency keys, are named after it.
    /// A random one where it is not given. A run of a name that is open, or that the journal
    /// knows, is refused.
    pub name: Option<Arc<str>>,
    /// The seed of its randomness; a random one where it is not given.
    pub seed: Option<u64>,
    /// Who watches it, beside the engine's own observers.
    pub observer: Option<Arc<dyn Observer>>,
    /// What it may use; the engine's where it is not given.
    pub limits: Option<Limits>,
    /// What stands in for what the profiles of its systems bring, by the system's name: those
    /// systems are not asked.
    pub provided: Vec<(Arc<str>, Record)>,
    /// What the journal keeps for whoever goes on with the run: which settings it began with.
    pub note: Option<Arc<str>>,
    /// The row of a job that it is for: the journal keeps the script with the job.
    pub item: Option<Item>,
    /// In whose name it runs, for the audit record.
    pub actor: Option<Actor>,
    /// When it begins for itself. Its clock stands then, and only its own pauses move it: what it
    /// makes of `now` is what the plan made of it that it applies.
    pub at: Option<ZonedDateTime>,
}
