//! What is to happen later, in order.

use super::Cause;
use super::event::Event;
use super::state::State;

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

pub(super) type Diary = crate::sim::diary::Diary<Happening>;
