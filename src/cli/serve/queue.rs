//! What has arrived and has not started its flows yet: while the limit of open runs is reached it waits here,
//! and what comes is still heard.

use crate::catalogue::Thing;
use crate::value::{Record, Value};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;
use tokio::time::Instant;

/// So many wait at most.
const MOST: usize = 1_000;

/// Something that has arrived.
pub struct Arrived {
    pub at: Instant,
    pub system: Arc<str>,
    pub thing: Arc<Thing>,
    pub outputs: Record,
}

impl Arrived {
    /// Which one it is: the first output of the type of its id.
    pub fn id(&self) -> Option<String> {
        let mut outputs = self.thing.outputs.iter();
        let id = outputs.find(|output| output.kind == self.thing.id)?;
        let id = self.outputs.get(&id.name)?;
        (*id != Value::Nothing).then(|| id.to_string())
    }
}

/// Those that wait, the first first.
#[derive(Default)]
pub struct Queue {
    waiting: Mutex<VecDeque<Arrived>>,
    came: Notify,
}

impl Queue {
    /// One more; it comes back where too many wait.
    pub fn push(&self, arrived: Arrived) -> Result<(), Box<Arrived>> {
        let mut waiting = self.waiting();
        if waiting.len() >= MOST {
            return Err(Box::new(arrived));
        }
        waiting.push_back(arrived);
        drop(waiting);
        self.came.notify_one();
        Ok(())
    }

    /// The next one.
    pub async fn next(&self) -> Arrived {
        loop {
            let came = self.came.notified();
            if let Some(arrived) = self.waiting().pop_front() {
                return arrived;
            }
            came.await;
        }
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.waiting().len()
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Arrived>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    fn arrived(id: &str) -> Arrived {
        let entry = Catalogue::builtin().system("cxone").expect("a system");
        Arrived {
            at: Instant::now(),
            system: "cxone".into(),
            thing: entry.thing("contact").expect("a thing").clone(),
            outputs: Record::from_iter([("ContactId".into(), Value::text(id))]),
        }
    }

    #[tokio::test]
    async fn the_first_comes_first_and_what_is_too_much_comes_back() {
        let queue = Queue::default();
        for number in 0..MOST {
            assert!(queue.push(arrived(&number.to_string())).is_ok());
        }
        let back = queue.push(arrived("late")).expect_err("there is no room");
        assert_eq!(back.id().as_deref(), Some("late"));
        assert_eq!(queue.next().await.id().as_deref(), Some("0"));
        assert!(queue.push(arrived("late")).is_ok());
        assert_eq!(queue.len(), MOST);
    }

    #[tokio::test]
    async fn who_waits_is_told_of_what_comes() {
        let queue = Arc::new(Queue::default());
        let waits = tokio::spawn({
            let queue = queue.clone();
            async move { queue.next().await.id() }
        });
        tokio::task::yield_now().await;
        assert!(queue.push(arrived("7")).is_ok());
        assert_eq!(waits.await.unwrap().as_deref(), Some("7"));
    }
}
