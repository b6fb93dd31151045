//! Many files at once, told in their order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

/// More threads than this wait for the disk, not for each other.
const MOST: usize = 16;

/// Does the work for every item, on as many threads as there are cores, and hands what comes of
/// it to `take` in the order of the items.
pub(in crate::cli) fn in_order<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(R),
) {
    // how many cores there are is asked of several files of the system
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let threads = match items.len() {
        0 | 1 => 1,
        items => cores().min(items).min(MOST),
    };
    if threads <= 1 {
        return items.iter().map(work).for_each(take);
    }
    let next = AtomicUsize::new(0);
    let (done, results) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let (done, next, work) = (done.clone(), &next, &work);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { return };
                    if done.send((index, work(item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(done);
        sorted(results, &mut take);
    });
}

/// Hands over what comes in any order as soon as its turn has come.
fn sorted<R>(results: mpsc::Receiver<(usize, R)>, take: &mut impl FnMut(R)) {
    let mut waiting = BTreeMap::new();
    let mut turn = 0;
    for (index, result) in results {
        waiting.insert(index, result);
        while let Some(result) = waiting.remove(&turn) {
            take(result);
            turn += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn everything_is_told_once_and_in_order() {
        let items: Vec<u32> = (0..2_000).collect();
        let mut told = Vec::new();
        in_order(&items, |item| item * 2, |result| told.push(result));
        let right: Vec<u32> = items.iter().map(|item| item * 2).collect();
        assert_eq!(told, right);
    }
}
