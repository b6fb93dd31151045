//! What is known of the contacts, and who waits for what.

mod forms;

use super::news::News;
use crate::systems::net::waiting::{Desk, Ticket, WaitingList};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The events of one toolbar, handed to those who wait for them.
#[derive(Debug)]
pub(super) struct Hub {
    ledger: Mutex<Ledger>,
    /// Counts the times that events may have been missed: a new page, a new connection.
    renewed: watch::Sender<u64>,
}

/// Decides whether it is what is waited for.
pub(super) type Wants = Box<dyn Fn(&News) -> bool + Send>;

/// No toolbar has so many contacts; what is older is forgotten.
const MOST: usize = 10_000;
/// Nor are so many ever offered to one agent and not looked at.
const MOST_OFFERED: usize = 500;
/// What a flow may not have asked for yet; older events are forgotten first.
const MOST_KEPT: usize = 500;

#[derive(Default)]
struct Ledger {
    contacts: HashMap<String, Known>,
    order: VecDeque<String>,
    arrivals: VecDeque<Arc<News>>,
    /// Everything that was told and that nobody has asked for yet.
    events: VecDeque<Arc<News>>,
    waiting: WaitingList<Claim, Wants, Told>,
    /// After how many renewals the toolbar's list was last compared with what events have said.
    compared: Option<u64>,
    /// What call data hold, in lower-case letters, longest first: never to be shown.
    carried: BTreeSet<(Reverse<usize>, String)>,
}

/// A contact.
#[derive(Clone, Default)]
struct Known {
    state: Option<Arc<str>>,
    /// Whether it was offered once.
    offered: bool,
    /// Whether the toolbar's list had it before anybody waited.
    was_there: bool,
    /// When it was first heard of.
    first: u64,
    /// Whether somebody who called it has been told so.
    claimed: bool,
}

/// Whom else something is told that somebody waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Claim {
    /// Everybody.
    Shared,
    /// Nobody else: a contact that is new.
    New,
    /// Nobody else: a contact that is offered.
    Offered,
    /// Nobody else: an event, of whatever it is.
    Event,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let contacts = self.contacts.len();
        f.debug_struct("Ledger")
            .field("contacts", &contacts)
            .finish()
    }
}

/// What is told, and whom else.
pub(super) type Told = (Claim, Arc<News>);

/// Somebody's place in the queue, given up when it is dropped.
pub(super) struct Place(Ticket<Hub>);

