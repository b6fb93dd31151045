//! By what it is found out afterwards whether an action happened.

use std::sync::Arc;

/// By what it is found out afterwards whether an action happened: another action of its system
/// that only reads, and what it has to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadBack {
    /// The key of the action that reads.
    pub action: Arc<str>,
    /// Its parameters, and those of the action that they are taken from.
    pub with: Vec<(Arc<str>, Arc<str>)>,
    /// The output in which the thing is; one of a list, where that is what it gives. Empty where all
    /// outputs together are the thing.
    pub output: Arc<str>,
    /// The fields by which the thing is found, and the parameters that they have to equal.
    pub find: Vec<(Arc<str>, Arc<str>)>,
    /// Fields that tell the thing from another one that is found in the same way, and the parameters
    /// that they repeat: where one differs nothing is decided, since a system may have changed it.
    pub tells: Vec<(Arc<str>, Arc<str>)>,
    /// The fields that show that it happened, and their values; without any, that the thing is
    /// there shows it.
    pub shows: Vec<(Arc<str>, Arc<str>)>,
    /// Whether that the thing is not there shows it.
    pub gone: bool,
    /// The parameters with which it shows nothing.
    pub unless: Vec<Arc<str>>,
    /// The parameter with the time from which the thing may be gone for another reason.
    pub until: Option<Arc<str>>,
    /// The action's outputs, and the fields that they are taken from.
    pub outputs: Vec<(Arc<str>, Arc<str>)>,
}
