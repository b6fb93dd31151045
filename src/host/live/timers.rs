//! The clock of all runs.

use crate::run::effect::EffectId;
use jiff::SignedDuration;
use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::time::{DelayQueue, delay_queue};

/// The wheel holds no more than about two years: longer sleeps are slept in parts.
const LONGEST: Duration = Duration::from_secs(300 * 86_400);

/// Every sleep of every run.
#[derive(Default)]
pub(super) struct Timers {
    wheel: DelayQueue<Timer>,
}

struct Timer {
    run: u64,
    id: EffectId,
    due: Instant,
}

/// A sleep under way.
pub(super) type TimerKey = delay_queue::Key;

impl Timers {
    /// Begins a sleep.
    pub fn start(&mut self, run: u64, id: EffectId, time: SignedDuration) -> TimerKey {
        let time = time.max(SignedDuration::ZERO).unsigned_abs();
        let now = Instant::now();
        let due = now.checked_add(time).unwrap_or_else(|| now + 100 * LONGEST);
        self.insert(Timer { run, id, due }, now)
    }

    fn insert(&mut self, timer: Timer, now: Instant) -> TimerKey {
        let until = timer.due.min(now + LONGEST);
        self.wheel.insert_at(timer, until)
    }

    /// Ends a sleep that nobody waits for any more.
    pub fn stop(&mut self, key: &TimerKey) {
        self.wheel.try_remove(key);
    }

    /// The next sleep that is over, or has to be slept on under a new key; never while there is
    /// none.
    pub async fn next(&mut self) -> Due {
        let expired = poll_fn(|context| match self.wheel.poll_expired(context) {
            Poll::Ready(Some(expired)) => Poll::Ready(expired),
            _ => Poll::Pending,
        });
        let timer = expired.await.into_inner();
        let (run, id, now) = (timer.run, timer.id, Instant::now());
        if timer.due > now + Duration::from_millis(1) {
            let key = self.insert(timer, now);
            return Due {
                run,
                id,
                again: Some(key),
            };
        }
        Due {
            run,
            id,
            again: None,
        }
    }
}

/// A sleep that is over, unless it goes on under another key.
pub(super) struct Due {
    pub run: u64,
    pub id: EffectId,
    pub again: Option<TimerKey>,
}
