//! What says when an action may be sent.

use crate::run::effect::{Answer, Effect};
use crate::system::Pending;

/// Says when an action may be sent: a limit of requests, shared by all runs.
pub trait Gate: Send + Sync {
    /// Waits until this action may be sent. Nothing of it is in the journal before that.
    fn admit<'a>(&'a self, effect: &'a Effect) -> Pending<'a, ()>;

    /// The system has answered.
    fn answered(&self, effect: &Effect, answer: &Answer) {
        let _ = (effect, answer);
    }
}
