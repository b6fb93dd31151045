//! What went over the wire, as reports show it: without tokens, keys and values of a query.

use crate::clock;
use crate::run::effect::Exchange;
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// Times one exchange.
pub(crate) struct Stopwatch {
    at: Timestamp,
    started: Instant,
    asked: String,
}

impl Stopwatch {
    pub(crate) fn start(asked: String) -> Self {
        Self {
            at: clock::now(),
            started: Instant::now(),
            asked,
        }
    }

    pub(crate) fn stop(self, answered: &str) -> Exchange {
        let took = SignedDuration::try_from(self.started.elapsed()).unwrap_or_default();
        Exchange {
            at: self.at,
            took,
            asked: self.asked,
            answered: answered.to_owned(),
        }
    }
}
