//! Lists that show whether something has come about. Whoever looks at the same list shares each
//! look at it.

use super::listing::{self, Listing};
use super::refusal::Refusal;
use super::wire::Wire;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::sleep;

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
    lists: Mutex<HashMap<String, Vec<Looker>>>,
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
            Some(lookers) => {
                lookers.push(looker);
                false
            }
            None => {
                lists.insert(list.path.clone(), vec![looker]);
                true
            }
        }
    }

    async fn watch(self: Arc<Self>, list: Listing) {
        let mut pause = self.every;
        while let Some((looking, narrow)) = self.lookers(&list) {
            let seen = listing::read(
                &self.wire,
                narrow.as_ref().unwrap_or(&list),
                &mut Vec::new(),
            )
            .await;
            let news = match seen {
                Ok(items) => self.show(&list, looking, &items),
                Err(refusal) => self.fail(&list, &refusal, &mut pause),
            };
            pause = if news {
                self.every
            } else {
                (pause * 2).min(SLOWEST.max(self.every))
            };
            sleep(if news { self.every } else { pause }).await;
        }
    }

    /// How many look, and the narrow list of the one who does; nothing, and the end, when nobody
    /// does.
    fn lookers(&self, list: &Listing) -> Option<(usize, Option<Listing>)> {
        let mut lists = self.lock();
        let lookers = lists.get_mut(&list.path)?;
        lookers.retain(|looker| !looker.tell.is_closed());
        match lookers.as_slice() {
            [] => {
                lists.remove(&list.path);
                None
            }
            [alone] => Some((1, Some(alone.narrow.clone()))),
            many => Some((many.len(), None)),
        }
    }

    /// Shows a list to those who looked before it was asked for. Says whether that was news.
    fn show(&self, list: &Listing, looking: usize, items: &[Json]) -> bool {
        let mut lists = self.lock();
        let Some(lookers) = lists.get_mut(&list.path) else {
            return false;
        };
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

    /// What may pass is waited for; everything else ends the looking.
    fn fail(&self, list: &Listing, refusal: &Refusal, pause: &mut Duration) -> bool {
        if matches!(refusal.outcome, "Unavailable" | "Throttled") {
            let asked = refusal
                .retry_after
                .and_then(|wait| Duration::try_from(wait).ok());
            *pause = (*pause).max(asked.unwrap_or_default());
            return false;
        }
        for looker in self.lock().remove(&list.path).unwrap_or_default() {
            drop(looker.tell.send(Err(refusal.clone())));
        }
        false
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Looker>>> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Looker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.narrow.path)
    }
}
