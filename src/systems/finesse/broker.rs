//! Where events come together with those who wait for them.

mod handles;
mod known;
mod waiters;

pub(super) use known::{CutOff, Known};
pub(super) use waiters::{Judge, Notice, Ticket, Wish};

use super::model::{Dialog, Update, User};
use crate::systems::net::waiting::{self, Desk};
use known::{Changes, TOGETHER};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::time::{Instant, sleep};
use waiters::{Given, Waiters, ask};

/// What a connection knows, and who waits to know more.
pub(super) struct EventBroker {
    state: Mutex<State>,
}

struct State {
    known: Known,
    waiters: Waiters,
    /// Dialogs that have just gone, and those that went one look before.
    going: Vec<String>,
    settled: Vec<String>,
    settling: bool,
}

impl EventBroker {
    pub fn of(user: &str) -> Arc<Self> {
        let state = State {
            known: Known::of(user),
            waiters: Waiters::default(),
            going: Vec::new(),
            settled: Vec::new(),
            settling: false,
        };
        Arc::new(Self {
            state: Mutex::new(state),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at what is known.
    pub fn look<T>(&self, at: impl FnOnce(&Known) -> T) -> T {
        at(&self.lock().known)
    }

    /// Waits for something. The judge is asked at once, as if everything had just been read, and
    /// nothing is missed between that and the first event.
    pub fn wait(self: &Arc<Self>, wish: Wish, mut judge: Judge) -> Ticket {
        let mut state = self.lock();
        let wish = match wish {
            Wish::Dialog(id) => Wish::Dialog(state.known.now(&id).to_owned()),
            wish => wish,
        };
        let at = Instant::now();
        let first = match wish {
            Wish::Arrival => state
                .known
                .arrive(|known, dialog| ask(known, Notice::Arrived(dialog), at)(0, &mut judge)),
            Wish::Updates => None,
            Wish::Dialog(_) | Wish::User(_) => {
                ask(&state.known, Notice::Rebuilt, at)(0, &mut judge)
            }
        };
        Ticket(match first {
            Some(given) => waiting::Ticket::answered(self.clone(), given),
            None => waiting::Ticket::new(self.clone(), state.waiters.enter(wish, judge)),
        })
    }

    /// Takes in an event, and tells whom it concerns. Whether it told of something that cannot be
    /// taken in as it is, so that reading anew is worth it.
    pub fn apply(self: &Arc<Self>, update: &Update, at: Instant) -> bool {
        let mut state = self.lock();
        state.notify(&Wish::Updates, Notice::Update(update), at);
        let changes = state.known.apply(update, at);
        state.tell(&changes, at);
        drop(state);
        self.settle_later(changes.went);
        changes.doubtful
    }

    /// Something has come that nobody vouches for: who waits may want to look.
    pub fn hint(&self) {
        self.lock()
            .notify(&Wish::Updates, Notice::Hint, Instant::now());
    }

    /// Takes in what was read anew.
    pub fn rebuild(self: &Arc<Self>, user: User, dialogs: &[Dialog]) {
        let at = Instant::now();
        let mut state = self.lock();
        let changes = state.known.rebuild(user, dialogs);
        state.tell(&changes, at);
        state.tell_everybody(Notice::Rebuilt, at);
        drop(state);
        self.settle_later(changes.went);
    }

    /// What Finesse has done because the connection was lost is dealt with.
    pub fn mended(&self) {
        self.lock().known.mended();
    }

    /// Takes in a user that was read.
    pub fn put_user(&self, user: &User) {
        let at = Instant::now();
        let mut state = self.lock();
        let changes = state.known.put_user(user);
        state.tell(&changes, at);
    }

    /// A dialog that went may come back under another id; when it has not, it is over.
    fn settle_later(self: &Arc<Self>, went: Vec<String>) {
        if went.is_empty() {
            return;
        }
        let mut state = self.lock();
        state.going.extend(went);
        // One task for all of them, however many go: a stream can tell of thousands a second.
        if !std::mem::replace(&mut state.settling, true) {
            let broker = self.clone();
            tokio::spawn(async move { broker.settle_all().await });
        }
    }

    async fn settle_all(self: Arc<Self>) {
        loop {
            sleep(TOGETHER).await;
            let went = {
                let mut state = self.lock();
                let went = std::mem::take(&mut state.settled);
                state.settled = std::mem::take(&mut state.going);
                if went.is_empty() && state.settled.is_empty() {
                    state.settling = false;
                    return;
                }
                went
            };
            self.settle(&went);
        }
    }

    fn settle(&self, went: &[String]) {
        let mut state = self.lock();
        for id in went {
            if state.known.dialog(id).is_none() {
                let wish = Wish::Dialog(id.clone());
                state.notify(&wish, Notice::Gone, Instant::now());
            }
        }
        state.known.forget();
    }
}

impl State {
    fn notify(&mut self, wish: &Wish, notice: Notice<'_>, at: Instant) {
        self.waiters.tell_all(wish, ask(&self.known, notice, at));
    }

    fn tell_everybody(&mut self, notice: Notice<'_>, at: Instant) {
        let mut ask = ask(&self.known, notice, at);
        for number in self.waiters.all() {
            self.waiters.tell(number, &mut ask);
        }
    }

    fn tell(&mut self, changes: &Changes, at: Instant) {
        for (gone, stays) in &changes.joined {
            let (gone, stays_as) = (Wish::Dialog(gone.clone()), Wish::Dialog(stays.clone()));
            self.waiters.rename(&gone, &stays_as);
            self.notify(&stays_as, Notice::Dialog(stays), at);
        }
        for id in &changes.dialogs {
            self.notify(&Wish::Dialog(id.clone()), Notice::Dialog(id), at);
        }
        for id in &changes.users {
            self.notify(&Wish::User(id.clone()), Notice::User, at);
        }
        self.hand_out(at);
    }

    /// Gives what has arrived to those who wait for it, the first to the first.
    fn hand_out(&mut self, at: Instant) {
        for number in self.waiters.numbers(&Wish::Arrival) {
            let Self { known, waiters, .. } = self;
            let taken = known.arrive(|known, dialog| {
                let mut ask = ask(known, Notice::Arrived(dialog), at);
                waiters.tell(number, &mut ask).then_some(())
            });
            if taken.is_none() && known.nothing_arrived() {
                return;
            }
        }
    }
}

impl Desk for EventBroker {
    type Told = Given;

    fn leave(&self, number: u64, untaken: Option<Given>) {
        let mut state = self.lock();
        state.waiters.leave(number);
        // Who was given a dialog and went without looking at it leaves it to the next.
        if let Some(id) = untaken.and_then(|given| given.arrival) {
            state.known.give_back(&id);
            state.hand_out(Instant::now());
        }
    }
}

impl fmt::Debug for EventBroker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventBroker")
    }
}

#[cfg(test)]
mod tests;
