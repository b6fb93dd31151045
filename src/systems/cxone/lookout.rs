//! Lists that show whether something has come about. Whoever looks at the same list shares each
//! look at it.

use super::listing::{self, Listing};
use super::refusal::Refusal;
use super::wire::Wire;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep, sleep_until};

/// The longest time between two looks.
const SLOWEST: Duration = Duration::from_secs(2);

/// Says what the whole list shows: nothing yet, or what was looked for.
pub(super) type Judge = Box<dyn Fn(&[Json]) -> Option<Shown> + Send>;

/// What a list showed, in the words of whoever judged it.
pub(super) type Shown = &'static str;

/// The lists that are being looked at.
#[derive(Debug)]
pub(super) struct Lookouts {
    wire: Arc<Wire>,
    every: Duration,
    lists: Mutex<HashMap<String, Queue>>,
}

/// Those who look at a list.
#[derive(Debug)]
struct Queue {
    lookers: Vec<Looker>,
    /// Somebody has come.
    news: Arc<Notify>,
}

/// One look.
struct Round {
    /// How many it is for: those who come while it is under way have to wait for the next.
    lookers: usize,
    narrow: Option<Listing>,
    news: Arc<Notify>,
}

fn may_pass(refusal: &Refusal) -> bool {
    matches!(refusal.outcome, "Unavailable" | "Throttled")
}

struct Looker {
    /// A list of its own to look at, when nobody else looks.
    narrow: Listing,
    judge: Judge,
    tell: oneshot::Sender<Result<Shown, Refusal>>,
}

impl Lookouts {
    pub(super) fn new(wire: Arc<Wire>, every: Duration) -> Arc<Self> {
        Arc::new(Self {
            wire,
            every,
            lists: Mutex::default(),
        })
    }

    /// Looks until the judge is content. `Err` where looking is no use.
    pub(super) async fn look(
        self: &Arc<Self>,
        list: &Listing,
        narrow: Listing,
        judge: Judge,
    ) -> Result<Shown, Refusal> {
        let (tell, told) = oneshot::channel();
        let looker = Looker {
            narrow,
            judge,
            tell,
        };
        if self.enter(list, looker) {
            tokio::spawn(self.clone().watch(list.clone()));
        }
        told.await
            .unwrap_or_else(|_| Err(Refusal::new("Unavailable", "the connection was closed")))
    }

    /// Says whether nobody looks at this list yet.
    fn enter(&self, list: &Listing, looker: Looker) -> bool {
        let mut lists = self.lock();
        match lists.get_mut(&list.path) {
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
                lists.insert(list.path.clone(), queue);
                true
            }
        }
    }

    async fn watch(self: Arc<Self>, list: Listing) {
        let mut pause = self.every;
        while let Some(round) = self.round(&list) {
            let look = round.narrow.as_ref().unwrap_or(&list);
            let seen = listing::read(&self.wire, look, &mut Vec::new()).await;
            let earliest = Instant::now() + self.every;
            match seen {
                Ok(items) if self.show(&list, round.lookers, &items) => pause = self.every,
                Ok(_) => {}
                Err(refusal) if may_pass(&refusal) => {
                    let asked = refusal.retry_after.map(Duration::try_from);
                    sleep(asked.and_then(Result::ok).unwrap_or_default()).await;
                }
                Err(refusal) => return self.give_up(&list, &refusal),
            }
            tokio::select! {
                () = sleep(pause) => pause = (pause * 2).min(SLOWEST.max(self.every)),
                () = round.news.notified() => pause = self.every,
            }
            sleep_until(earliest).await;
        }
    }

    /// Who looks now; nothing, and the end, when nobody does.
    fn round(&self, list: &Listing) -> Option<Round> {
        let mut lists = self.lock();
        let queue = lists.get_mut(&list.path)?;
        queue.lookers.retain(|looker| !looker.tell.is_closed());
        let narrow = match queue.lookers.as_slice() {
            [] => {
                lists.remove(&list.path);
                return None;
            }
            [alone] => Some(alone.narrow.clone()),
            _ => None,
        };
        Some(Round {
            lookers: queue.lookers.len(),
            narrow,
            news: queue.news.clone(),
        })
    }

    /// Shows a list to those who looked before it was asked for. Says whether that was news.
    fn show(&self, list: &Listing, looking: usize, items: &[Json]) -> bool {
        let mut lists = self.lock();
        let Some(queue) = lists.get_mut(&list.path) else {
            return false;
        };
        let lookers = &mut queue.lookers;
        let later = lookers.split_off(looking.min(lookers.len()));
        let before = lookers.len();
        for looker in std::mem::take(lookers) {
            match (looker.judge)(items) {
                Some(shown) => drop(looker.tell.send(Ok(shown))),
                None => lookers.push(looker),
            }
        }
        let news = lookers.len() < before || !later.is_empty();
        lookers.extend(later);
        news
    }

    /// Tells everybody that looking is no use.
    fn give_up(&self, list: &Listing, refusal: &Refusal) {
        let queue = self.lock().remove(&list.path);
        for looker in queue.into_iter().flat_map(|queue| queue.lookers) {
            drop(looker.tell.send(Err(refusal.clone())));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Queue>> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Looker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.narrow.path)
    }
}
