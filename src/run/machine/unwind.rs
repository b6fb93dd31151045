//! Ways out. A branch that leaves gives up its frames one by one; every `always` that it passes
//! runs, and holds up what is leaving until it is done.

use super::abandon::give_up_act;
use super::cx::Cx;
use super::frames::{Always, Frame, Many, Phase};
use super::leaving::{Leaving, Then, Why};
use super::outlast::{has_outlasted, stay_if_done};
use super::state::State;
use crate::outcome::Outcome;
use crate::run::event::{End, EventKind};
use crate::source::Span;

/// Lets a branch leave, from the inside. What is inside of an `always` that holds something up
/// does not get past it: what is held up stands.
pub(super) fn leave(state: &mut State, branch: usize, leaving: Leaving, span: Span) {
    let leaving = match held_up(state, branch, &leaving) {
        Some((branch, depth)) => {
            report_also(state, &leaving, span);
            Leaving {
                why: leaving.why,
                ..Leaving::to(branch, depth, Then::GoOn)
            }
        }
        None => leaving,
    };
    let mut at = branch;
    while at != leaving.branch {
        set_leaving(state, at, Leaving::item(at, leaving.why.clone(), false));
        match state.branch(at).parent {
            Some(parent) => at = parent,
            None => return,
        }
    }
    set_leaving(state, at, leaving);
}

/// The innermost `always` on the way that holds something up: the branch, and how many frames
/// are left when it is on top.
fn held_up(state: &State, branch: usize, leaving: &Leaving) -> Option<(usize, usize)> {
    for at in state.lineage(branch) {
        let here = at == leaving.branch;
        let depth = if here { leaving.depth } else { 0 };
        let frames = state.branch(at).stack.iter().enumerate().skip(depth);
        let found = frames.rev().find(|(_, frame)| frame.holds_up());
        if let Some((depth, _)) = found {
            return Some((at, depth + 1));
        }
        if here {
            return None;
        }
    }
    None
}

fn report_also(state: &mut State, leaving: &Leaving, span: Span) {
    let end = match &leaving.then {
        Then::End(end) if matches!(**end, End::Failed(_) | End::Faulted(_)) => (**end).clone(),
        Then::React(react) => End::Failed(Box::new(react.trouble.failure.clone())),
        _ => return,
    };
    state.so_far.tell().also.push(end.clone());
    state.say(span, EventKind::AlsoFailed(Box::new(end)));
}

/// Makes a branch leave, from the outside: a time limit, a cancellation, the end of its loop. An
/// `always` that is running is not cut: it is done first.
pub(super) fn interrupt(state: &mut State, branch: usize, leaving: Leaving) {
    let frames = state.branch_mut(branch).stack.iter_mut();
    let mut always = frames.skip(leaving.depth).filter_map(|frame| match frame {
        Frame::Always(always) => Some(always),
        _ => None,
    });
    match always.next() {
        Some(always) => further(&mut always.after, leaving),
        None => set_leaving(state, branch, leaving),
    }
}

fn set_leaving(state: &mut State, branch: usize, leaving: Leaving) {
    further(&mut state.branch_mut(branch).leaving, leaving);
    state.branches.wake_first(branch);
}

/// What goes further out wins; of two that go as far, the first.
fn further(held: &mut Option<Box<Leaving>>, leaving: Leaving) {
    match held {
        Some(first) if first.depth <= leaving.depth => {}
        _ => *held = Some(Box::new(leaving)),
    }
}

/// Takes one frame away from a branch that is leaving; says whether it can go on at once.
pub(super) fn unwind(cx: &mut Cx<'_>, frame: Frame) -> bool {
    match frame {
        Frame::Many(many) if has_outlasted(cx, &many) => {
            cx.push(Frame::Many(many));
            stay_if_done(cx);
            true
        }
        Frame::Many(many) if !many.live.is_empty() => {
            stop_items(cx, &many);
            cx.push(Frame::Many(many));
            false
        }
        Frame::Group(group) if group.group.always.is_some() => {
            if let Phase::Restarting(pause) = group.phase {
                cx.forget(Some(pause));
            }
            let after = cx.here_mut().leaving.take();
            cx.push(Frame::Always(Box::new(Always::of(*group, after))));
            true
        }
        Frame::Act(act) => match give_up_act(cx, act) {
            Some(act) => {
                cx.push(Frame::Act(act));
                false
            }
            None => true,
        },
        frame => {
            give_up(cx, &frame);
            true
        }
    }
}

/// What a frame waits for is forgotten, what it brought is taken away.
fn give_up(cx: &mut Cx<'_>, frame: &Frame) {
    if frame.has_slots() {
        cx.drop_slots();
    }
    match frame {
        Frame::Wait(wait) => cx.forget(wait.timer),
        Frame::Rounds(rounds) => cx.forget(rounds.every),
        Frame::Limited(limited) => cx.forget(limited.timer),
        Frame::Group(group) => {
            if let Phase::Restarting(pause) = group.phase {
                cx.forget(Some(pause));
            }
        }
        _ => {}
    }
}

/// The items that are still worked on leave.
fn stop_items(cx: &mut Cx<'_>, many: &Many) {
    let answers_first = matches!(&cx.here().leaving, Some(leaving) if leaving.answers_first);
    for &item in &many.live {
        let why = Why::new(
            Outcome::CANCELLED,
            "the loop ended while this item was in progress",
        );
        let leaving = Leaving {
            answers_first,
            ..Leaving::item(item, why, false)
        };
        interrupt(cx.state, item, leaving);
    }
}
