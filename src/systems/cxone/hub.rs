//! What is known of a session, and who waits for what in it.

use super::event::Event;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// How many contacts that are over are remembered, so that who asks late is still told.
const REMEMBERED: usize = 1024;

/// The events of one session, handed to those who wait for them.
#[derive(Debug, Default)]
pub(super) struct Hub {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    contacts: HashMap<Box<str>, Known>,
    finished: VecDeque<Box<str>>,
    /// By contact; those who wait for any contact, or for something else, under the empty name.
    waiting: HashMap<Box<str>, Vec<Waiter>>,
    arrivals: VecDeque<Arc<Event>>,
    takers: Vec<Waiter>,
    numbered: u64,
    settled: bool,
    over: Option<Over>,
}

struct Known {
    status: String,
    over: bool,
    /// When it was first heard of, counted like waiters.
    born: u64,
    /// Whether it came in by itself, or somebody has been told that it is theirs.
    taken: bool,
}

struct Waiter {
    number: u64,
    /// Wants a contact that came to be after the waiter did, and wants it alone.
    fresh: bool,
    wants: Wants,
    tell: oneshot::Sender<Told>,
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

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn number(&mut self) -> u64 {
        self.numbered += 1;
        self.numbered
    }

    fn happened(&mut self, event: Arc<Event>) {
        let contact: Option<Box<str>> = match event.is_of_contact() {
            true => event.contact().map(Box::from),
            false => None,
        };
        let new = contact
            .as_ref()
            .is_some_and(|contact| self.meet(contact, &event));
        if let Some(contact) = &contact {
            self.tell(contact, &event);
        }
        self.tell("", &event);
        if let Some(contact) = contact {
            self.remember(contact, event, new);
        }
    }

    /// Says whether it is the first time that the contact is heard of.
    fn meet(&mut self, contact: &str, event: &Event) -> bool {
        if self.contacts.contains_key(contact) {
            return false;
        }
        let status = event.status().unwrap_or_default();
        // What is connected when the listening begins was there before.
        let before = status == "Active" && !self.settled;
        let known = Known {
            status: String::new(),
            over: false,
            born: self.number(),
            taken: status == "Incoming" || before || event.is_inbound(),
        };
        self.contacts.insert(contact.into(), known);
        true
    }

    fn tell(&mut self, name: &str, event: &Arc<Event>) {
        let Some(waiters) = self.waiting.get_mut(name) else {
            return;
        };
        let mut about = event
            .contact()
            .and_then(|contact| self.contacts.get_mut(&*contact));
        let told = waiters.extract_if(.., |waiter| {
            let mut about = about.as_deref_mut().filter(|_| waiter.fresh);
            let free = about
                .as_ref()
                .is_some_and(|known| !known.taken && known.born > waiter.number);
            let wanted = (free || !waiter.fresh) && (waiter.wants)(event);
            if let (true, Some(known)) = (wanted, &mut about) {
                known.taken = true;
            }
            wanted
        });
        told.for_each(|waiter| drop(waiter.tell.send(Told::Event(event.clone()))));
        if waiters.is_empty() {
            self.waiting.remove(name);
        }
    }

    fn remember(&mut self, contact: Box<str>, event: Arc<Event>, new: bool) {
        let status = event.status().unwrap_or_default().into_owned();
        let over =
            event.is_final() || (status == "Disconnected" && event.text("FinalState").is_none());
        let comes = status == "Incoming" || (status == "Active" && self.settled);
        if let Some(known) = self.contacts.get_mut(&contact) {
            known.status = status;
            known.over = over;
        }
        if over {
            self.arrivals
                .retain(|event| event.contact().as_deref() != Some(&contact));
            self.finished.push_back(contact);
            self.forget();
        } else if new && comes {
            self.arrive(event);
        }
    }

    /// Hands a new contact to the first who wants it, or keeps it.
    fn arrive(&mut self, event: Arc<Event>) {
        let taker = self
            .takers
            .iter()
            .position(|taker| !taker.tell.is_closed() && (taker.wants)(&event));
        match taker {
            Some(at) => drop(self.takers.remove(at).tell.send(Told::Event(event))),
            None => self.arrivals.push_back(event),
        }
    }

    fn forget(&mut self) {
        while self.finished.len() > REMEMBERED {
            let Some(oldest) = self.finished.pop_front() else {
                return;
            };
            if self.contacts.get(&oldest).is_some_and(|known| known.over) {
                self.contacts.remove(&oldest);
            }
        }
    }
}

impl Place {
    /// What is told, when it is.
    pub(super) async fn told(&mut self) -> Told {
        match (&mut self.told).await {
            Ok(told) => told,
            Err(_) => Told::Over(Over {
                ended: false,
                reason: "the connection was closed".to_owned(),
            }),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.hub.leave(&self.contact, self.number);
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner")
            .field("contacts", &self.contacts.len())
            .field("waiting", &self.waiting.len())
            .field("over", &self.over)
            .finish()
    }
}

#[cfg(test)]
mod tests;
