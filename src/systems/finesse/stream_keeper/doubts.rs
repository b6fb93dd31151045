//! What was told and could not be taken in as it is.

use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// What was told and could not be taken in: everything is read a moment later, once for all of it.
#[derive(Default)]
pub(super) struct Doubts {
    due: Option<Instant>,
}

/// How long after that.
const A_MOMENT: Duration = Duration::from_millis(500);

impl Doubts {
    pub(super) fn note(&mut self) {
        self.due.get_or_insert_with(|| Instant::now() + A_MOMENT);
    }

    pub(super) async fn due(&mut self) {
        match self.due {
            Some(due) => {
                sleep_until(due).await;
                self.due = None;
            }
            None => std::future::pending().await,
        }
    }
}
