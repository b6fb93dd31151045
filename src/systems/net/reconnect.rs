//! When a connection that was lost is tried again: one policy for all of them. Pauses grow, so that
//! a server in trouble is not stormed; and sign-ins have a budget, so that a stream that ends right
//! after it opens does not become thousands of them. What runs on this machine and takes no sign-in is
//! tried more often: somebody who opens the page has not to wait.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// The longest pause.
const LONGEST: Duration = Duration::from_secs(60);
/// A connection that stood this long was a good one: the pauses begin anew after it.
const STEADY: Duration = Duration::from_secs(30);
/// So many tries in so long a time.
const BUDGET: usize = 30;
const PERIOD: Duration = Duration::from_secs(600);

/// The same for what runs on this machine.
#[cfg(feature = "easycim")]
const NEARBY_FIRST: Duration = Duration::from_millis(250);
#[cfg(feature = "easycim")]
const NEARBY_LONGEST: Duration = Duration::from_secs(3);
#[cfg(feature = "easycim")]
const NEARBY_STEADY: Duration = Duration::from_secs(10);

/// Says how long to wait before the next try.
#[derive(Debug)]
pub(crate) struct Reconnect {
    first: Duration,
    longest: Duration,
    steady: Duration,
    /// How many tries there may be in a period, where each is a sign-in.
    budget: Option<usize>,
    pause: Duration,
    up: Option<Instant>,
    tries: VecDeque<Instant>,
}

impl Reconnect {
    /// A policy whose first pause is about so long.
    pub fn new(first: Duration) -> Self {
        Self {
            first,
            longest: LONGEST,
            steady: STEADY,
            budget: Some(BUDGET),
            pause: first,
            up: None,
            tries: VecDeque::new(),
        }
    }

    /// The policy for a page or a toolbar on this machine.
    #[cfg(feature = "easycim")]
    pub fn nearby() -> Self {
        Self {
            longest: NEARBY_LONGEST,
            steady: NEARBY_STEADY,
            budget: None,
            ..Self::new(NEARBY_FIRST)
        }
    }

    /// The connection stands.
    pub fn up(&mut self) {
        self.up = Some(Instant::now());
    }

    /// It was lost, or could not be made: how long to wait. Between a half and the whole of the
    /// pause, so that many who lost it together do not come back together.
    pub fn pause(&mut self) -> Duration {
        let now = Instant::now();
        if self.up.take().is_some_and(|up| now - up >= self.steady) {
            self.pause = self.first;
        }
        let pause = self.pause.mul_f64(0.5 + fastrand::f64() / 2.0);
        self.pause = (self.pause * 2).min(self.longest);
        let Some(budget) = self.budget else {
            return pause;
        };
        let pause = pause.max(self.over_budget(budget, now));
        self.tries.push_back(now + pause);
        pause
    }

    /// How long until the budget has room for another try.
    fn over_budget(&mut self, budget: usize, now: Instant) -> Duration {
        while self.tries.front().is_some_and(|at| *at + PERIOD <= now) {
            self.tries.pop_front();
        }
        let spent = self.tries.len().checked_sub(budget);
        let until = spent.and_then(|over| self.tries.get(over));
        until.map_or(Duration::ZERO, |at| {
            (*at + PERIOD).saturating_duration_since(now)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_secs(2);

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_and_begin_anew_after_a_good_connection() {
        let mut policy = Reconnect::new(FIRST);
        for most in [2, 4, 8, 16, 32, 60, 60] {
            let pause = policy.pause().as_secs_f64();
            assert!(
                (f64::from(most) / 2.0..=f64::from(most)).contains(&pause),
                "{pause}"
            );
        }
        policy.up();
        tokio::time::advance(STEADY / 2).await;
        assert!(policy.pause() >= LONGEST / 2, "that was no good one");
        policy.up();
        tokio::time::advance(STEADY).await;
        assert!(policy.pause() <= FIRST);
    }

    #[cfg(feature = "easycim")]
    #[tokio::test(start_paused = true)]
    async fn what_is_nearby_is_tried_often_and_for_ever() {
        let mut policy = Reconnect::nearby();
        let first = policy.pause();
        assert!(first <= NEARBY_FIRST, "{first:?}");
        for _ in 0..6 * BUDGET {
            let pause = policy.pause();
            assert!(pause <= NEARBY_LONGEST, "{pause:?}");
        }
        policy.up();
        tokio::time::advance(NEARBY_STEADY).await;
        assert!(policy.pause() <= NEARBY_FIRST);
    }

    /// A server that lets everybody in and sends them away at once, and one that does so just late
    /// enough to look good, are not stormed for an hour.
    #[tokio::test(start_paused = true)]
    async fn sign_ins_have_a_budget() {
        for stands in [Duration::ZERO, STEADY] {
            let mut policy = Reconnect::new(Duration::from_millis(1));
            let start = Instant::now();
            let mut tries = 0;
            while start.elapsed() < Duration::from_secs(3600) {
                policy.up();
                tokio::time::advance(stands).await;
                tokio::time::advance(policy.pause()).await;
                tries += 1;
            }
            assert!((30..=6 * BUDGET + BUDGET).contains(&tries), "{tries}");
        }
    }
}
