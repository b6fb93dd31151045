//! `for each` with several items at once: each is worked on in a branch of its own.

use super::Run;
use super::branch::Branch;
use super::frames::{Frame, Many, Site};
use super::turn::{Turn, Turned};
use crate::program::ForEach;
use crate::run::event::EventKind;
use crate::value::Value;
use std::sync::Arc;

impl Many {
    pub fn new(each: Arc<ForEach>, site: Site, items: Arc<Vec<Value>>, at_once: usize) -> Self {
        Self {
            each,
            site,
            items,
            next: 0,
            done: 0,
            at_once,
            live: Vec::new(),
        }
    }
}

impl Run {
    /// As many items as there may be are begun.
    pub(super) fn more_items(&mut self, branch: usize) -> Turned {
        while let Some(many) = self.many(branch) {
            if many.live.len() >= many.at_once {
                return Ok(Turn::Waits);
            }
            let Some(item) = many.items.get(many.next).cloned() else {
                break;
            };
            many.next += 1;
            self.begin_item(branch, item)?;
        }
        match self.many(branch) {
            Some(many) if !many.live.is_empty() => Ok(Turn::Waits),
            _ => {
                self.drop_top(branch);
                Ok(Turn::More)
            }
        }
    }

    /// An item works on copies of the names that it can see.
    fn begin_item(
        &mut self,
        branch: usize,
        item: Value,
    ) -> Result<(), Box<crate::run::event::Fault>> {
        let parent = self.branch(branch);
        let slots = parent.slots.last().cloned().unwrap_or_default();
        let provided = parent.provided.clone();
        let Some(many) = self.many(branch) else {
            return Ok(());
        };
        let (index, slot, span) = (many.next - 1, many.each.slot, many.site.span);
        let body = many.each.body.clone();
        self.hold_slots(&slots);
        let opened = self.open(Branch::new(Some(branch), index, slots, provided));
        if let Some(many) = self.many(branch) {
            many.live.push(opened);
        }
        self.push(opened, Frame::Block(body, 0));
        self.wake(opened);
        self.store(opened, slot, item, span)
    }

    /// A branch has nothing open any more.
    pub(super) fn ended_by_itself(&mut self, branch: usize) -> Turned {
        if self.branch(branch).parent.is_some() {
            self.item_over(branch, true);
        } else {
            self.conclude(crate::run::event::End::Finished { message: None });
        }
        Ok(Turn::Waits)
    }

    pub(super) fn item_over(&mut self, branch: usize, done: bool) {
        let Some(closed) = self.close(branch) else {
            return;
        };
        for slots in &closed.slots {
            self.release(slots);
        }
        let Some(parent) = closed.parent else {
            return;
        };
        if let Some(many) = self.many(parent) {
            many.live.retain(|&live| live != branch);
            many.done += usize::from(done);
            let (done_all, of, span) = (many.done, many.items.len(), many.site.span);
            if done {
                self.say(span, EventKind::Progress { done: done_all, of });
            }
        }
        self.wake(parent);
    }
}
