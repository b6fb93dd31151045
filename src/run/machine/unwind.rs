//! Ways out. A branch that leaves gives up its frames one by one; every `always` that it passes
//! runs, and holds up what is leaving until it is done.

use super::Run;
use super::frames::Frame;
use super::leaving::{Leaving, Then, Why};
use super::turn::{Turn, Turned};
use crate::run::event::{End, EventKind};
use crate::source::Span;

impl Run {
    /// Lets a branch leave, from the inside. What is inside of an `always` that holds something
    /// up does not get past it: what is held up stands.
    pub(super) fn leave(&mut self, branch: usize, leaving: Leaving, span: Span) {
        let leaving = match self.held_up(branch, &leaving) {
            Some((branch, depth)) => {
                self.report_also(&leaving, span);
                Leaving {
                    branch,
                    depth,
                    why: leaving.why,
                    then: Then::GoOn,
                }
            }
            None => leaving,
        };
        let mut at = branch;
        while at != leaving.branch {
            self.set_leaving(at, Leaving::item(at, leaving.why.clone(), false));
            match self.branch(at).parent {
                Some(parent) => at = parent,
                None => return,
            }
        }
        self.set_leaving(at, leaving);
    }

    /// The innermost `always` on the way that holds something up: the branch, and how many frames
    /// are left when it is on top.
    fn held_up(&self, branch: usize, leaving: &Leaving) -> Option<(usize, usize)> {
        let mut at = branch;
        loop {
            let here = at == leaving.branch;
            let depth = if here { leaving.depth } else { 0 };
            let stack = &self.branch(at).stack;
            let holds =
                |frame: &Frame| matches!(frame, Frame::Always(always) if always.after.is_some());
            let found = stack
                .iter()
                .enumerate()
                .skip(depth)
                .rev()
                .find(|(_, frame)| holds(frame));
            if let Some((depth, _)) = found {
                return Some((at, depth + 1));
            }
            if here {
                return None;
            }
            at = self.branch(at).parent?;
        }
    }

    fn report_also(&mut self, leaving: &Leaving, span: Span) {
        let end = match &leaving.then {
            Then::End(end) if matches!(**end, End::Failed(_) | End::Faulted(_)) => (**end).clone(),
            Then::React(react) => End::Failed(Box::new((*react.trouble).clone())),
            _ => return,
        };
        self.also.push(end.clone());
        self.say(span, EventKind::AlsoFailed(Box::new(end)));
    }

    /// Makes a branch leave, from the outside: a time limit, a cancellation, the end of its loop.
    /// An `always` that is running is not cut: it is done first.
    pub(super) fn interrupt(&mut self, branch: usize, leaving: Leaving) {
        let frames = self.branch_mut(branch).stack.iter_mut().skip(leaving.depth);
        let always = frames.filter_map(|frame| match frame {
            Frame::Always(always) => Some(always),
            _ => None,
        });
        match always.min_by_key(|_| 0) {
            Some(always) => further(&mut always.after, leaving),
            None => self.set_leaving(branch, leaving),
        }
    }

    fn set_leaving(&mut self, branch: usize, leaving: Leaving) {
        further(&mut self.branch_mut(branch).leaving, leaving);
        self.wake_first(branch);
    }

    /// Takes one frame away from a branch that is leaving, or lets it arrive.
    pub(super) fn unwind(&mut self, branch: usize) -> Turned {
        let at = self.branch(branch);
        let depth = at.leaving.as_ref().map_or(0, |leaving| leaving.depth);
        if at.stack.len() <= depth {
            return self.arrive(branch);
        }
        match at.stack.last() {
            Some(Frame::Many(many)) if !many.live.is_empty() => {
                self.stop_items(branch);
                Ok(Turn::Waits)
            }
            Some(Frame::Group(group)) if group.group.always.is_some() => self.begin_always(branch),
            _ => {
                self.drop_top(branch);
                Ok(Turn::More)
            }
        }
    }

    fn arrive(&mut self, branch: usize) -> Turned {
        let Some(leaving) = self.branch_mut(branch).leaving.take() else {
            return Ok(Turn::More);
        };
        match leaving.then {
            Then::GoOn => Ok(Turn::More),
            Then::React(react) => self.react(branch, *react),
            Then::TimedOut => self.raise_timed_out(branch),
            Then::Restart => self.begin_round(branch),
            Then::Returned(slot, value) => self.returned(branch, slot, value),
            Then::ItemOver(done) => {
                self.item_over(branch, done);
                Ok(Turn::Waits)
            }
            Then::End(end) => {
                self.conclude(*end);
                Ok(Turn::Waits)
            }
        }
    }

    /// Takes the frame on top away, with what it waits for and what it brought.
    pub(super) fn drop_top(&mut self, branch: usize) {
        let Some(frame) = self.branch_mut(branch).stack.pop() else {
            return;
        };
        if frame.has_slots() {
            self.drop_slots(branch);
        }
        self.abandon(&frame);
        for id in frame.effects().into_iter().flatten() {
            self.forget(id);
        }
    }

    fn drop_slots(&mut self, branch: usize) {
        if let Some(slots) = self.branch_mut(branch).slots.pop() {
            self.release(&slots);
        }
    }

    /// The items that are still worked on leave.
    fn stop_items(&mut self, branch: usize) {
        let live = self.many(branch).map(|many| many.live.clone());
        for item in live.into_iter().flatten() {
            let why = Why::new(
                "Cancelled",
                "the loop was left while this item was worked on",
            );
            self.interrupt(item, Leaving::item(item, why, false));
        }
    }
}

/// What goes further out wins; of two that go as far, the first.
fn further(held: &mut Option<Leaving>, leaving: Leaving) {
    match held {
        Some(first) if first.depth <= leaving.depth => {}
        _ => *held = Some(leaving),
    }
}
