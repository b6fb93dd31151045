//! The simulator's time: tokio's clock, which tests can pause, run at a chosen speed.

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// A clock that starts at a given time and may run faster than the wall's.
#[derive(Clone, Debug)]
pub struct Clock {
    origin: Instant,
    starts: Timestamp,
    speed: f64,
}

impl Clock {
    /// A clock that shows `starts` now. A speed that is not a positive number counts as 1.
    pub fn new(starts: Timestamp, speed: f64) -> Self {
        let sound = speed.is_finite() && speed > 0.0;
        Self {
            origin: Instant::now(),
            starts,
            speed: if sound { speed } else { 1.0 },
        }
    }

    /// What it shows now.
    pub fn now(&self) -> Timestamp {
        let passed = self.origin.elapsed().as_secs_f64() * self.speed;
        let passed = SignedDuration::try_from_secs_f64(passed).unwrap_or(SignedDuration::MAX);
        self.starts.saturating_add(passed).unwrap_or(Timestamp::MAX)
    }

    /// How long the caller has to wait, in tokio's time, for a span of the simulator's time.
    pub(crate) fn real(&self, span: SignedDuration) -> std::time::Duration {
        let seconds = (span.as_secs_f64() / self.speed).clamp(0.0, 1e9);
        std::time::Duration::from_secs_f64(seconds)
    }

    /// How long it is, in tokio's time, until it shows `then`: one millisecond more, so that it
    /// has been reached after the wait.
    pub(crate) fn until(&self, then: Timestamp) -> std::time::Duration {
        self.real(then.duration_since(self.now())) + std::time::Duration::from_millis(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_runs_at_its_speed() {
        let clock = Clock::new(Timestamp::UNIX_EPOCH, 10.0);
        tokio::time::advance(std::time::Duration::from_secs(3)).await;
        assert_eq!(clock.now().as_second(), 30);
        let wait = clock.until(Timestamp::from_second(50).unwrap());
        assert_eq!(wait.as_millis(), 2001);
    }

    #[tokio::test]
    async fn a_senseless_speed_counts_as_one() {
        for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Clock::new(Timestamp::UNIX_EPOCH, speed).speed, 1.0);
        }
    }
}
