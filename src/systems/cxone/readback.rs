//! Lists that show whether something has come about. Whoever looks at the same list shares each
//! look at it.

use super::listing::{self, Listing};
use super::refusal::Refusal;
use super::rows::Rows;
use super::wire::Wire;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep_until};

/// Says what a list shows: nothing yet, or what was looked for.
pub(super) type RowJudge = Box<dyn Fn(&Rows<'_>) -> Option<Seen> + Send>;

/// What a list showed, in the words of whoever judged it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Seen {
    /// What was looked for.
    Reached,
    /// That it cannot come any more: the contact is over.
    Over,
    /// What may be what was looked for.
    Rows(Vec<Json>),
}

/// How soon and how often somebody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// After a write, which takes a moment to show: after 1, 2, 3, 3 … of the usual pauses.
    AfterWrite,
    /// Until something happens, which may be so already: at once, then after 1, 2, 2 … of them.
    Waiting,
}

impl Pace {
    fn pause(self, looked: u32, every: Duration) -> Duration {
        every
            * match self {
                Self::AfterWrite => (looked + 1).min(3),
                Self::Waiting => looked.min(2),
            }
    }
}

/// The lists that are being looked at.
#[derive(Debug)]
pub(super) struct ReadBacks {
    every: Duration,
    lists: Mutex<HashMap<Key, Queue>>,
    /// Why the last look at any list showed nothing.
    trouble: Mutex<Option<String>>,
}

/// A list, as one set of credentials sees it.
type Key = (usize, String);

/// A list that is looked at.
#[derive(Clone)]
struct Place {
    key: Key,
    wire: Arc<Wire>,
    list: Listing,
}

/// Those who look at a list.
#[derive(Debug)]
struct Queue {
    lookers: Vec<Looker>,
    /// Somebody has come.
    news: Arc<Notify>,
}

struct Looker {
    /// A list of its own to look at, when nobody else looks.
    narrow: Listing,
    judge: RowJudge,
    pace: Pace,
    looked: u32,
    due: Instant,
    tell: oneshot::Sender<Result<Seen, Refusal>>,
}

/// What is looked for, and how.
pub(super) struct Search {
    pub list: Listing,
    /// The list that shows this one alone.
    pub narrow: Listing,
    pub judge: RowJudge,
    pub pace: Pace,
}

/// When the next look is due.
struct Next {
    due: Instant,
    news: Arc<Notify>,
}

fn may_pass(refusal: &Refusal) -> bool {
    matches!(refusal.outcome, "Unavailable" | "Throttled")
}

impl ReadBacks {
    pub(super) fn new(every: Duration) -> Arc<Self> {
        Arc::new(Self {
            every,
            lists: Mutex::default(),
            trouble: Mutex::default(),
        })
    }

