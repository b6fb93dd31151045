//! How runs end.

use super::abandon::abandon;
use super::frames::Frame;
use super::leaving::{Leaving, ROOT, Then};
use super::state::State;
use crate::run::event::{End, EventKind, Fault};
use crate::source::Span;

/// The run is over: nothing is open any more.
pub(super) fn conclude(state: &mut State, end: End) {
    state.effects.forget_all();
    state.branches.close_all();
    state.say(Span::default(), EventKind::Ended(end.clone()));
    state.so_far.end = Some(Box::new(end));
}

/// The run is over, whatever is open. What was already leaving the flow stands.
pub(super) fn end_at_once(state: &mut State, end: End) {
    let end = ending(state)
        .or_else(|| state.so_far.told().outlasted)
        .unwrap_or(end);
    end_everything(state, end);
}

/// The same where its host cannot go on: that is why it has ended, whatever it was on its way to.
pub(super) fn end_in_fault_of_host(state: &mut State, fault: Fault) {
    end_everything(state, End::Faulted(Box::new(fault)));
    // It is not over: a resume from its journal runs its `always` blocks.
    state.so_far.tell().undone.clear();
}

fn end_everything(state: &mut State, end: End) {
    for branch in state.branches.close_all() {
        for frame in branch.stack.iter().rev() {
            match frame {
                Frame::Act(act) => abandon(state, act),
                Frame::Always(always) => state.so_far.tell().undone.push(always.site.span),
                Frame::Group(group) if group.group.always.is_some() => {
                    state.so_far.tell().undone.push(group.site.span);
                }
                _ => {}
            }
        }
    }
    conclude(state, end);
}

/// How the run is about to end, while it leaves what is open.
pub(super) fn ending(state: &State) -> Option<End> {
    let root = state.branches.is_open(ROOT).then(|| state.branch(ROOT))?;
    let held = root.stack.iter().filter_map(|frame| match frame {
        Frame::Always(always) => always.after.as_deref(),
        _ => None,
    });
    let end = |leaving: &Leaving| match &leaving.then {
        Then::End(end) => Some((**end).clone()),
        _ => None,
    };
    held.chain(root.leaving.as_deref()).find_map(end)
}
