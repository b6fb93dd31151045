//! The clock of all runs.

use crate::run::effect::EffectId;
use jiff::SignedDuration;
use std::collections::HashMap;
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
    /// When those end that the wheel cannot hold: there are hardly any.
    long: HashMap<Timer, Instant>,
}

/// Whose sleep it is. There are as many of them as runs wait.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Timer {
    run: u64,
    id: EffectId,
}

/// A sleep under way.
pub(super) type TimerKey = delay_queue::Key;

impl Timers {
    /// Begins a sleep.
    pub fn start(&mut self, run: u64, id: EffectId, time: SignedDuration) -> TimerKey {
        let time = time.max(SignedDuration::ZERO).unsigned_abs();
        let now = Instant::now();
        let due = now.checked_add(time).unwrap_or_else(|| now + 100 * LONGEST);
        self.insert(Timer { run, id }, due, now)
    }

    fn insert(&mut self, timer: Timer, due: Instant, now: Instant) -> TimerKey {
        if due > now + LONGEST {
            self.long.insert(timer, due);
        }
        self.wheel.insert_at(timer, due.min(now + LONGEST))
    }

    /// Ends a sleep that nobody waits for any more.
    pub fn stop(&mut self, key: &TimerKey) {
        if let Some(stopped) = self.wheel.try_remove(key) {
            self.long.remove(stopped.get_ref());
        }
    }

    /// The next sleep that is over, or has to be slept on under a new key; never while there is
    /// none.
    pub async fn next(&mut self) -> Due {
        let expired = poll_fn(|context| match self.wheel.poll_expired(context) {
            Poll::Ready(Some(expired)) => Poll::Ready(expired),
            _ => Poll::Pending,
        });
        let timer = expired.await.into_inner();
        let rest = self.long.remove(&timer);
        Due {
            run: timer.run,
            id: timer.id,
            again: rest.map(|due| self.insert(timer, due, Instant::now())),
        }
    }
}

/// A sleep that is over, unless it goes on under another key.
pub(super) struct Due {
    pub run: u64,
    pub id: EffectId,
    pub again: Option<TimerKey>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_sleep_of_years_is_slept_in_parts_and_ends_on_time() {
        let (mut timers, began) = (Timers::default(), Instant::now());
        let days = |days: i64| SignedDuration::from_hours(24 * days);
        let stopped = timers.start(1, 7, days(1_000));
        timers.start(1, 8, days(2));
        timers.start(2, 7, days(700));
        timers.stop(&stopped);
        let mut parts = Vec::new();
        for _ in 0..4 {
            let due = timers.next().await;
            let days = began.elapsed().as_secs() / 86_400;
            parts.push((days, due.run, due.id, due.again.is_some()));
        }
        let expected = [
            (2, 1, 8, false),
            (300, 2, 7, true),
            (600, 2, 7, true),
            (700, 2, 7, false),
        ];
        assert_eq!(parts, expected);
        assert!(timers.long.is_empty() && timers.wheel.is_empty());
    }
}