    /// Why the last look showed nothing, where it is tried again.
    pub(super) fn trouble(&self) -> Option<String> {
        let trouble = self.trouble.lock();
        trouble.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The usual pause between two looks.
    pub(super) fn every(&self) -> Duration {
        self.every
    }

    /// Looks until the judge is content. `Err` where looking is no use.
    pub(super) async fn look(
        self: &Arc<Self>,
        wire: &Arc<Wire>,
        search: Search,
    ) -> Result<Seen, Refusal> {
        let (tell, told) = oneshot::channel();
        let place = Place {
            key: (
                Arc::as_ptr(wire) as usize,
                format!("{}?{}", search.list.path, search.list.query),
            ),
            wire: wire.clone(),
            list: search.list,
        };
        let looker = Looker {
            narrow: search.narrow,
            judge: search.judge,
            pace: search.pace,
            looked: 0,
            due: Instant::now() + search.pace.pause(0, self.every),
            tell,
        };
        if self.enter(&place.key, looker) {
            tokio::spawn(self.clone().watch(place));
        }
        told.await
            .unwrap_or_else(|_| Err(Refusal::new("Unavailable", "the connection was closed")))
    }

    /// Says whether nobody looks at this list yet.
    fn enter(&self, key: &Key, looker: Looker) -> bool {
        let mut lists = self.lock();
        match lists.get_mut(key) {
            Some(queue) => {
                queue.lookers.push(looker);
                queue.news.notify_one();
                false
            }
            None => {
                let queue = Queue {
                    lookers: vec![looker],
                    news: Arc::default(),
                };
                lists.insert(key.clone(), queue);
                true
            }
        }
    }

    async fn watch(self: Arc<Self>, place: Place) {
        let mut earliest = Instant::now();
        while let Some(next) = self.next(&place.key) {
            tokio::select! {
                () = sleep_until(next.due.max(earliest)) => {}
                () = next.news.notified() => continue,
            }
            let (looking, narrow) = self.round(&place.key);
            if looking == 0 {
                continue;
            }
            let list = narrow.as_ref().unwrap_or(&place.list);
            let seen = listing::read(&place.wire, list, &mut Vec::new()).await;
            earliest = Instant::now();
            let trouble = seen.as_ref().err().map(|refusal| refusal.reason.clone());
            *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
            match seen {
                Ok(items) => self.show(&place.key, looking, &items),
                Err(refusal) if may_pass(&refusal) => {
                    let asked = refusal.retry_after.map(Duration::try_from);
                    earliest += asked.and_then(Result::ok).unwrap_or_default();
                    self.postpone(&place.key, looking);
                }
                Err(refusal) => return self.give_up(&place.key, &refusal),
            }
        }
    }

    /// When the next look is due; nothing, and the end, when nobody looks any more.
    fn next(&self, key: &Key) -> Option<Next> {
        let mut lists = self.lock();
        let queue = lists.get_mut(key)?;
        queue.lookers.retain(|looker| !looker.tell.is_closed());
        let Some(due) = queue.lookers.iter().map(|looker| looker.due).min() else {
            lists.remove(key);
            return None;
        };
        Some(Next {
            due,
            news: queue.news.clone(),
        })
    }

    /// How many a look is for: those who come while it is under way have to wait for the next.
    fn round(&self, key: &Key) -> (usize, Option<Listing>) {
        let mut lists = self.lock();
        let Some(queue) = lists.get_mut(key) else {
            return (0, None);
        };
        queue.lookers.retain(|looker| !looker.tell.is_closed());
        match queue.lookers.as_slice() {
            [alone] => (1, Some(alone.narrow.clone())),
            all => (all.len(), None),
        }
    }

    /// Shows a list to those who looked before it was asked for.
    fn show(&self, key: &Key, looking: usize, items: &[Json]) {
        let now = Instant::now();
        let mut lists = self.lock();
        let Some(queue) = lists.get_mut(key) else {
            return;
        };
        let rows = Rows::new(items);
        let lookers = &mut queue.lookers;
        let later = lookers.split_off(looking.min(lookers.len()));
        for mut looker in std::mem::take(lookers) {
            match (looker.judge)(&rows) {
                Some(seen) => drop(looker.tell.send(Ok(seen))),
                None => {
                    looker.again(now, self.every);
                    lookers.push(looker);
                }
            }
        }
        lookers.extend(later);
    }

    /// Nothing could be seen, which says nothing: they look again later.
    fn postpone(&self, key: &Key, looking: usize) {
        let now = Instant::now();
        let mut lists = self.lock();
        if let Some(queue) = lists.get_mut(key) {
            for looker in queue.lookers.iter_mut().take(looking) {
                looker.again(now, self.every);
            }
        }
    }

    /// Tells everybody that looking is no use.
    fn give_up(&self, key: &Key, refusal: &Refusal) {
        let queue = self.lock().remove(key);
        for looker in queue.into_iter().flat_map(|queue| queue.lookers) {
            drop(looker.tell.send(Err(refusal.clone())));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Queue>> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Looker {
    fn again(&mut self, now: Instant, every: Duration) {
        self.looked += 1;
        self.due = now + self.pace.pause(self.looked, every).max(every / 2);
    }
}

impl std::fmt::Debug for Looker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.narrow.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_is_looked_for_after_1_2_and_3_pauses() {
        let every = Duration::from_secs(1);
        let pauses = |pace: Pace| -> Vec<u64> {
            (0..5)
                .map(|looked| pace.pause(looked, every).as_secs())
                .collect()
        };
        assert_eq!(pauses(Pace::AfterWrite), [1, 2, 3, 3, 3]);
        assert_eq!(pauses(Pace::Waiting), [0, 1, 2, 2, 2]);
    }
}
