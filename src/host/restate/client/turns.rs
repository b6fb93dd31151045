//! One budget for all workers of an engine, on however many machines they are.
//!
//! Time is cut into windows of a few turns each. A worker that needs turns claims a window under a name that is made of
//! the tenant and the window's number: the engine takes a name once, so each window is one worker's. It costs a request
//! to the engine for several actions. Whoever executes what the engine keeps of it is not waited for: a worker whose hands are
//! full of runs that wait for turns still gets them.

use super::ask::{Client, Refused};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::VecDeque;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::Mutex;

/// A window is at least so long, in microseconds: an engine is asked no more often than this for a tenant.
const SHORTEST: i64 = 200_000;

/// Turns are claimed no longer before they come: a worker that is lost takes no more with it.
const AHEAD: i64 = 1_000_000;

/// How often an engine is asked again that does not answer. Nothing can be sent without it meanwhile.
const AGAIN: Duration = Duration::from_millis(500);

/// The budget of a tenant, as one worker takes turns of it.
#[derive(Debug)]
pub struct Turns {
    client: Client,
    tenant: String,
    windows: Mutex<Windows>,
}

impl Turns {
    /// The budget of a tenant of so many actions a second.
    pub fn new(client: Client, tenant: &str, per_second: f64) -> Self {
        Self {
            client,
            tenant: utf8_percent_encode(tenant, NON_ALPHANUMERIC).to_string(),
            windows: Mutex::new(Windows::new(per_second)),
        }
    }

    fn key(&self, window: i64) -> String {
        format!("turn.{}.{window}", self.tenant)
    }

    /// Waits for the next turn.
    pub async fn take(&self) {
        let at = {
            // In the order in which they come: one at a time claims for those behind it.
            let mut windows = self.windows.lock().await;
            loop {
                match windows.next(now()) {
                    Next::Turn(at) => break at,
                    Next::Later(pause) => tokio::time::sleep(pause).await,
                    Next::Claim(window) => match self.client.first(&self.key(window)).await {
                        Ok(won) => windows.claimed(window, won),
                        // No worker offers to keep claims: what the machine allows is all there is.
                        Err(Refused::Said(404, _)) => break now(),
                        Err(_) => tokio::time::sleep(AGAIN).await,
                    },
                }
            }
        };
        tokio::time::sleep(micros(at - now())).await;
    }
}

/// What to do for the next turn.
#[derive(PartialEq, Eq, Debug)]
enum Next {
    /// It is at this time.
    Turn(i64),
    /// This window is to be claimed first.
    Claim(i64),
    /// Everything near is claimed.
    Later(Duration),
}

/// The turns that a worker has, and where it looks for more. Times are in microseconds.
#[derive(Debug)]
struct Windows {
    /// From one turn to the next.
    every: i64,
    /// How long a window is.
    long: i64,
    turns: VecDeque<i64>,
    /// The first window that was not asked for yet.
    unasked: i64,
}

impl Windows {
    fn new(per_second: f64) -> Self {
        let every = (1_000_000.0 / per_second.max(0.000_1)) as i64;
        let every = every.max(1);
        // Whole turns: what is left of a window would be lost.
        let long = every * (SHORTEST / every).max(1);
        Self {
            every,
            long,
            turns: VecDeque::new(),
            unasked: 0,
        }
    }

    fn next(&mut self, now: i64) -> Next {
        // A turn that nobody took in its window is lost: it must not be added to those of a later one.
        while self.turns.front().is_some_and(|at| at + self.long < now) {
            self.turns.pop_front();
        }
        if let Some(at) = self.turns.pop_front() {
            return Next::Turn(at);
        }
        let window = self.unasked.max(now.div_euclid(self.long));
        let early = window * self.long - now - AHEAD.max(self.long);
        match early > 0 {
            true => Next::Later(micros(early)),
            false => Next::Claim(window),
        }
    }

    fn claimed(&mut self, window: i64, won: bool) {
        self.unasked = window + 1;
        if won {
            let begin = window * self.long;
            let many = self.long / self.every;
            self.turns
                .extend((0..many).map(|turn| begin + turn * self.every));
        }
    }
}

fn micros(time: i64) -> Duration {
    Duration::from_micros(u64::try_from(time).unwrap_or(0))
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    i64::try_from(since.unwrap_or_default().as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// Takes turns for as long as there are any up to a time; when each of them was.
    fn take(windows: &mut Windows, claimed: &mut HashSet<i64>, now: i64) -> Option<i64> {
        loop {
            match windows.next(now) {
                Next::Turn(at) => return Some(at),
                Next::Claim(window) => windows.claimed(window, claimed.insert(window)),
                Next::Later(_) => return None,
            }
        }
    }

    #[test]
    fn workers_together_keep_to_one_budget_and_use_it_up() {
        for per_second in [0.5, 5.0, 10.0, 300.0] {
            let mut claimed = HashSet::new();
            let mut workers: Vec<_> = (0..3).map(|_| Windows::new(per_second)).collect();
            let mut taken: Vec<i64> = Vec::new();
            let (began, seconds) = (1_700_000_000_000_000, 20);
            for step in 0..seconds * 1000 {
                // The clocks of the machines differ by half a second.
                for (number, worker) in workers.iter_mut().enumerate() {
                    let now = began + step * 1000 + number as i64 * 500_000;
                    taken.extend(take(worker, &mut claimed, now));
                }
            }
            let all: HashSet<i64> = taken.iter().copied().collect();
            assert_eq!(all.len(), taken.len(), "a turn is one worker's");
            // What is claimed may be a second ahead, and the clocks differ by another.
            let most = per_second * (seconds as f64 + 2.5) + 2.0;
            let least = per_second * seconds as f64 * 0.9 - 2.0;
            let many = taken.len() as f64;
            assert!((least..=most).contains(&many), "{per_second}/s: {many}");
        }
    }

    #[test]
    fn turns_that_nobody_took_are_not_saved_up() {
        let mut windows = Windows::new(10.0);
        let mut claimed = HashSet::new();
        let now = 1_700_000_000_000_000;
        assert!(take(&mut windows, &mut claimed, now).is_some());
        let later = now + 10_000_000;
        let at = take(&mut windows, &mut claimed, later).expect("there is one");
        assert!(at > later - windows.long, "{at}");
    }
}
