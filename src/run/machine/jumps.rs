//! `ignore`, `next`, `leave`, `restart`, `return`, `finish`, `fail`: finding where they lead.

use super::cx::Cx;
use super::frames::Frame;
use super::handlers::raise;
use super::leaving::{Leaving, Then, Trouble, Why, failure};
use super::next::Stop;
use super::state::State;
use super::unwind::leave;
use crate::outcome::Outcome;
use crate::program::{Expr, Jump, Slot};
use crate::run::event::{End, Failure, Fault};
use crate::source::Span;
use crate::value::Value;
use std::sync::Arc;

/// A frame of a branch, or of one that it came from.
#[derive(Clone, Copy, Debug)]
struct Place {
    branch: usize,
    depth: usize,
}

/// Does a jump from where the branch is now.
pub(super) fn jump(cx: &mut Cx<'_>, jump: &Jump, span: Span) -> Result<(), Stop> {
    let leaving = match jump {
        // what the handler has done has ended: the run goes on behind
        Jump::Ignore => return Ok(()),
        Jump::Next => next_of(cx, span)?,
        Jump::Leave => leave_of(cx, span)?,
        Jump::Restart => return restart(cx, span),
        Jump::Return(value) => return_of(cx, value.as_ref())?,
        Jump::Finish(text) => finish_of(cx, text.as_ref())?,
        Jump::Fail(text) => fail_of(cx, text.as_ref(), span)?,
    };
    leave(cx.state, cx.branch, leaving, span);
    Ok(())
}

fn next_of(cx: &Cx<'_>, span: Span) -> Result<Leaving, Box<Fault>> {
    let place = find(cx.state, cx.branch, Frame::is_loop);
    let place = place.ok_or_else(|| misplaced(span, "next", "loop"))?;
    if place.branch != cx.branch {
        return Ok(Leaving::item(cx.branch, Why::success(), true));
    }
    Ok(Leaving::to(place.branch, place.depth + 1, Then::GoOn))
}

fn leave_of(cx: &Cx<'_>, span: Span) -> Result<Leaving, Box<Fault>> {
    let place = find(cx.state, cx.branch, Frame::is_loop);
    let place = place.ok_or_else(|| misplaced(span, "leave", "loop"))?;
    Ok(Leaving::to(place.branch, place.depth, Then::GoOn))
}

fn return_of(cx: &mut Cx<'_>, value: Option<&Expr>) -> Result<Leaving, Box<Fault>> {
    let value = match value {
        Some(value) => cx.evaluate(value)?,
        None => Value::Nothing,
    };
    Ok(match find_step(cx.state, cx.branch) {
        Some((place, giving)) => {
            Leaving::to(place.branch, place.depth, Then::Returned(giving, value))
        }
        None => Leaving::end(End::Finished { message: None }),
    })
}

fn finish_of(cx: &mut Cx<'_>, text: Option<&Expr>) -> Result<Leaving, Box<Fault>> {
    let message = text.map(|text| cx.text(text)).transpose()?;
    Ok(Leaving::end(End::Finished { message }))
}

fn fail_of(cx: &mut Cx<'_>, text: Option<&Expr>, span: Span) -> Result<Leaving, Box<Fault>> {
    let message = text.map(|text| cx.text(text)).transpose()?;
    let failed = match trouble_at(cx.state, cx.branch) {
        Some(trouble) => Failure {
            message,
            by: Some(span),
            ..trouble.failure.clone()
        },
        None => Failure {
            message: message.clone(),
            by: Some(span),
            through: cx.state.through(cx.branch),
            ..failure(Outcome::FAILED, "", message.unwrap_or_default(), span)
        },
    };
    Ok(Leaving::end(End::Failed(Box::new(failed))))
}

/// What the reaction is about in which a branch is.
fn trouble_at(state: &State, branch: usize) -> Option<Arc<Trouble>> {
    let stacks = state.lineage(branch).map(|at| &state.branch(at).stack);
    for frame in stacks.flat_map(|stack| stack.iter().rev()) {
        match frame {
            Frame::Reacting(reacting) => return Some(reacting.trouble.clone()),
            Frame::Called(_) | Frame::Always(_) => return None,
            _ => {}
        }
    }
    None
}

/// `restart`: the enclosing `try` again, if it has rounds left; else what was wrong stands.
fn restart(cx: &mut Cx<'_>, span: Span) -> Result<(), Stop> {
    let place = find(cx.state, cx.branch, is_try);
    let place = place.ok_or_else(|| misplaced(span, "restart", "try"))?;
    if has_rounds(cx.state, place) {
        let leaving = Leaving::to(place.branch, place.depth + 1, Then::Restart);
        leave(cx.state, cx.branch, leaving, span);
        return Ok(());
    }
    let trouble = match trouble_at(cx.state, cx.branch) {
        Some(trouble) => trouble,
        None => exhausted(cx, span, "every attempt of this `try` was used"),
    };
    raise(cx, None, trouble).map(drop)
}

/// A loop or a `try` has no round left.
pub(super) fn exhausted(cx: &Cx<'_>, span: Span, reason: &str) -> Arc<Trouble> {
    Arc::new(Trouble::plain(Failure {
        through: cx.state.through(cx.branch),
        ..failure(Outcome::EXHAUSTED, "", reason, span)
    }))
}

/// Whether a `restart` from where a handler of this depth stands has a round left.
pub(super) fn can_restart(state: &State, branch: usize, depth: usize) -> bool {
    let place = find_from(state, branch, depth, is_try);
    place.is_none_or(|place| has_rounds(state, place))
}

fn has_rounds(state: &State, place: Place) -> bool {
    match state.branch(place.branch).stack.get(place.depth) {
        Some(Frame::Group(group)) => group.round < group.times,
        _ => false,
    }
}

fn is_try(frame: &Frame) -> bool {
    matches!(frame, Frame::Group(_))
}

fn find(state: &State, branch: usize, is: impl Fn(&Frame) -> bool) -> Option<Place> {
    find_from(state, branch, usize::MAX, is)
}

/// The innermost such frame below a depth that names and jumps reach.
fn find_from(
    state: &State,
    branch: usize,
    depth: usize,
    is: impl Fn(&Frame) -> bool,
) -> Option<Place> {
    let mut below = depth;
    for branch in state.lineage(branch) {
        let stack = &state.branch(branch).stack;
        for (depth, frame) in stack.iter().enumerate().take(below).rev() {
            if is(frame) {
                return Some(Place { branch, depth });
            }
            if frame.has_slots() {
                return None;
            }
        }
        below = usize::MAX;
    }
    None
}

fn find_step(state: &State, branch: usize) -> Option<(Place, Option<Slot>)> {
    for branch in state.lineage(branch) {
        let frames = state.branch(branch).stack.iter().enumerate().rev();
        for (depth, frame) in frames {
            if let Some((_, giving)) = frame.called() {
                return Some((Place { branch, depth }, giving));
            }
        }
    }
    None
}

fn misplaced(span: Span, word: &str, place: &str) -> Box<Fault> {
    Box::new(Fault {
        outcome: None,
        span,
        message: format!("`{word}` is outside every `{place}`").into(),
        help: Some(format!("move it into a `{place}`")),
    })
}