impl Hub {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            ledger: Mutex::default(),
            renewed: watch::Sender::new(0),
        })
    }

    /// Waits for something that is told to everybody.
    pub fn wait(self: &Arc<Self>, wants: Wants) -> Place {
        self.enter(Claim::Shared, wants)
    }

    /// Waits for a contact that nobody has heard of before now.
    pub fn wait_for_new(self: &Arc<Self>, wants: Wants) -> Place {
        self.enter(Claim::New, wants)
    }

    /// Waits for a contact that is offered and that nobody has taken: one that came before, or the
    /// next one.
    pub fn take(self: &Arc<Self>, wants: Wants) -> Place {
        let mut ledger = self.lock();
        let here = ledger.arrivals.iter().position(|news| wants(news));
        let here = here.and_then(|at| ledger.arrivals.remove(at));
        // Entered while nothing can come: what came between would be told to nobody.
        Place(match here {
            Some(news) => Ticket::answered(self.clone(), (Claim::Offered, news)),
            None => Ticket::new(self.clone(), ledger.waiting.enter(Claim::Offered, wants)),
        })
    }

    /// Waits for an event that nobody has taken: one that came before, or the next one.
    pub fn take_event(self: &Arc<Self>, wants: Wants) -> Place {
        let mut ledger = self.lock();
        let here = ledger.events.iter().position(|news| wants(news));
        let here = here.and_then(|at| ledger.events.remove(at));
        Place(match here {
            Some(news) => Ticket::answered(self.clone(), (Claim::Event, news)),
            None => Ticket::new(self.clone(), ledger.waiting.enter(Claim::Event, wants)),
        })
    }

    fn enter(self: &Arc<Self>, claim: Claim, wants: Wants) -> Place {
        let entered = self.lock().waiting.enter(claim, wants);
        Place(Ticket::new(self.clone(), entered))
    }

    /// Takes in an event.
    pub fn happened(&self, news: News) {
        self.lock().happened(Arc::new(news));
    }

    /// Takes in what a list tells of a contact: no event, and nobody is told.
    pub fn listed(&self, news: &News) {
        let mut ledger = self.lock();
        ledger.carry(news);
        let known = ledger.known(&news.id);
        if news.state.is_some() {
            known.state.clone_from(&news.state);
        }
    }

    /// Takes in the list of a time when events may have been missed: what is offered in it, and was
    /// neither offered nor there before, has come in the meantime. The first list only tells what
    /// is there already.
    pub fn compare(&self, list: Vec<News>) {
        let renewals = *self.renewed.borrow();
        let mut ledger = self.lock();
        let is_first = ledger.compared.is_none();
        ledger.compared = Some(renewals);
        for news in list.into_iter().filter(|news| !news.agent) {
            let known = ledger.known(&news.id);
            let came = news.state.as_deref() == Some("Incoming") && !known.offered;
            match came && !known.was_there && !is_first {
                true => ledger.happened(Arc::new(news)),
                false => known.was_there = true,
            }
        }
    }

    /// Whether events may have been missed since the last list was compared with them.
    pub fn may_have_missed(&self) -> bool {
        let renewals = *self.renewed.borrow();
        self.lock().compared != Some(renewals)
    }

    /// The last state that a contact was said to be in; `None` for one that was never heard of,
    /// `Some(None)` where its state is not known.
    pub fn state(&self, id: &str) -> Option<Option<Arc<str>>> {
        let ledger = self.lock();
        ledger.contacts.get(id).map(|known| known.state.clone())
    }

    /// Words of the toolbar without anything that call data hold.
    pub fn scrub(&self, words: &str) -> String {
        let ledger = self.lock();
        let mut words = words.to_owned();
        for (_, value) in &ledger.carried {
            words = forms::without(&words, value);
        }
        words
    }

    /// Tells everybody that events may have been missed.
    pub fn renew(&self) {
        for known in self.lock().contacts.values_mut() {
            known.state = None;
        }
        self.renewed.send_modify(|times| *times += 1);
    }

    /// Sees every time that events may have been missed from now on.
    pub fn renewals(&self) -> watch::Receiver<u64> {
        self.renewed.subscribe()
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger {
    fn known(&mut self, id: &str) -> &mut Known {
        if !self.contacts.contains_key(id) {
            let first = self.waiting.number();
            self.order.push_back(id.to_owned());
            if self.order.len() > MOST
                && let Some(oldest) = self.order.pop_front()
            {
                self.contacts.remove(&oldest);
            }
            let known = Known {
                first,
                ..Known::default()
            };
            self.contacts.insert(id.to_owned(), known);
        }
        self.contacts.entry(id.to_owned()).or_default()
    }

    /// Keeps in mind what must not be shown.
    fn carry(&mut self, news: &News) {
        for value in news.carried().into_iter().filter(|value| value.len() > 1) {
            for form in forms::of(&value) {
                if self.carried.len() < MOST {
                    self.carried.insert((Reverse(form.len()), form));
                }
            }
        }
    }

    fn happened(&mut self, news: Arc<News>) {
        self.carry(&news);
        let mut offered = false;
        if !news.agent {
            let known = self.known(&news.id);
            if let Some(state) = &news.state {
                offered = &**state == "Incoming" && !known.offered;
                known.offered = true;
                known.state = Some(state.clone());
            }
        }
        self.tell_all(&news);
        self.tell_new(&news);
        self.tell_or_keep(&news);
        if offered && !self.tell_offered(&news) {
            self.arrivals.push_back(news);
            if self.arrivals.len() > MOST_OFFERED {
                self.arrivals.pop_front();
            }
        } else {
            self.over(&news);
        }
    }

    /// What is over is not offered any more.
    fn over(&mut self, news: &News) {
        if news
            .state
            .as_deref()
            .is_some_and(|state| state != "Incoming")
        {
            self.arrivals.retain(|offered| offered.id != news.id);
        }
    }

    fn tell_all(&mut self, news: &Arc<News>) {
        let ask = |_, wants: &mut Wants| wants(news).then(|| (Claim::Shared, news.clone()));
        self.waiting.tell_all(&Claim::Shared, ask);
    }

    /// A contact is new to those alone who waited before it was first heard of.
    fn tell_new(&mut self, news: &Arc<News>) {
        let Some(known) = self.contacts.get(&news.id).filter(|known| !known.claimed) else {
            return;
        };
        let first = known.first;
        let ask = |number, wants: &mut Wants| {
            (number < first && wants(news)).then(|| (Claim::New, news.clone()))
        };
        if self.waiting.tell_first(&Claim::New, ask) {
            self.known(&news.id).claimed = true;
        }
    }

    /// An event is for one of those who wait for events, or for who asks next.
    fn tell_or_keep(&mut self, news: &Arc<News>) {
        if !self.tell_one(Claim::Event, news) {
            self.events.push_back(news.clone());
            if self.events.len() > MOST_KEPT {
                self.events.pop_front();
            }
        }
    }

    fn tell_one(&mut self, claim: Claim, news: &Arc<News>) -> bool {
        let ask = |_, wants: &mut Wants| wants(news).then(|| (claim, news.clone()));
        self.waiting.tell_first(&claim, ask)
    }

    fn tell_offered(&mut self, news: &Arc<News>) -> bool {
        self.tell_one(Claim::Offered, news)
    }
}

impl Desk for Hub {
    type Told = Told;

    fn leave(&self, number: u64, untaken: Option<Told>) {
        let mut ledger = self.lock();
        ledger.waiting.leave(number);
        // What was handed over and never looked at is there for the next one.
        match untaken {
            Some((Claim::Offered, news)) if !ledger.tell_offered(&news) => {
                ledger.arrivals.push_front(news);
            }
            Some((Claim::Event, news)) if !ledger.tell_one(Claim::Event, &news) => {
                ledger.events.push_front(news);
            }
            _ => {}
        }
    }
}

impl Place {
    /// What is told, when it is.
    pub async fn told(&mut self) -> Arc<News> {
        match self.0.told().await {
            Some((_, news)) => news,
            None => std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests;
