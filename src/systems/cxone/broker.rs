//! The events of one agent session, and who waits for which of them.

mod ledger;
mod order;

use super::event::Event;
use crate::systems::net::waiting::{Desk, Ticket};
use ledger::{Key, Ledger, Wish};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Hands the events of one session to those who wait for them.
#[derive(Debug)]
pub(super) struct EventBroker {
    ledger: Mutex<Ledger>,
    /// Counts the times from which on events alone prove nothing: one came out of order, or some
    /// may have been missed.
    doubts: watch::Sender<u64>,
}

/// Decides whether an event is the one that is waited for. Asked for every event that may be.
pub(super) type Judge = Box<dyn Fn(&Event) -> bool + Send>;

/// What somebody who waits is told.
#[derive(Clone, Debug)]
pub(super) enum Told {
    /// The event came.
    Event(Arc<Event>),
    /// It will not come: nobody reads the session's events any more.
    Over(Over),
}

/// Why nobody reads the events of a session any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Over {
    /// Whether the session itself has ended.
    pub ended: bool,
    /// Why, in plain words.
    pub reason: String,
}

/// Which new contact is the one that was asked for.
#[derive(Debug)]
pub(super) enum Claim {
    /// None that anybody has heard of.
    None,
    /// This one, which nobody else is given any more.
    One(Arc<Event>),
    /// One of these, and nothing tells which.
    Many(Vec<Arc<Event>>),
}

/// A place among those who wait.
pub(super) type EventTicket = Ticket<EventBroker>;

impl Default for EventBroker {
    fn default() -> Self {
        Self {
            ledger: Mutex::default(),
            doubts: watch::Sender::new(0),
        }
    }
}

impl EventBroker {
    /// Waits for an event: of this contact, or of anything where there is none.
    pub(super) fn wait(self: &Arc<Self>, contact: Option<&str>, judge: Judge) -> EventTicket {
        let key = contact.map_or(Key::Any, |contact| Key::Contact(contact.into()));
        self.enter(key, Wish { after: None, judge })
    }

    /// The moment before which contacts are none of those that somebody is about to ask for.
    pub(super) fn now(&self) -> u64 {
        self.lock().waiting.number()
    }

    /// Waits for an event of a contact that came to be after a moment. Who is told of one has yet
    /// to [`claim`](Self::claim) it.
    pub(super) fn wait_for_new(self: &Arc<Self>, after: u64, judge: Judge) -> EventTicket {
        let after = Some(after);
        self.enter(Key::Any, Wish { after, judge })
    }

    /// The contact that came to be after a moment, is nobody's yet and fits; from now on it is
    /// the caller's. Where several fit it is nobody's still.
    pub(super) fn claim(&self, after: u64, fits: impl Fn(&Event) -> bool) -> Claim {
        self.lock().claim(after, fits)
    }

    /// Waits for a contact that nobody has taken yet: one that has come since the session is
    /// read, or the next one.
    pub(super) fn take(self: &Arc<Self>, judge: Judge) -> EventTicket {
        let here = self.lock().take_arrival(&judge);
        match here {
            Some(event) => Ticket::answered(self.clone(), Told::Event(event)),
            None => self.enter(Key::Arrival, Wish { after: None, judge }),
        }
    }

    /// Waits for an indicator or a custom event that nobody has taken yet.
    pub(super) fn take_message(self: &Arc<Self>, judge: Judge) -> EventTicket {
        let here = self.lock().take_message(&judge);
        match here {
            Some(event) => Ticket::answered(self.clone(), Told::Event(event)),
            None => self.enter(Key::Message, Wish { after: None, judge }),
        }
    }

    fn enter(self: &Arc<Self>, key: Key, wish: Wish) -> EventTicket {
        let mut ledger = self.lock();
        if let Some(over) = ledger.over.clone() {
            drop(ledger);
            return Ticket::answered(self.clone(), Told::Over(over));
        }
        let entered = ledger.waiting.enter(key, wish);
        drop(ledger);
        Ticket::new(self.clone(), entered)
    }

    /// The last state that a contact was said to be in.
    pub(super) fn state(&self, contact: &str) -> Option<String> {
        self.lock().state(contact)
    }

    /// What an event has told of a callback that is presented to the agent.
    pub(super) fn callback(&self, id: &str) -> Option<Arc<Event>> {
        self.lock().callback(id)
    }

    /// Whether anybody else has acted in the session, as far as its events tell.
    pub(super) fn others_acted(&self) -> bool {
        self.lock().others.is_some()
    }

    /// The session is joined by ourselves: the event that tells of it is no stranger's.
    pub(super) fn joins(&self) {
        self.lock().own_joins += 1;
    }

    /// The agent's state is set by ourselves.
    pub(super) fn sets_state(&self) {
        self.lock().own_states += 1;
    }

    /// Takes in what happened.
    pub(super) fn happened(&self, events: Vec<Event>) {
        let mut ledger = self.lock();
        let mut in_order = true;
        for event in events {
            in_order &= ledger.happened(Arc::new(event));
        }
        ledger.settled = true;
        drop(ledger);
        if !in_order {
            self.doubt();
        }
    }

    /// Events may have been missed.
    pub(super) fn doubt(&self) {
        self.doubts.send_modify(|times| *times += 1);
    }

    /// Sees every doubt from now on.
    pub(super) fn doubts(&self) -> watch::Receiver<u64> {
        self.doubts.subscribe()
    }

    /// Tells everybody that nothing will be heard any more.
    pub(super) fn over(&self, over: Over) {
        let mut ledger = self.lock();
        ledger.waiting.close(|| Told::Over(over.clone()));
        ledger.over.get_or_insert(over);
        drop(ledger);
        self.doubt();
    }

    /// Why nobody reads the events any more; nothing where somebody does.
    pub(super) fn is_over(&self) -> Option<Over> {
        self.lock().over.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk for EventBroker {
    type Told = Told;

    fn leave(&self, number: u64, untaken: Option<Told>) {
        let mut ledger = self.lock();
        ledger.waiting.leave(number);
        if let Some(Told::Event(event)) = untaken {
            ledger.give_back(event);
        }
    }
}

#[cfg(test)]
mod tests;
