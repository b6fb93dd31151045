//! What is known of a session, and who waits for what in it.

mod ledger;

use super::event::Event;
use ledger::{Ledger, Waiter};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The events of one session, handed to those who wait for them.
#[derive(Debug, Default)]
pub(super) struct Hub {
    inner: Mutex<Ledger>,
}

/// Decides whether an event is the one that is waited for. Asked for every event that may be.
pub(super) type Wants = Box<dyn Fn(&Event) -> bool + Send>;

/// What somebody who waits is told.
#[derive(Debug)]
pub(super) enum Told {
    /// The event came.
    Event(Arc<Event>),
    /// It will not come: nobody listens to the session any more.
    Over(Over),
}

/// Why nobody listens to a session any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Over {
    /// Whether the session itself has ended.
    pub ended: bool,
    /// Why, in plain words.
    pub reason: String,
}

/// Somebody's place in the queue, given up when it is dropped.
pub(super) struct Place {
    hub: Arc<Hub>,
    contact: Box<str>,
    number: u64,
    told: oneshot::Receiver<Told>,
    /// Whether it is still in the queue, as far as its owner knows.
    waits: bool,
}

impl Hub {
    /// Waits for an event: of this contact, or of anything where there is none.
    pub(super) fn wait(self: &Arc<Self>, contact: Option<&str>, wants: Wants) -> Place {
        self.enter(contact.unwrap_or_default(), false, wants)
    }

    /// Waits for an event of a contact that does not exist yet and that nobody else is told of.
    pub(super) fn wait_for_new(self: &Arc<Self>, wants: Wants) -> Place {
        self.enter("", true, wants)
    }

    fn enter(self: &Arc<Self>, contact: &str, fresh: bool, wants: Wants) -> Place {
        let contact: Box<str> = contact.into();
        let (tell, told) = oneshot::channel();
        let mut inner = self.lock();
        let number = inner.number();
        match inner.over.clone() {
            Some(over) => drop(tell.send(Told::Over(over))),
            None => {
                let waiters = inner.waiting.entry(contact.clone()).or_default();
                waiters.push(Waiter {
                    number,
                    fresh,
                    wants,
                    tell,
                });
            }
        }
        self.place(contact, number, told)
    }

    /// Waits for a contact that nobody has taken yet: one that has come since the session is
    /// listened to, or the next one.
    pub(super) fn take(self: &Arc<Self>, wants: Wants) -> Place {
        let (tell, told) = oneshot::channel();
        let mut inner = self.lock();
        let number = inner.number();
        let here = inner.arrivals.iter().position(|event| wants(event));
        let here = here.and_then(|at| inner.arrivals.remove(at));
        match (here, inner.over.clone()) {
            (Some(event), _) => drop(tell.send(Told::Event(event))),
            (None, Some(over)) => drop(tell.send(Told::Over(over))),
            (None, None) => inner.takers.push(Waiter {
                number,
                fresh: false,
                wants,
                tell,
            }),
        }
        self.place("".into(), number, told)
    }

    fn place(
        self: &Arc<Self>,
        contact: Box<str>,
        number: u64,
        told: oneshot::Receiver<Told>,
    ) -> Place {
        Place {
            hub: self.clone(),
            contact,
            number,
            told,
            waits: true,
        }
    }

    /// The last state that a contact was said to be in.
    pub(super) fn state(&self, contact: &str) -> Option<String> {
        let inner = self.lock();
        inner
            .contacts
            .get(contact)
            .map(|known| known.status.clone())
    }

    /// Takes in what happened.
    pub(super) fn happened(&self, events: Vec<Event>) {
        let mut inner = self.lock();
        for event in events {
            inner.happened(Arc::new(event));
        }
        inner.settled = true;
    }

    /// Tells everybody that nothing will be heard any more.
    pub(super) fn over(&self, over: Over) {
        let mut inner = self.lock();
        let waiting = std::mem::take(&mut inner.waiting);
        let takers = std::mem::take(&mut inner.takers);
        for waiter in waiting.into_values().flatten().chain(takers) {
            drop(waiter.tell.send(Told::Over(over.clone())));
        }
        inner.over.get_or_insert(over);
    }

    /// Why nobody listens any more; nothing where somebody does.
    pub(super) fn is_over(&self) -> Option<Over> {
        self.lock().over.clone()
    }

    fn leave(&self, contact: &str, number: u64) {
        let mut inner = self.lock();
        inner.takers.retain(|waiter| waiter.number != number);
        if let Some(waiters) = inner.waiting.get_mut(contact) {
            waiters.retain(|waiter| waiter.number != number);
            if waiters.is_empty() {
                inner.waiting.remove(contact);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// What is told, when it is.
    pub(super) async fn told(&mut self) -> Told {
        let told = (&mut self.told).await;
        self.waits = false;
        told.unwrap_or_else(|_| {
            Told::Over(Over {
                ended: false,
                reason: "the connection was closed".to_owned(),
            })
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.waits {
            self.hub.leave(&self.contact, self.number);
        }
    }
}

#[cfg(test)]
mod tests;
