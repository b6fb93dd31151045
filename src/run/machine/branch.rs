//! A line of work in a run: the flow itself, or an item of a `for each` with several at once.

use super::Run;
use super::frames::Frame;
use super::leaving::Leaving;
use crate::value::Value;
use std::sync::Arc;

/// A line of work.
#[derive(Debug)]
pub(super) struct Branch {
    pub parent: Option<usize>,
    /// Which item it works on.
    pub item: usize,
    pub stack: Vec<Frame>,
    /// The slots of the flow or the item, and of each step that is open.
    pub slots: Vec<Box<[Value]>>,
    pub provided: Arc<[Value]>,
    pub leaving: Option<Leaving>,
    pub queued: bool,
}

impl Branch {
    pub fn new(
        parent: Option<usize>,
        item: usize,
        slots: Box<[Value]>,
        provided: Arc<[Value]>,
    ) -> Self {
        Self {
            parent,
            item,
            stack: Vec::new(),
            slots: vec![slots],
            provided,
            leaving: None,
            queued: false,
        }
    }

    /// Which slots the frame at this depth sees.
    pub fn slots_at(&self, depth: usize) -> usize {
        let frames = self.stack.iter().take(depth);
        frames.filter(|frame| frame.has_slots()).count()
    }
}

impl Run {
    /// A branch that is known to be there.
    pub(super) fn branch(&self, branch: usize) -> &Branch {
        self.branches[branch].as_ref().expect("an open branch")
    }

    /// A branch that is known to be there.
    pub(super) fn branch_mut(&mut self, branch: usize) -> &mut Branch {
        self.branches[branch].as_mut().expect("an open branch")
    }

    /// Opens a branch.
    pub(super) fn open(&mut self, branch: Branch) -> usize {
        match self.free.pop() {
            Some(index) => {
                self.branches[index] = Some(Box::new(branch));
                index
            }
            None => {
                self.branches.push(Some(Box::new(branch)));
                self.branches.len() - 1
            }
        }
    }

    /// Closes a branch that has nothing open any more.
    pub(super) fn close(&mut self, branch: usize) -> Option<Box<Branch>> {
        self.free.push(branch);
        self.branches[branch].take()
    }

    /// It gets a turn after all others that have something to do.
    pub(super) fn wake(&mut self, branch: usize) {
        if !std::mem::replace(&mut self.branch_mut(branch).queued, true) {
            self.ready.push_back(branch);
        }
    }

    /// It gets a turn before all others.
    pub(super) fn wake_first(&mut self, branch: usize) {
        if std::mem::replace(&mut self.branch_mut(branch).queued, true) {
            self.ready.retain(|&other| other != branch);
        }
        self.ready.push_front(branch);
    }

    pub(super) fn push(&mut self, branch: usize, frame: Frame) {
        self.branch_mut(branch).stack.push(frame);
    }

    pub(super) fn top(&mut self, branch: usize) -> Option<&mut Frame> {
        self.branch_mut(branch).stack.last_mut()
    }
}
