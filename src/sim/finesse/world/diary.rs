//! What is to happen later, in order.

use super::cause::Cause;
use super::notice::Notice;
use super::order::Order;
use jiff::Timestamp;

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

pub(super) type Diary = crate::sim::diary::Diary<Happening>;
