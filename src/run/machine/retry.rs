//! `retry`: how often, after which pause, for how long.

use super::frames::{Frame, HandlerKey, Owner, Site, Tally, Tries};
use super::handlers::Level;
use super::turn::Turned;
use super::{Role, Run};
use crate::program::{Pace, Retry};
use crate::run::event::{EventKind, Failure, Fault};
use jiff::{SignedDuration, Timestamp};

/// What came of a `retry`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Retried {
    /// The statement is tried again after a pause.
    Scheduled,
    /// There is no retry left.
    Spent,
}

/// What a `retry` allows, its expressions evaluated.
struct Terms {
    times: Option<u64>,
    pace: Delay,
    limit: Option<SignedDuration>,
}

enum Delay {
    Every(SignedDuration),
    BackingOff(SignedDuration, SignedDuration),
}

impl Run {
    /// Schedules another attempt at the statement on top, where this `retry` has one left.
    pub(super) fn retry(
        &mut self,
        branch: usize,
        level: &Level,
        key: HandlerKey,
        retry: &Retry,
        trouble: &Failure,
    ) -> Result<Retried, Box<Fault>> {
        let Some((done, first_end)) = self.tally(branch, key) else {
            return Ok(Retried::Spent);
        };
        let terms = self.terms(level, retry)?;
        if terms.times.is_some_and(|times| done >= times) {
            return Ok(Retried::Spent);
        }
        let after = self.delay(&terms.pace, done).max(self.retry_after(branch));
        if terms
            .limit
            .is_some_and(|limit| self.passes(first_end, after, limit))
        {
            return Ok(Retried::Spent);
        }
        self.count_retry(branch, key);
        self.say_retrying(trouble, done + 1, terms.times, after);
        self.pause(branch, after);
        Ok(Retried::Scheduled)
    }

    /// How often this handler has retried already, and when the first attempt ended. Nothing
    /// where what failed is no longer there to be tried.
    fn tally(&mut self, branch: usize, key: HandlerKey) -> Option<(u64, Timestamp)> {
        let now = self.now;
        let tries = self.top(branch)?.tries()?;
        let first_end = *tries.first_end.get_or_insert(now);
        let tally = tries.tallies.iter().find(|tally| tally.key == key);
        let spent = tries.tallies.iter().any(|tally| {
            tally.spent && tally.key.level == key.level && tally.key.index == key.index
        });
        (!spent).then(|| (tally.map_or(0, |tally| tally.retries as u64), first_end))
    }

    fn count_retry(&mut self, branch: usize, key: HandlerKey) {
        if let Some(tally) = self.tally_mut(branch, key) {
            tally.retries += 1;
        }
    }

    /// The handler is passed over for the statement on top from now on.
    pub(super) fn give_up(&mut self, branch: usize, key: HandlerKey) {
        if let Some(tally) = self.tally_mut(branch, key) {
            tally.spent = true;
        }
    }

    fn tally_mut(&mut self, branch: usize, key: HandlerKey) -> Option<&mut Tally> {
        let tallies = &mut self.top(branch)?.tries()?.tallies;
        if !tallies.iter().any(|tally| tally.key == key) {
            tallies.push(Tally {
                key,
                retries: 0,
                spent: false,
            });
        }
        tallies.iter_mut().find(|tally| tally.key == key)
    }

    fn terms(&mut self, level: &Level, retry: &Retry) -> Result<Terms, Box<Fault>> {
        let times = retry
            .times
            .as_ref()
            .map(|times| self.count_in(level, times));
        let limit = retry
            .limit
            .as_ref()
            .map(|limit| self.duration_in(level, limit));
        let pace = match &retry.pace {
            Pace::Every(time) => Delay::Every(self.duration_in(level, time)?),
            Pace::BackingOff(from, to) => {
                Delay::BackingOff(self.duration_in(level, from)?, self.duration_in(level, to)?)
            }
        };
        let (times, limit) = (times.transpose()?, limit.transpose()?);
        Ok(Terms { times, pace, limit })
    }

    /// The pause before the retry that follows `done` others: full jitter where it backs off.
    fn delay(&mut self, pace: &Delay, done: u64) -> SignedDuration {
        match pace {
            Delay::Every(time) => *time,
            Delay::BackingOff(from, to) => {
                let doubled = 1i32.checked_shl(done.min(30) as u32).unwrap_or(i32::MAX);
                let most = from.checked_mul(doubled).unwrap_or(*to).min(*to);
                let millis = most.as_millis().clamp(0, u64::MAX as i128) as u64;
                SignedDuration::from_millis(self.random.u64(0..=millis) as i64)
            }
        }
    }

    fn passes(&self, first_end: Timestamp, after: SignedDuration, limit: SignedDuration) -> bool {
        let so_far = self.now.duration_since(first_end);
        so_far.checked_add(after).is_none_or(|time| time > limit)
    }

    fn retry_after(&mut self, branch: usize) -> SignedDuration {
        let asked = self.act(branch).and_then(|act| act.retry_after);
        asked.unwrap_or(SignedDuration::ZERO)
    }

    fn say_retrying(
        &mut self,
        trouble: &Failure,
        retry: u64,
        of: Option<u64>,
        after: SignedDuration,
    ) {
        let number = |number: u64| number.min(u32::MAX as u64) as u32;
        let kind = EventKind::Retrying {
            what: trouble.what.clone(),
            outcome: trouble.outcome.clone(),
            retry: number(retry),
            of: of.map(number),
            after,
        };
        self.say(trouble.span, kind);
    }

    fn pause(&mut self, branch: usize, after: SignedDuration) {
        let Some(frame) = self.top(branch) else {
            return;
        };
        let attempt = frame.tries().map_or(0, |tries| tries.attempt);
        let Some(path) = frame.site().map(|site| site.path.clone()) else {
            return;
        };
        let id = self.ask_pause(
            branch,
            Role::Pause,
            &path,
            format_args!("{attempt}/pause"),
            after,
        );
        if let Some(tries) = self.top(branch).and_then(Frame::tries) {
            tries.pause = Some(id);
        }
    }

    /// The pause is over: the statement on top is tried again.
    pub(super) fn pause_over(&mut self, branch: usize) {
        let Some(tries) = self.top(branch).and_then(Frame::tries) else {
            return;
        };
        tries.pause = None;
        let turned = self.ask_act(branch);
        self.after_delivery(branch, turned);
    }
}

impl Frame {
    /// Where the statement stands that it is.
    pub fn site(&self) -> Option<&Site> {
        match self {
            Self::Act(act) => Some(&act.site),
            Self::Each(each) => Some(&each.site),
            Self::Many(many) => Some(&many.site),
            Self::Rounds(rounds) => Some(&rounds.site),
            Self::Group(group) => Some(&group.site),
            Self::Always(always) => Some(&always.site),
            Self::Limited(limited) => Some(&limited.site),
            Self::Called(called) => Some(&called.site),
            Self::Reacting(reacting) => Some(&reacting.site),
            Self::Block(..) | Self::Wait(_) => None,
        }
    }
}

impl Run {
    /// An outcome of the statement on top, which is no action's, looks for its handler. There is
    /// nothing that a `retry` could repeat: it is passed over.
    pub(super) fn raise_own(&mut self, branch: usize, trouble: Failure) -> Turned {
        let owner: Option<Owner> = self.top(branch).and_then(|frame| frame.owner());
        self.raise(branch, owner, trouble.into())
    }
}

impl Tries {
    /// An attempt has ended.
    pub fn end(&mut self, now: Timestamp) {
        self.first_end.get_or_insert(now);
    }
}
