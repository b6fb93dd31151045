//! `retry`: how often, after which pause, for how long.

use super::cx::{Cx, as_count, as_duration, as_limit};
use super::effects::Role;
use super::frames::{Tally, Tries};
use super::owner::{HandlerKey, Owner, Site};
use crate::program::{Expr, Pace, Retry};
use crate::run::event::{EventKind, Failure, Fault};
use crate::source::Span;
use crate::value::Value;
use jiff::{SignedDuration, Timestamp};

/// A list of handlers that an outcome may reach.
#[derive(Clone, Debug)]
pub(super) struct Level {
    pub owner: Owner,
    pub branch: usize,
    /// The depth of the frame that holds the list; that of what failed for its own and for
    /// `everywhere`.
    pub depth: usize,
    pub site: Site,
}

/// The statement that a handler may try again.
pub(super) struct Attempted<'t> {
    /// Nothing where it cannot be tried again.
    pub tries: Option<&'t mut Tries>,
    pub site: Site,
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

/// Schedules another attempt, where this `retry` has one left; says whether it had.
pub(super) fn retry(
    cx: &mut Cx<'_>,
    attempted: &mut Attempted<'_>,
    level: &Level,
    key: HandlerKey,
    retry: &Retry,
    failure: &Failure,
) -> Result<bool, Box<Fault>> {
    let Some(tries) = attempted.tries.as_deref_mut() else {
        return Ok(false);
    };
    let first_end = *tries.first_end.get_or_insert(cx.state.now);
    let Some(done) = tries.retries(key) else {
        return Ok(false);
    };
    let terms = terms(cx, level, retry)?;
    if terms.times.is_some_and(|times| done >= times) {
        return Ok(false);
    }
    let asked_for = tries.retry_after.unwrap_or(SignedDuration::ZERO);
    let after = delay(cx, &terms.pace, done).max(asked_for);
    let passes = |limit| passes(cx.state.now, first_end, after, limit);
    if terms.limit.is_some_and(passes) {
        return Ok(false);
    }
    tries.tally(key).retries += 1;
    let handler = level.owner.handlers()[key.index as usize].span;
    say_retrying(cx, (failure, handler), done + 1, terms.times, after);
    let last = format_args!("{}/pause", tries.attempt);
    tries.pause = Some(cx.ask_pause(Role::Top, "", &attempted.site, last, after));
    Ok(true)
}

impl Tries {
    /// How often this handler has retried already; nothing where it has given up.
    fn retries(&self, key: HandlerKey) -> Option<u64> {
        let same = |other: HandlerKey| other.level == key.level && other.index == key.index;
        let mut tallies = self.tallies.iter();
        if tallies.any(|tally| tally.spent && same(tally.key)) {
            return None;
        }
        let tally = self.tallies.iter().find(|tally| tally.key == key);
        Some(tally.map_or(0, |tally| tally.retries.into()))
    }

    fn tally(&mut self, key: HandlerKey) -> &mut Tally {
        let at = match self.tallies.iter().position(|tally| tally.key == key) {
            Some(at) => at,
            None => {
                // most actions are retried by one handler, if by any
                self.tallies.reserve_exact(1);
                self.tallies.push(Tally {
                    key,
                    retries: 0,
                    spent: false,
                });
                self.tallies.len() - 1
            }
        };
        &mut self.tallies[at]
    }
}

impl Attempted<'_> {
    /// The handler is passed over from now on.
    pub fn give_up(&mut self, key: HandlerKey) {
        if let Some(tries) = self.tries.as_deref_mut() {
            tries.tally(key).spent = true;
        }
    }

    /// The handlers that have given up: list, and place in the list.
    pub fn spent(&self) -> Vec<(u16, u16)> {
        let tallies = self.tries.iter().flat_map(|tries| &tries.tallies);
        let spent = tallies.filter(|tally| tally.spent);
        spent
            .map(|tally| (tally.key.level, tally.key.index))
            .collect()
    }
}

fn terms(cx: &mut Cx<'_>, level: &Level, retry: &Retry) -> Result<Terms, Box<Fault>> {
    let mut value = |expr: &Expr| evaluate_at(cx, level, expr);
    let times = match &retry.times {
        Some(times) => Some(as_count(value(times)?, times)?),
        None => None,
    };
    let pace = match &retry.pace {
        Pace::Every(time) => Delay::Every(as_duration(value(time)?, time)?),
        Pace::BackingOff(from, to) => Delay::BackingOff(
            as_duration(value(from)?, from)?,
            as_duration(value(to)?, to)?,
        ),
    };
    let limit = match &retry.limit {
        Some(limit) => Some(as_limit(value(limit)?, limit)?),
        None => None,
    };
    Ok(Terms { times, pace, limit })
}

/// The value of an expression, where a handler stands.
fn evaluate_at(cx: &mut Cx<'_>, level: &Level, expr: &Expr) -> Result<Value, Box<Fault>> {
    let everywhere = matches!(level.owner, Owner::Everywhere(_));
    let slots = cx.state.branch(level.branch).slots_at(level.depth);
    cx.evaluate_in((!everywhere).then_some((level.branch, slots)), expr)
}

/// The pause before the retry that follows `done` others. Where it backs off it is chosen between
/// half of what it has grown to and all of that: it grows for sure, and what failed together does
/// not come back together.
fn delay(cx: &mut Cx<'_>, pace: &Delay, done: u64) -> SignedDuration {
    match pace {
        Delay::Every(time) => *time,
        Delay::BackingOff(from, to) => {
            let doubled = 1i32.checked_shl(done.min(30) as u32).unwrap_or(i32::MAX);
            let most = from.checked_mul(doubled).unwrap_or(*to).min(*to);
            let millis = most.as_millis().clamp(0, i64::MAX as i128) as u64;
            let chosen = cx.state.random.u64(millis.div_ceil(2)..=millis);
            SignedDuration::from_millis(chosen as i64)
        }
    }
}

fn passes(now: Timestamp, first: Timestamp, after: SignedDuration, limit: SignedDuration) -> bool {
    let so_far = now.duration_since(first);
    so_far.checked_add(after).is_none_or(|time| time > limit)
}

fn say_retrying(
    cx: &mut Cx<'_>,
    (failure, handler): (&Failure, Span),
    retry: u64,
    of: Option<u64>,
    after: SignedDuration,
) {
    let number = |number: u64| number.min(u32::MAX as u64) as u32;
    let kind = EventKind::Retrying {
        what: failure.what.clone(),
        outcome: failure.outcome.clone(),
        retry: number(retry),
        of: of.map(number),
        after,
        handler,
    };
    cx.say(failure.span, kind);
}
