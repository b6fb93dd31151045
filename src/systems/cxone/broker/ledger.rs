//! What a session's events have told so far, and the queues of those who wait.

use super::order::{Order, Turn};
use super::{Claim, Event, Judge, Over, Told};
use crate::systems::net::waiting::WaitingList;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// How many contacts that are over are remembered, so that who asks late is still told.
pub(super) const REMEMBERED: usize = 1024;

/// How many contacts wait at most for somebody to take them; nobody comes for more.
const ARRIVALS: usize = 1024;

/// How many new contacts, and callbacks, are kept for whoever asked for them.
const NEWCOMERS: usize = 64;

/// For what somebody waits.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) enum Key {
    /// Events of one contact.
    Contact(Box<str>),
    /// All events.
    Any,
    /// A contact that arrives and is handed to one alone.
    Arrival,
    /// An indicator or a custom event, which is handed to one alone.
    Message,
}

/// What exactly.
pub(super) struct Wish {
    /// Wants a contact that came to be after this moment.
    pub(super) after: Option<u64>,
    pub(super) judge: Judge,
}

#[derive(Default)]
pub(super) struct Ledger {
    contacts: HashMap<Box<str>, Known>,
    finished: VecDeque<Box<str>>,
    pub(super) waiting: WaitingList<Key, Wish, Told>,
    arrivals: VecDeque<Arc<Event>>,
    messages: VecDeque<Arc<Event>>,
    newcomers: VecDeque<Newcomer>,
    callbacks: VecDeque<Arc<Event>>,
    agent: Order,
    /// Whether the first events have come, which tell how the session was found.
    pub(super) settled: bool,
    /// How often the session was joined, and its agent's state set, by ourselves.
    pub(super) own_joins: u32,
    pub(super) own_states: u32,
    /// What showed that somebody else acts in the session.
    pub(super) others: Option<&'static str>,
    pub(super) over: Option<Over>,
}

struct Known {
    status: String,
    over: bool,
    /// When it was first heard of, counted like waiters.
    born: u64,
    order: Order,
}

/// A contact that did not come in by itself and that nobody has claimed.
struct Newcomer {
    born: u64,
    event: Arc<Event>,
}

impl Ledger {
    pub(super) fn state(&self, contact: &str) -> Option<String> {
        let known = self.contacts.get(contact)?;
        (!known.status.is_empty()).then(|| known.status.clone())
    }

    pub(super) fn callback(&self, id: &str) -> Option<Arc<Event>> {
        let mut callbacks = self.callbacks.iter().rev();
        let found = callbacks.find(|event| event.text("CallbackId").as_deref() == Some(id));
        found.cloned()
    }

    /// Takes in an event; says whether it came in order.
    pub(super) fn happened(&mut self, event: Arc<Event>) -> bool {
        let contact = event.contact().filter(|_| event.is_of_contact());
        let Some(contact) = contact.map(|contact| Box::from(&*contact)) else {
            return self.of_the_session(&event);
        };
        let new = self.meet(&contact, &event);
        let turn = match self.contacts.get_mut(&contact) {
            Some(known) => known.order.take(&event),
            None => Turn::New,
        };
        if turn == Turn::New {
            let key = Key::Contact(contact);
            self.tell(&key, &event);
            self.tell(&Key::Any, &event);
            if let Key::Contact(contact) = key {
                self.remember(contact, event, new);
            }
        }
        turn != Turn::Late
    }

    fn of_the_session(&mut self, event: &Arc<Event>) -> bool {
        let turn = match event.kind() {
            "AgentState" => self.agent.take(event),
            _ => Turn::New,
        };
        if turn == Turn::New {
            self.mind_others(event);
        }
        if event.text("CallbackId").is_some() {
            self.callbacks.push_back(event.clone());
            self.callbacks.keep_newest(NEWCOMERS);
        }
        if turn == Turn::New {
            self.tell(&Key::Any, event);
        }
        // The first answer shows what was there before the session was followed.
        if self.settled && is_message(event) {
            self.message(event.clone());
        }
        turn != Turn::Late
    }

    /// Somebody else joins the session, or sets the agent's state: it is not ours alone any more.
    fn mind_others(&mut self, event: &Event) {
        match event.kind() {
            "AgentSessionStart" if self.own_joins > 0 => self.own_joins -= 1,
            "AgentSessionStart" => {
                self.others = Some(
                    "another program or desktop joined the \
                                                       session",
                )
            }
            // After a contact the system sets the state itself.
            "AgentState" if self.settled && self.contacts.is_empty() => {
                let status = event.status().unwrap_or_default();
                if matches!(&*status, "Available" | "Unavailable") {
                    match self.own_states {
                        0 => self.others = Some("another program or person set the agent's state"),
                        _ => self.own_states -= 1,
                    }
                }
            }
            _ => {}
        }
    }

