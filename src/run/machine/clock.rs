//! The time limit of the whole run.

use super::effects::Role;
use super::frames::Frame;
use super::leaving::{Leaving, ROOT, failure};
use super::state::State;
use super::unwind::interrupt;
use crate::outcome::Outcome;
use crate::run::event::{End, Failure, RAN_TOO_LONG};
use crate::value::{Text, Value};
use jiff::SignedDuration;

pub(super) fn begin_deadline(state: &mut State) {
    if let Some(time) = state.budget.limits.time {
        let name = format!("{}/deadline", state.name);
        state.effects.ask_sleep(ROOT, Role::Deadline, name, time);
    }
}

/// The time is over: what waits is left, and the report points at it.
pub(super) fn deadline_over(state: &mut State) {
    let time = state.budget.limits.time.unwrap_or(SignedDuration::ZERO);
    let reason = format!("{RAN_TOO_LONG} the {} it may take", show(time));
    let end = Failure {
        through: state.through(innermost(state)),
        ..at_waiting(state, reason)
    };
    state.begin_grace();
    let leaving = Leaving::end(End::Failed(Box::new(end))).answers_first();
    interrupt(state, ROOT, leaving);
}

/// The branch that is waited for: the first item where several are worked on.
fn innermost(state: &State) -> usize {
    let mut at = ROOT;
    while let Some(Frame::Many(many)) = state.branch(at).stack.last()
        && let Some(item) = many.live.first()
    {
        at = *item;
    }
    at
}

fn at_waiting(state: &State, reason: String) -> Failure {
    let mut frames = state.branch(innermost(state)).stack.iter().rev();
    let waiting = frames.find(|frame| frame.span().is_some());
    let span = waiting.and_then(Frame::span).unwrap_or_default();
    let (what, action, attempts) = match waiting {
        Some(Frame::Act(act)) => {
            let attempts = act.tries.attempts.clone();
            (act.what.clone(), act.action(), attempts)
        }
        Some(Frame::Wait(_)) => ("wait".into(), None, Vec::new()),
        _ => (Text::default(), None, Vec::new()),
    };
    Failure {
        action,
        attempts,
        ..failure(Outcome::TIMED_OUT, what, reason, span)
    }
}

/// As a script writes it.
pub(super) fn show(time: SignedDuration) -> String {
    Value::Duration(time).to_string()
}
