//! What is to happen later, in order.

use super::Cause;
use super::event::Event;
use super::state::State;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Something that happens by itself when its time has come.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    /// What was accepted comes about, if nothing has come between.
    Settle {
        contact: u64,
        version: u32,
        to: State,
        cause: Cause,
    },
    /// Wrap-up is over.
    Finish { contact: u64, cause: Cause },
    /// A late event.
    Emit { agent: u64, event: Event },
    /// A callback's time has come.
    CallBack { callback: u64 },
    /// A caller comes.
    Arrive,
    /// The caller has had enough, unless the contact has moved on since.
    HangUp { contact: u64, version: u32 },
    /// A working agent looks for the next contact.
    Offer { agent: u64 },
}

/// Happenings by their time; those of one time in the order in which they were written.
#[derive(Debug, Default)]
pub(super) struct Diary {
    pages: BTreeMap<(Timestamp, u64), Happening>,
    written: u64,
}

impl Diary {
    pub fn add(&mut self, at: Timestamp, happening: Happening) {
        self.pages.insert((at, self.written), happening);
        self.written += 1;
    }

    pub fn next(&self) -> Option<Timestamp> {
        self.pages.keys().next().map(|(at, _)| *at)
    }

    /// Takes out the first that is due.
    pub fn due(&mut self, now: Timestamp) -> Option<(Timestamp, Happening)> {
        let first = self.pages.first_entry()?;
        if first.key().0 > now {
            return None;
        }
        let ((at, _), happening) = first.remove_entry();
        Some((at, happening))
    }
}
