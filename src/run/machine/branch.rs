//! Lines of work in a run: the flow itself, and items of a `for each` with several at once.

use super::frames::Frame;
use super::leaving::Leaving;
use crate::value::Value;
use std::collections::VecDeque;
use std::sync::Arc;

/// A line of work.
#[derive(Debug)]
pub(super) struct Branch {
    pub parent: Option<usize>,
    /// Which item it works on.
    pub item: u32,
    pub stack: Vec<Frame>,
    /// The slots of the flow or the item, and of each step that is open.
    pub slots: Vec<Box<[Value]>>,
    pub provided: Arc<[Value]>,
    pub leaving: Option<Box<Leaving>>,
    queued: bool,
}

impl Branch {
    pub fn new(
        parent: Option<usize>,
        item: u32,
        slots: Box<[Value]>,
        provided: Arc<[Value]>,
    ) -> Self {
        Self {
            parent,
            item,
            // statements, and what one of them waits for: most branches hold no more
            stack: Vec::with_capacity(2),
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

/// The open branches of a run, and whose turn it is.
#[derive(Debug, Default)]
pub(super) struct Branches {
    all: Vec<Option<Box<Branch>>>,
    free: Vec<usize>,
    ready: VecDeque<usize>,
}

impl Branches {
    /// A branch that is known to be there.
    pub fn get(&self, branch: usize) -> &Branch {
        self.all[branch].as_ref().expect("an open branch")
    }

    /// A branch that is known to be there.
    pub fn get_mut(&mut self, branch: usize) -> &mut Branch {
        self.all[branch].as_mut().expect("an open branch")
    }

    pub fn is_open(&self, branch: usize) -> bool {
        self.all.get(branch).is_some_and(Option::is_some)
    }

    pub fn open(&mut self, branch: Branch) -> usize {
        match self.free.pop() {
            Some(index) => {
                self.all[index] = Some(Box::new(branch));
                index
            }
            None => {
                // most runs are in one place
                if self.all.is_empty() {
                    self.all.reserve_exact(1);
                    self.ready.reserve_exact(1);
                }
                self.all.push(Some(Box::new(branch)));
                self.all.len() - 1
            }
        }
    }

    /// Closes a branch that has nothing open any more.
    pub fn close(&mut self, branch: usize) -> Option<Box<Branch>> {
        self.free.push(branch);
        self.all[branch].take()
    }

    /// Closes all of them.
    pub fn close_all(&mut self) -> Vec<Branch> {
        self.ready.clear();
        self.free.clear();
        let open = std::mem::take(&mut self.all).into_iter().flatten();
        open.map(|branch| *branch).collect()
    }

    /// It gets a turn after all others that have something to do.
    pub fn wake(&mut self, branch: usize) {
        if !std::mem::replace(&mut self.get_mut(branch).queued, true) {
            self.ready.push_back(branch);
        }
    }

    /// It gets a turn before all others.
    pub fn wake_first(&mut self, branch: usize) {
        if std::mem::replace(&mut self.get_mut(branch).queued, true) {
            self.ready.retain(|&other| other != branch);
        }
        self.ready.push_front(branch);
    }

    /// The branch whose turn it is.
    pub fn next(&mut self) -> Option<usize> {
        loop {
            let branch = self.ready.pop_front()?;
            if let Some(open) = self.all.get_mut(branch).and_then(Option::as_mut) {
                open.queued = false;
                return Some(branch);
            }
        }
    }

    /// The branch whose turn will be next.
    pub fn peek(&self) -> Option<usize> {
        let mut ready = self.ready.iter().copied();
        ready.find(|branch| self.is_open(*branch))
    }

    pub fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }
}
