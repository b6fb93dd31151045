//! Turns of branches: the frame on top goes on, or one is taken away from a branch that leaves.

use super::cx::Cx;
use super::effects::{Role, Waiting};
use super::ending::{conclude, end_at_once};
use super::frames::Frame;
use super::groups::within_over;
use super::jumps::jump;
use super::leaving::{Leaving, Then};
use super::many::item_over;
use super::next::{Next, Stepped, Stop, broken};
use super::react::react;
use super::state::State;
use super::unwind::{leave, unwind};
use crate::run::effect::Completion;
use crate::run::event::{End, Fault};
use crate::source::Span;

/// Gives a branch its turn.
pub(super) fn turn(state: &mut State, branch: usize) {
    let mut cx = Cx { state, branch };
    let goes_on = if cx.here().leaving.is_some() {
        go_out(&mut cx)
    } else {
        go_on(&mut cx)
    };
    if settle(state, branch, goes_on) {
        state.branches.wake_first(branch);
    }
}

/// Tells the one who waited. A time limit and a grace are the run's own business.
pub(super) fn deliver(state: &mut State, waiting: Waiting, completion: Completion) {
    let branch = waiting.branch as usize;
    match waiting.role {
        Role::Within => return within_over(state, branch, waiting.id),
        Role::Deadline => return super::clock::deadline_over(state),
        Role::Grace => return end_at_once(state, End::Cancelled),
        Role::Top => {}
    }
    let mut cx = Cx { state, branch };
    let goes_on = match cx.here_mut().stack.pop() {
        Some(mut frame) => {
            let next = frame.told(&mut cx, completion, waiting.id);
            put_back(&mut cx, frame, next)
        }
        None => Err(broken(Span::default(), "an answer came for no action").into()),
    };
    if settle(state, branch, goes_on) {
        state.branches.wake(branch);
    }
}

/// Says whether a branch has more to do; what it could not do ends the run.
fn settle(state: &mut State, branch: usize, goes_on: Result<bool, Stop>) -> bool {
    match goes_on {
        Ok(more) => more && state.so_far.end.is_none() && state.branches.is_open(branch),
        Err(Stop::Over) => {
            end_at_once(state, End::Cancelled);
            false
        }
        Err(Stop::Fault(fault)) => {
            end_in_fault(state, branch, *fault);
            state.branches.is_open(branch)
        }
    }
}

/// A fault ends the flow; every `always` on the way out runs.
fn end_in_fault(state: &mut State, branch: usize, fault: Fault) {
    let span = fault.span;
    leave(
        state,
        branch,
        Leaving::end(End::Faulted(Box::new(fault))),
        span,
    );
}

fn go_on(cx: &mut Cx<'_>) -> Result<bool, Stop> {
    let Some(mut frame) = cx.here_mut().stack.pop() else {
        return Ok(ended_by_itself(cx));
    };
    let next = frame.step(cx);
    put_back(cx, frame, next)
}

fn put_back(cx: &mut Cx<'_>, frame: Frame, next: Stepped) -> Result<bool, Stop> {
    let next = match next {
        Ok(next) => next,
        Err(stop) => {
            cx.push(frame);
            return Err(stop);
        }
    };
    match next {
        Next::Done => return Ok(true),
        Next::Become(other) => {
            cx.push(other);
            return Ok(true);
        }
        _ => cx.push(frame),
    }
    match next {
        Next::Push(above) => cx.push(above),
        Next::Jump(to, span) => jump(cx, &to, span)?,
        Next::Wait => return Ok(false),
        Next::Again | Next::Done | Next::Become(_) => {}
    }
    Ok(true)
}

/// A branch has nothing open any more.
fn ended_by_itself(cx: &mut Cx<'_>) -> bool {
    if cx.here().parent.is_some() {
        item_over(cx.state, cx.branch, true);
    } else {
        conclude(cx.state, End::Finished { message: None });
    }
    false
}

/// Takes one frame away from a branch that is leaving, or lets it arrive.
fn go_out(cx: &mut Cx<'_>) -> Result<bool, Stop> {
    let here = cx.here_mut();
    let depth = here.leaving.as_ref().map_or(0, |leaving| leaving.depth);
    if here.stack.len() > depth
        && let Some(frame) = here.stack.pop()
    {
        return Ok(unwind(cx, frame));
    }
    match here.leaving.take() {
        Some(leaving) => arrive(cx, *leaving),
        None => Ok(true),
    }
}

fn arrive(cx: &mut Cx<'_>, leaving: Leaving) -> Result<bool, Stop> {
    match leaving.then {
        Then::GoOn => Ok(true),
        Then::React(react_) => react(cx, *react_).map(|()| true),
        Then::TimedOut | Then::Restart => {
            let Some(mut frame) = cx.here_mut().stack.pop() else {
                return Err(
                    broken(Span::default(), "the statement to return to is missing").into(),
                );
            };
            let next = frame.come_back_to(cx);
            put_back(cx, frame, next)
        }
        Then::Returned(Some(slot), value) => {
            cx.store(slot, value, Span::default())?;
            Ok(true)
        }
        Then::Returned(None, _) => Ok(true),
        Then::ItemOver(done) => {
            item_over(cx.state, cx.branch, done);
            Ok(false)
        }
        Then::End(end) => {
            conclude(cx.state, *end);
            Ok(false)
        }
    }
}

impl Frame {
    /// What was above it has ended well, or has not begun.
    fn step(&mut self, cx: &mut Cx<'_>) -> Stepped {
        match self {
            Self::Stmts(stmts) => stmts.step(cx),
            Self::Act(act) => act.step(cx),
            Self::Wait(wait) => Ok(wait.step()),
            Self::Each(each) => each.step(cx),
            Self::Many(many) => many.step(cx),
            Self::Rounds(rounds) => rounds.step(cx),
            Self::Group(group) => Ok(group.step()),
            Self::Always(always) => always.step(cx),
            Self::Limited(limited) => limited.step(cx),
            Self::Called(called) => called.step(cx),
            Self::Reacting(reacting) => Ok(reacting.step(cx)),
            Self::Failing(failing) => failing.step(cx),
        }
    }

    /// What it waited for is there.
    fn told(&mut self, cx: &mut Cx<'_>, completion: Completion, id: u64) -> Stepped {
        match self {
            Self::Act(act) => act.told(cx, completion, id),
            Self::Wait(wait) => Ok(wait.told()),
            Self::Rounds(rounds) => Ok(rounds.told()),
            Self::Group(group) => Ok(group.told()),
            _ => Err(broken(
                Span::default(),
                "an answer came for a statement that sends nothing",
            )
            .into()),
        }
    }

    /// What was above it has been left: its time is over, or it starts again.
    fn come_back_to(&mut self, cx: &mut Cx<'_>) -> Stepped {
        match self {
            Self::Limited(limited) => limited.timed_out(cx),
            Self::Group(group) => group.restart(cx),
            _ => Err(broken(Span::default(), "a statement returned to the wrong place").into()),
        }
    }
}
