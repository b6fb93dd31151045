//! How long to wait before trying again: longer each time, until something has lasted.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_secs(3);
/// What held for so long was no mere beginning.
const LASTING: Duration = Duration::from_secs(10);

/// The pauses between attempts.
#[derive(Debug)]
pub(super) struct Pause(Duration);

impl Default for Pause {
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Pause {
    /// The pause after an attempt that held for so long. Not the same for all, so that many that were
    /// cut off together do not come back together.
    pub fn after(&mut self, held: Duration) -> Duration {
        if held >= LASTING {
            self.0 = FIRST;
        }
        let pause = self.0.mul_f64(0.75 + fastrand::f64() / 2.0);
        self.0 = (self.0 * 2).min(LONGEST);
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_limit_and_begin_anew() {
        let mut pause = Pause::default();
        let pauses: Vec<Duration> = (0..8).map(|_| pause.after(Duration::ZERO)).collect();
        assert!(pauses[0] < Duration::from_millis(320), "{pauses:?}");
        assert!(pauses[7] > Duration::from_secs(2), "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause < Duration::from_secs(4)));
        assert!(pause.after(LASTING) < Duration::from_millis(320));
    }
}
