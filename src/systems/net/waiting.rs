//! Waiting for an event that a judge accepts: one queue for every system, left on drop.
//!
//! A broker keeps a [`WaitingList`] under its own lock and hands out [`Ticket`]s. What an event is,
//! under which key somebody waits and what a judge looks at is the broker's own business.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use tokio::sync::oneshot;

/// Those who wait, found by key without looking at the others, in the order in which they came.
#[derive(Debug)]
pub(crate) struct WaitingList<K, J, T> {
    count: u64,
    waiters: HashMap<u64, Waiter<K, J, T>>,
    /// Numbers only grow, so that each list is in order by itself.
    by_key: HashMap<K, Vec<u64>>,
}

#[derive(Debug)]
struct Waiter<K, J, T> {
    key: K,
    judge: J,
    tell: oneshot::Sender<T>,
}

impl<K, J, T> Default for WaitingList<K, J, T> {
    fn default() -> Self {
        Self {
            count: 0,
            waiters: HashMap::new(),
            by_key: HashMap::new(),
        }
    }
}

impl<K: Clone + Eq + Hash, J, T> WaitingList<K, J, T> {
    /// A number after all that were given so far: a broker counts what it knows of in the same
    /// order, and so tells what came before somebody waited from what came after.
    pub fn number(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Waits under a key: the waiter's number, and where it is told.
    pub fn enter(&mut self, key: K, judge: J) -> (u64, oneshot::Receiver<T>) {
        let number = self.number();
        let (tell, told) = oneshot::channel();
        self.by_key.entry(key.clone()).or_default().push(number);
        self.waiters.insert(number, Waiter { key, judge, tell });
        (number, told)
    }

    /// Asks everybody under a key. Who gets an answer is told it, and waits no more; says how many
    /// were.
    pub fn tell_all(&mut self, key: &K, mut ask: impl FnMut(u64, &mut J) -> Option<T>) -> usize {
        let mut told = 0;
        for number in self.numbers(key) {
            told += usize::from(self.tell(number, &mut ask));
        }
        told
    }

    /// Asks one after the other under a key until somebody who is still there takes it; says
    /// whether anybody did.
    pub fn tell_first(&mut self, key: &K, mut ask: impl FnMut(u64, &mut J) -> Option<T>) -> bool {
        let numbers = self.numbers(key);
        numbers
            .into_iter()
            .any(|number| self.tell(number, &mut ask))
    }

    /// Asks one; says whether it was told.
    pub fn tell(&mut self, number: u64, ask: &mut impl FnMut(u64, &mut J) -> Option<T>) -> bool {
        let Some(waiter) = self.waiters.get_mut(&number) else {
            return false;
        };
        // Who has gone and is not yet struck off must not use up what only one may have.
        if waiter.tell.is_closed() {
            return false;
        }
        let Some(answer) = ask(number, &mut waiter.judge) else {
            return false;
        };
        let waiter = self.remove(number);
        waiter.is_some_and(|waiter| waiter.tell.send(answer).is_ok())
    }

    /// Those who wait under a key, in order.
    pub fn numbers(&self, key: &K) -> Vec<u64> {
        self.by_key.get(key).cloned().unwrap_or_default()
    }

    /// Everybody who waits, in order.
    pub fn all(&self) -> Vec<u64> {
        let mut all: Vec<u64> = self.waiters.keys().copied().collect();
        all.sort_unstable();
        all
    }

    /// Whoever waits under one key waits under the other from now on.
    pub fn rename(&mut self, from: &K, to: &K) {
        let Some(moved) = self.by_key.remove(from) else {
            return;
        };
        for number in &moved {
            if let Some(waiter) = self.waiters.get_mut(number) {
                waiter.key = to.clone();
            }
        }
        let there = self.by_key.entry(to.clone()).or_default();
        there.extend(moved);
        there.sort_unstable();
    }

    /// Tells everybody, and is empty.
    pub fn close(&mut self, tell: impl Fn() -> T) {
        self.by_key.clear();
        for (_, waiter) in self.waiters.drain() {
            drop(waiter.tell.send(tell()));
        }
    }

    /// Strikes somebody off.
    pub fn leave(&mut self, number: u64) {
        self.remove(number);
    }

    /// How many wait.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.waiters.len()
    }

    fn remove(&mut self, number: u64) -> Option<Waiter<K, J, T>> {
        let waiter = self.waiters.remove(&number)?;
        if let Some(numbers) = self.by_key.get_mut(&waiter.key) {
            // They are in order, and thousands may wait under one key.
            if let Ok(at) = numbers.binary_search(&number) {
                numbers.remove(at);
            }
            if numbers.is_empty() {
                self.by_key.remove(&waiter.key);
            }
        }
        Some(waiter)
    }
}

/// Who hands out tickets: a broker of events.
pub(crate) trait Desk: Send + Sync {
    /// What somebody who waits is told.
    type Told: Send;

    /// A ticket was dropped while it waited. `untaken` is what had been told meanwhile and nobody
    /// looked at: what only one may have is to be handed to the next.
    fn leave(&self, number: u64, untaken: Option<Self::Told>);
}

