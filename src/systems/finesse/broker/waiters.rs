//! Who waits for what: found by dialog and by user, without looking at the others.

use super::super::model::{Dialog, Update};
use super::known::Known;
use crate::run::effect::Answer;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tokio::sync::oneshot;
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
#[derive(Clone, PartialEq, Eq, Debug)]
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

struct Waiter {
    wish: Wish,
    judge: Judge,
    told: oneshot::Sender<Told>,
}

/// Everybody who waits, in the order of their coming.
#[derive(Default)]
pub(super) struct Waiters {
    count: u64,
    all: BTreeMap<u64, Waiter>,
    updates: BTreeSet<u64>,
    arrivals: BTreeSet<u64>,
    dialogs: HashMap<String, BTreeSet<u64>>,
    users: HashMap<String, BTreeSet<u64>>,
}

impl Waiters {
    pub fn add(&mut self, wish: Wish, judge: Judge, told: oneshot::Sender<Told>) -> u64 {
        self.count += 1;
        let id = self.count;
        self.index(&wish, |ids| {
            ids.insert(id);
        });
        self.all.insert(id, Waiter { wish, judge, told });
        id
    }

    fn index(&mut self, wish: &Wish, change: impl FnOnce(&mut BTreeSet<u64>)) {
        match wish {
            Wish::Updates => change(&mut self.updates),
            Wish::Arrival => change(&mut self.arrivals),
            Wish::Dialog(id) => change(self.dialogs.entry(id.clone()).or_default()),
            Wish::User(id) => change(self.users.entry(id.clone()).or_default()),
        }
    }

    pub fn remove(&mut self, id: u64) -> Option<oneshot::Sender<Told>> {
        let waiter = self.all.remove(&id)?;
        self.index(&waiter.wish, |ids| {
            ids.remove(&id);
        });
        match &waiter.wish {
            Wish::Dialog(dialog) => drop_empty(&mut self.dialogs, dialog),
            Wish::User(user) => drop_empty(&mut self.users, user),
            Wish::Updates | Wish::Arrival => {}
        }
        Some(waiter.told)
    }

    /// Whoever waits for one dialog waits for the other from now on.
    pub fn join(&mut self, gone: &str, stays: &str) {
        let moved = self.dialogs.remove(gone).unwrap_or_default();
        for id in &moved {
            if let Some(waiter) = self.all.get_mut(id) {
                waiter.wish = Wish::Dialog(stays.to_owned());
            }
        }
        if !moved.is_empty() {
            let there = self.dialogs.entry(stays.to_owned()).or_default();
            there.extend(moved);
        }
    }

    /// Those who have this wish.
    pub fn with(&self, wish: &Wish) -> Vec<u64> {
        let ids = match wish {
            Wish::Updates => Some(&self.updates),
            Wish::Arrival => Some(&self.arrivals),
            Wish::Dialog(id) => self.dialogs.get(id),
            Wish::User(id) => self.users.get(id),
        };
        ids.into_iter().flatten().copied().collect()
    }

    pub fn all(&self) -> Vec<u64> {
        self.all.keys().copied().collect()
    }

    /// Tells one; who has an answer then waits no more. Whether it had one.
    pub fn tell(&mut self, id: u64, known: &Known, notice: Notice<'_>, at: Instant) -> bool {
        let waiter = self.all.get_mut(&id);
        let answer = waiter.and_then(|waiter| (waiter.judge)(known, notice));
        let Some(answer) = answer else {
            return false;
        };
        let told = self.remove(id);
        // Nobody may be there any more: then nobody needs it.
        told.is_some_and(|told| told.send((answer, at)).is_ok())
    }
}

fn drop_empty(index: &mut HashMap<String, BTreeSet<u64>>, key: &str) {
    if index.get(key).is_some_and(BTreeSet::is_empty) {
        index.remove(key);
    }
}
