//! Who waits for what, and what they are told.

use super::super::model::{Dialog, Update};
use super::EventBroker;
use super::known::Known;
use crate::run::effect::Answer;
use crate::systems::net::waiting::{self, WaitingList};
use tokio::time::Instant;

/// What a waiter is told.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Notice<'a> {
    /// An event, before it is taken in.
    Update(&'a Update),
    /// A dialog that it waits for has changed.
    Dialog(&'a str),
    /// A dialog that it waits for has gone, and has no new id.
    Gone,
    /// A dialog has arrived that nobody has been given yet.
    Arrived(&'a Dialog),
    /// A user that it waits for may have changed.
    User,
    /// Everything was read anew: events may have been lost.
    Rebuilt,
    /// Something that nobody vouches for says that something has changed.
    Hint,
}

/// Looks at what a waiter is told, and says whether that is its answer.
pub(in super::super) type Judge =
    Box<dyn FnMut(&Known, Notice<'_>) -> Option<Answer> + Send + 'static>;

/// What somebody waits for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in super::super) enum Wish {
    /// Every event.
    Updates,
    /// A dialog, by the id that it has now.
    Dialog(String),
    /// A user.
    User(String),
    /// A dialog that arrives.
    Arrival,
}

/// An answer, and when the bytes that brought it were read.
pub(in super::super) type Told = (Answer, Instant);

/// What is handed to one who waits.
#[derive(Debug)]
pub(in super::super) struct Given {
    pub(super) told: Told,
    /// The dialog that nobody else is given.
    pub(super) arrival: Option<String>,
}

/// Everybody who waits, in the order of their coming.
pub(super) type Waiters = WaitingList<Wish, Judge, Given>;

/// A place among those who wait; it is given up with this.
pub(in super::super) struct Ticket(pub(super) waiting::Ticket<EventBroker>);

impl Ticket {
    /// Waits for the answer; never ends where nobody can have one any more.
    pub async fn told(&mut self) -> Told {
        match self.0.told().await {
            Some(given) => given.told,
            None => std::future::pending().await,
        }
    }
}

/// Asks a judge about what concerns everybody who has the wish.
pub(super) fn ask<'a>(
    known: &'a Known,
    notice: Notice<'a>,
    at: Instant,
) -> impl FnMut(u64, &mut Judge) -> Option<Given> + 'a {
    move |_, judge| {
        let answer = judge(known, notice)?;
        let arrival = match notice {
            Notice::Arrived(dialog) => Some(dialog.id.clone()),
            _ => None,
        };
        Some(Given {
            told: (answer, at),
            arrival,
        })
    }
}
