//! What is to happen later, in order.

use super::Cause;
use super::notice::Notice;
use super::order::Order;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Something that happens by itself when its time has come.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    /// The CTI server takes up what was accepted.
    Carry(Order),
    /// A call that was begun goes on: dialled, delivered or failed.
    Dial { dialog: u64, cause: Cause },
    /// Somebody picks up, if it still rings.
    Answer { dialog: u64, address: String },
    /// A dialog that is over is taken away from a user.
    Remove {
        dialog: u64,
        user: String,
        cause: Cause,
    },
    /// Work after a call is over, unless it has ended before.
    EndWrapUp { user: String, since: Timestamp },
    /// A user's client has been gone for long enough.
    ForceOut {
        user: String,
        address: String,
        absence: u64,
    },
    /// The figures of the queues are told.
    TellQueues,
    /// A late event.
    Emit(Notice),
    /// The CTI server is back.
    Recover { outage: u64 },
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
