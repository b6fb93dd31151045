//! What a session's events have told so far, and the queues of those who wait.

use super::{Event, Over, Told, Wants};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use tokio::sync::oneshot;

/// How many contacts that are over are remembered, so that who asks late is still told.
pub(super) const REMEMBERED: usize = 1024;

#[derive(Default)]
pub(super) struct Ledger {
    pub(super) contacts: HashMap<Box<str>, Known>,
    pub(super) finished: VecDeque<Box<str>>,
    /// By contact; those who wait for any contact, or for something else, under the empty name.
    pub(super) waiting: HashMap<Box<str>, Vec<Waiter>>,
    pub(super) arrivals: VecDeque<Arc<Event>>,
    pub(super) takers: Vec<Waiter>,
    pub(super) numbered: u64,
    pub(super) settled: bool,
    pub(super) over: Option<Over>,
}

pub(super) struct Known {
    pub(super) status: String,
    pub(super) over: bool,
    /// When it was first heard of, counted like waiters.
    pub(super) born: u64,
    /// Whether it came in by itself, or somebody has been told that it is theirs.
    pub(super) taken: bool,
}

pub(super) struct Waiter {
    pub(super) number: u64,
    /// Wants a contact that came to be after the waiter did, and wants it alone.
    pub(super) fresh: bool,
    pub(super) wants: Wants,
    pub(super) tell: oneshot::Sender<Told>,
}

impl Ledger {
    pub(super) fn number(&mut self) -> u64 {
        self.numbered += 1;
        self.numbered
    }

    pub(super) fn happened(&mut self, event: Arc<Event>) {
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

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("contacts", &self.contacts.len())
            .field("waiting", &self.waiting.len())
            .field("over", &self.over)
            .finish()
    }
}
