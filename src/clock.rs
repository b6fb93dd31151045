//! The time of day, for everything that a run, a connection or a simulator decides by it: the machine's
//! clock, unless a test holds it.

use jiff::Timestamp;
use std::cell::Cell;
use std::marker::PhantomData;
use tokio::time::Instant;

thread_local! {
    // tokio's held clock is one of a runtime on one thread: so is this one, which passes with it
    static HELD: Cell<Option<Held>> = const { Cell::new(None) };
}

#[derive(Clone, Copy, Debug)]
struct Held {
    at: Timestamp,
    /// Since when it passes; nothing where it stands.
    since: Option<Instant>,
}

/// What time it is.
pub fn now() -> Timestamp {
    let Some(held) = HELD.get() else {
        return Timestamp::now();
    };
    let passed = held.since.map(|since| since.elapsed()).unwrap_or_default();
    held.at.saturating_add(passed).unwrap_or(Timestamp::MAX)
}

/// The time of this thread is held as long as this lives.
#[derive(Debug)]
#[must_use]
pub struct Holding {
    before: Option<Held>,
    /// It belongs to its thread.
    here: PhantomData<*const ()>,
}

impl Holding {
    fn of(held: Held) -> Self {
        Self {
            before: HELD.replace(Some(held)),
            here: PhantomData,
        }
    }
}

/// Holds the time of this thread: it is `at`, and passes as the clock of the tokio runtime does that
/// this is called in.
pub fn hold(at: Timestamp) -> Holding {
    Holding::of(Held {
        at,
        since: Some(Instant::now()),
    })
}

/// On no day that anything has passed on: a flow is checked so for a run of another day, to which a time
/// that is past today was none.
pub fn on_no_day() -> Holding {
    Holding::of(Held {
        at: Timestamp::UNIX_EPOCH,
        since: None,
    })
}

impl Drop for Holding {
    fn drop(&mut self) {
        HELD.set(self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn a_held_time_passes_with_the_runtime_and_is_let_go() {
        let at = Timestamp::from_second(1_000).unwrap();
        let holding = hold(at);
        assert_eq!(now(), at);
        tokio::time::sleep(Duration::from_secs(3_600)).await;
        assert_eq!(now().as_second(), 4_600);
        {
            let _inner = hold(Timestamp::UNIX_EPOCH);
            assert_eq!(now(), Timestamp::UNIX_EPOCH);
        }
        assert_eq!(now().as_second(), 4_600);
        drop(holding);
        assert!(
            now().as_second() > 1_700_000_000,
            "the machine's time again"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn another_thread_has_its_own_time() {
        let _holding = hold(Timestamp::UNIX_EPOCH);
        let there = std::thread::spawn(now).join().unwrap();
        assert!(there.as_second() > 1_700_000_000);
    }
}
