//! How runs end.

use super::frames::Frame;
use super::leaving::{Leaving, Then};
use super::{ROOT, Run};
use crate::run::event::{End, EventKind};
use crate::source::Span;

impl Run {
    /// The run is over: nothing is open any more.
    pub(super) fn conclude(&mut self, end: End) {
        self.cancel_all();
        self.ready.clear();
        self.branches.clear();
        self.say(Span::default(), EventKind::Ended(end.clone()));
        self.end = Some(end);
    }

    /// The run is over, whatever is open. What was already leaving the flow stands.
    pub(super) fn end_at_once(&mut self, end: End) {
        let end = self.ending().unwrap_or(end);
        for index in 0..self.branches.len() {
            if let Some(branch) = self.branches[index].take() {
                branch
                    .stack
                    .iter()
                    .rev()
                    .for_each(|frame| self.abandon(frame));
            }
        }
        self.conclude(end);
    }

    fn ending(&self) -> Option<End> {
        let root = self.branches.get(ROOT)?.as_ref()?;
        let held = root.stack.iter().filter_map(|frame| match frame {
            Frame::Always(always) => always.after.as_ref(),
            _ => None,
        });
        let end = |leaving: &Leaving| match &leaving.then {
            Then::End(end) => Some((**end).clone()),
            _ => None,
        };
        held.chain(&root.leaving).find_map(end)
    }

    fn cancel_all(&mut self) {
        let ids: Vec<_> = self.waiting.iter().map(|waiting| waiting.id).collect();
        for id in ids {
            self.forget(id);
        }
    }
}