/// A place among those who wait; it is given up when this is dropped.
#[derive(Debug)]
pub(crate) struct Ticket<D: Desk> {
    desk: Arc<D>,
    number: u64,
    told: oneshot::Receiver<D::Told>,
    waits: bool,
}

impl<D: Desk> Ticket<D> {
    pub fn new(desk: Arc<D>, (number, told): (u64, oneshot::Receiver<D::Told>)) -> Self {
        Self {
            desk,
            number,
            told,
            waits: true,
        }
    }

    /// A ticket whose answer is there already.
    pub fn answered(desk: Arc<D>, answer: D::Told) -> Self {
        let (tell, told) = oneshot::channel();
        drop(tell.send(answer));
        Self::new(desk, (0, told))
    }

    /// What is told, when it is; nothing where the desk closed without a word.
    pub async fn told(&mut self) -> Option<D::Told> {
        let told = (&mut self.told).await;
        self.waits = false;
        told.ok()
    }
}

impl<D: Desk> Drop for Ticket<D> {
    fn drop(&mut self) {
        if self.waits {
            // Closed first: what is told from here on fails, and is handed to the next by the desk.
            self.told.close();
            let untaken = self.told.try_recv().ok();
            self.desk.leave(self.number, untaken);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    type List = WaitingList<&'static str, fn(u32) -> bool, u32>;

    #[derive(Default)]
    struct Counter {
        list: Mutex<List>,
        back: Mutex<Vec<u32>>,
    }

    impl Desk for Counter {
        type Told = u32;

        fn leave(&self, number: u64, untaken: Option<u32>) {
            self.list.lock().unwrap().leave(number);
            self.back.lock().unwrap().extend(untaken);
        }
    }

    fn wait(desk: &Arc<Counter>, key: &'static str, judge: fn(u32) -> bool) -> Ticket<Counter> {
        let entered = desk.list.lock().unwrap().enter(key, judge);
        Ticket::new(desk.clone(), entered)
    }

    fn all(desk: &Counter, key: &'static str, event: u32) -> usize {
        let ask = |_, judge: &mut fn(u32) -> bool| judge(event).then_some(event);
        desk.list.lock().unwrap().tell_all(&key, ask)
    }

    fn first(desk: &Counter, key: &'static str, event: u32) -> bool {
        let ask = |_, judge: &mut fn(u32) -> bool| judge(event).then_some(event);
        desk.list.lock().unwrap().tell_first(&key, ask)
    }

    #[tokio::test]
    async fn everybody_whose_judge_agrees_is_told_and_the_others_go_on_waiting() {
        let desk: Arc<Counter> = Arc::default();
        let mut even = wait(&desk, "a", |event| event % 2 == 0);
        let mut any = wait(&desk, "a", |_| true);
        let _other = wait(&desk, "b", |_| true);
        assert_eq!(all(&desk, "a", 3), 1);
        assert_eq!(any.told().await, Some(3));
        assert_eq!(all(&desk, "a", 4), 1);
        assert_eq!(even.told().await, Some(4));
        assert_eq!(desk.list.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_only_one_may_have_goes_to_the_first_who_is_still_there() {
        let desk: Arc<Counter> = Arc::default();
        drop(wait(&desk, "a", |_| true));
        let mut second = wait(&desk, "a", |_| true);
        let _third = wait(&desk, "a", |_| true);
        assert!(first(&desk, "a", 1));
        assert_eq!(second.told().await, Some(1));
        assert_eq!(desk.list.lock().unwrap().len(), 1);
    }

    #[test]
    fn what_was_told_and_never_looked_at_comes_back() {
        let desk: Arc<Counter> = Arc::default();
        let ticket = wait(&desk, "a", |_| true);
        assert!(first(&desk, "a", 7));
        drop(ticket);
        assert_eq!(*desk.back.lock().unwrap(), [7]);
    }

    #[tokio::test]
    async fn who_waits_under_a_name_that_changes_waits_under_the_new_one_in_order() {
        let desk: Arc<Counter> = Arc::default();
        let mut old = wait(&desk, "old", |_| true);
        let _new = wait(&desk, "new", |_| true);
        desk.list.lock().unwrap().rename(&"old", &"new");
        assert!(!first(&desk, "old", 1));
        assert!(first(&desk, "new", 2));
        assert_eq!(old.told().await, Some(2));
    }

    #[tokio::test]
    async fn a_desk_that_closes_tells_everybody() {
        let desk: Arc<Counter> = Arc::default();
        let mut one = wait(&desk, "a", |_| false);
        let mut other = wait(&desk, "b", |_| false);
        desk.list.lock().unwrap().close(|| 9);
        assert_eq!((one.told().await, other.told().await), (Some(9), Some(9)));
        drop(wait(&desk, "a", |_| true));
        let list = desk.list.lock().unwrap();
        assert!(list.waiters.is_empty() && list.by_key.is_empty());
    }
}
