//! `for each` with several items at once: each is worked on in a branch of its own.

use super::branch::Branch;
use super::cx::Cx;
use super::frames::{Frame, Many, Stmts};
use super::next::{Next, Stepped};
use super::state::State;
use crate::run::event::{EventKind, Fault};
use crate::value::Value;

impl Many {
    /// As many items as there may be are begun.
    pub fn step(&mut self, cx: &mut Cx<'_>) -> Stepped {
        while self.live.len() < self.at_once
            && let Some(item) = self.items.get(self.next).cloned()
        {
            self.next += 1;
            self.begin_item(cx, item)?;
        }
        Ok(match self.live.is_empty() {
            true => Next::Done,
            false => Next::Wait,
        })
    }

    /// An item works on copies of the names that it can see.
    fn begin_item(&mut self, cx: &mut Cx<'_>, item: Value) -> Result<(), Box<Fault>> {
        let here = cx.here();
        let slots = here.slots.last().cloned().unwrap_or_default();
        let provided = here.provided.clone();
        let state = &mut *cx.state;
        state.budget.hold_slots(&slots);
        let index = self.next - 1;
        let branch = Branch::new(Some(cx.branch), index as u32, slots, provided);
        let branch = state.branches.open(branch);
        self.live.push(branch);
        let mut cx = Cx { state, branch };
        cx.push(Stmts::of(&self.each.body));
        cx.state.branches.wake(branch);
        cx.store(self.each.slot, item, self.site.span)
    }
}

/// An item is over: its branch has nothing open any more.
pub(super) fn item_over(state: &mut State, branch: usize, done: bool) {
    let Some(closed) = state.branches.close(branch) else {
        return;
    };
    closed
        .slots
        .iter()
        .for_each(|slots| state.budget.release(slots));
    let Some(parent) = closed.parent else {
        return;
    };
    if let Some(Frame::Many(many)) = state.branch_mut(parent).stack.last_mut() {
        many.live.retain(|&live| live != branch);
        many.done += usize::from(done);
        let (done_all, of, span) = (many.done, many.items.len(), many.site.span);
        if done {
            state.say(span, EventKind::Progress { done: done_all, of });
        }
    }
    state.branches.wake(parent);
}
