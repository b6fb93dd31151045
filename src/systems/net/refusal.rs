//! Why a call cannot even be made.

use crate::run::effect::Answer;
use jiff::SignedDuration;

/// Why something could not be done, as the outcome that says so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Refusal {
    /// One of the transport's outcomes.
    pub outcome: &'static str,
    /// Why, in plain words.
    pub reason: String,
    /// How long the system asked to wait.
    pub retry_after: Option<SignedDuration>,
}

impl Refusal {
    pub(crate) fn new(outcome: &'static str, reason: impl Into<String>) -> Self {
        Self {
            outcome,
            reason: reason.into(),
            retry_after: None,
        }
    }

    pub(crate) fn answer(self) -> Answer {
        let mut answer = Answer::new(self.outcome, self.reason);
        answer.retry_after = self.retry_after;
        answer
    }
}
