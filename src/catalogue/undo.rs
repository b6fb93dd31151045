//! What takes an action back, and how a thing is looked at.

use std::sync::Arc;

/// What takes an action back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Undo {
    /// Nothing does.
    Never,
    /// Another action of its system.
    By(Box<Inverse>),
}

/// The action that takes another one back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inverse {
    /// Its key.
    pub action: Arc<str>,
    /// Its parameters, and the parameters or outputs of the action that they are taken from.
    pub with: Vec<(Arc<str>, Arc<str>)>,
    /// Its parameters that come from how things were before, and the fields that show that.
    pub before: Vec<(Arc<str>, Arc<str>)>,
    /// How that is seen; where it is not given, by the look of the thing that the action changes.
    pub look: Option<Look>,
    /// Parameters with which nothing is seen by that look.
    pub unless: Vec<Arc<str>>,
    /// The output that names what the action has made: that is the thing to look at.
    pub made: Option<Arc<str>>,
    /// The fields of the look that show what was made, and the parameters that they were made with.
    pub left: Vec<(Arc<str>, Arc<str>)>,
    /// The field of the look that counts how often the action was done to the thing.
    pub counted: Option<Arc<str>>,
}

/// How a thing is looked at: an action of its system that only reads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// The key of the action that reads.
    pub action: Arc<str>,
    /// Its parameters, and what they are taken from: parameters of the action that is about to be
    /// done, or [`Look::ID`].
    pub with: Vec<(Arc<str>, Arc<str>)>,
    /// The output in which the thing is, or a list with it; all outputs together without it.
    pub output: Option<Arc<str>>,
    /// The field that holds the thing's id; without it what is read is the thing.
    pub id: Option<Arc<str>>,
    /// The field that shows its state.
    pub state: Arc<str>,
    /// The field that shows how long ago that state began.
    pub since: Option<Arc<str>>,
    /// The fields that say more of the state, such as why an agent is unavailable.
    pub shows: Vec<Arc<str>>,
}

impl Look {
    /// Stands for the id of the thing.
    pub const ID: &'static str = "id";
}