    /// Says whether it is the first time that the contact is heard of.
    fn meet(&mut self, contact: &str, event: &Arc<Event>) -> bool {
        if self.contacts.contains_key(contact) {
            return false;
        }
        let born = self.waiting.number();
        let status = event.status().unwrap_or_default();
        // What is connected when the reading begins was there before.
        let before = status == "Active" && !self.settled;
        if status != "Incoming" && !before && !event.is_inbound() {
            let event = event.clone();
            self.newcomers.push_back(Newcomer { born, event });
            self.newcomers.keep_newest(NEWCOMERS);
        }
        let known = Known {
            status: String::new(),
            over: false,
            born,
            order: Order::default(),
        };
        self.contacts.insert(contact.into(), known);
        true
    }

    fn tell(&mut self, key: &Key, event: &Arc<Event>) {
        let contact = event.contact();
        let contact = contact.as_deref().and_then(|id| self.contacts.get(id));
        let born = contact.map(|known| known.born);
        self.waiting.tell_all(key, |_, wish| {
            let in_time = match wish.after {
                None => true,
                Some(after) => born.is_some_and(|born| born > after),
            };
            (in_time && (wish.judge)(event)).then(|| Told::Event(event.clone()))
        });
    }

    pub(super) fn claim(&mut self, after: u64, fits: impl Fn(&Event) -> bool) -> Claim {
        let mut found = (0..self.newcomers.len()).filter(|at| {
            let newcomer = &self.newcomers[*at];
            newcomer.born > after && fits(&newcomer.event)
        });
        let first = found.next();
        let others: Vec<usize> = found.collect();
        match first {
            None => Claim::None,
            Some(at) if others.is_empty() => match self.newcomers.remove(at) {
                Some(newcomer) => Claim::One(newcomer.event),
                None => Claim::None,
            },
            Some(at) => {
                let all = std::iter::once(at).chain(others);
                Claim::Many(all.map(|at| self.newcomers[at].event.clone()).collect())
            }
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

    pub(super) fn take_arrival(&mut self, judge: &Judge) -> Option<Arc<Event>> {
        let at = self.arrivals.iter().position(|event| judge(event))?;
        self.arrivals.remove(at)
    }

    pub(super) fn take_message(&mut self, judge: &Judge) -> Option<Arc<Event>> {
        let at = self.messages.iter().position(|event| judge(event))?;
        self.messages.remove(at)
    }

    /// Hands an indicator or a custom event to the first who wants it, or keeps it.
    fn message(&mut self, event: Arc<Event>) {
        let ask = |_, wish: &mut Wish| (wish.judge)(&event).then(|| Told::Event(event.clone()));
        if !self.waiting.tell_first(&Key::Message, ask) {
            self.messages.push_back(event);
            self.messages.keep_newest(NEWCOMERS);
        }
    }

    /// Hands a new contact to the first who wants it, or keeps it.
    fn arrive(&mut self, event: Arc<Event>) {
        let ask = |_, wish: &mut Wish| (wish.judge)(&event).then(|| Told::Event(event.clone()));
        if !self.waiting.tell_first(&Key::Arrival, ask) {
            self.arrivals.push_back(event);
            self.arrivals.keep_newest(ARRIVALS);
        }
    }

    /// A contact that was handed over and never looked at is there for the next one. What others
    /// were told too is not.
    pub(super) fn give_back(&mut self, event: Arc<Event>) {
        if is_message(&event) {
            return self.message(event);
        }
        let contact = event.contact().filter(|_| event.is_of_contact());
        let arrives = event.status().is_some_and(|status| status == "Incoming");
        if contact.is_some() && arrives {
            let known = contact.and_then(|id| self.contacts.get(&*id));
            if known.is_some_and(|known| known.status == "Incoming") {
                self.arrive(event);
            }
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

    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.contacts.len(), self.waiting.len())
    }

    #[cfg(test)]
    pub(super) fn is_over(&self, contact: &str) -> bool {
        self.contacts.get(contact).is_some_and(|known| known.over)
    }
}

/// Whether an event says something of its own, rather than what state a thing is in.
fn is_message(event: &Event) -> bool {
    ["CustomEvent", "Indicator", "UpdateIndicators"]
        .iter()
        .any(|kind| event.kind().eq_ignore_ascii_case(kind))
}

/// Keeps the newest of a queue.
trait Newest {
    fn keep_newest(&mut self, most: usize);
}

impl<T> Newest for VecDeque<T> {
    fn keep_newest(&mut self, most: usize) {
        while self.len() > most {
            self.pop_front();
        }
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("contacts", &self.contacts.len())
            .field("over", &self.over)
            .finish()
    }
}
