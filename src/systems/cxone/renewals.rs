//! When a token is renewed because a request was refused with it: each sign-in counts, and a
//! request that is refused for its own sake must not cause one after the other.

use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// How long nothing is renewed after a renewal that did not help the request it was made for.
const IN_VAIN: Duration = Duration::from_secs(10);

/// How many are made in a minute, also where each helps: something else keeps ending the tokens.
const IN_A_MINUTE: usize = 6;
const MINUTE: Duration = Duration::from_secs(60);

/// The renewals of the last minute that were asked for by requests.
#[derive(Debug, Default)]
pub(super) struct Renewals {
    made: VecDeque<Made>,
}

#[derive(Debug)]
struct Made {
    at: Instant,
    /// The token that came of it.
    generation: Option<u64>,
    helped: bool,
}

impl Renewals {
    pub(super) fn may(&mut self, now: Instant) -> bool {
        while self
            .made
            .front()
            .is_some_and(|made| made.at + MINUTE <= now)
        {
            self.made.pop_front();
        }
        let in_vain = |made: &Made| !made.helped && made.at + IN_VAIN > now;
        self.made.len() < IN_A_MINUTE && !self.made.iter().any(in_vain)
    }

    /// One begins; until it is known to have helped it counts as in vain.
    pub(super) fn began(&mut self, now: Instant) {
        self.made.push_back(Made {
            at: now,
            generation: None,
            helped: false,
        });
    }

    pub(super) fn brought(&mut self, generation: u64) {
        if let Some(last) = self.made.back_mut() {
            last.generation = Some(generation);
        }
    }

    /// A request that had been refused was accepted with this token.
    pub(super) fn helped(&mut self, generation: u64) {
        let mine = |made: &&mut Made| made.generation == Some(generation);
        if let Some(made) = self.made.iter_mut().find(mine) {
            made.helped = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renewed(renewals: &mut Renewals, now: Instant, generation: u64, helped: bool) {
        renewals.began(now);
        renewals.brought(generation);
        if helped {
            renewals.helped(generation);
        }
    }

    #[test]
    fn one_in_vain_is_enough_for_ten_seconds() {
        let (mut renewals, now) = (Renewals::default(), Instant::now());
        renewed(&mut renewals, now, 2, false);
        assert!(!renewals.may(now + IN_VAIN - Duration::from_millis(1)));
        assert!(renewals.may(now + IN_VAIN));
    }

    #[test]
    fn tokens_that_keep_ending_are_renewed_a_few_times_a_minute() {
        let (mut renewals, now) = (Renewals::default(), Instant::now());
        for second in 0..6 {
            let now = now + Duration::from_secs(second);
            assert!(renewals.may(now), "{second}");
            renewed(&mut renewals, now, second + 2, true);
        }
        assert!(!renewals.may(now + Duration::from_secs(59)));
        assert!(renewals.may(now + MINUTE));
    }

    /// Who waits behind a request that is refused for its own sake is told by what its own token does.
    #[test]
    fn what_helped_another_request_ends_the_pause() {
        let (mut renewals, now) = (Renewals::default(), Instant::now());
        renewed(&mut renewals, now, 2, false);
        renewals.helped(2);
        assert!(renewals.may(now + Duration::from_secs(1)));
    }
}
