//! Runs begin when the journal has kept what is on its way.

use super::build::*;
use super::live_system::Fake;
use contactflow::host::{Engine, RunOptions};
use contactflow::journal::{Journal, JournalError, Kept, Memory, Record};
use contactflow::run::event::End;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// A journal that keeps nothing for good before it may.
struct Slow {
    kept: Memory,
    on_their_way: AtomicUsize,
    may: Semaphore,
}

impl Journal for Slow {
    fn append(&self, run: &Arc<str>, record: Record) -> Result<(), JournalError> {
        self.on_their_way.fetch_add(1_000, Ordering::Relaxed);
        self.kept.append(run, record)
    }

    fn settled<'a>(
        &'a self,
        _: &'a Arc<str>,
    ) -> contactflow::system::Pending<'a, Result<(), JournalError>> {
        Box::pin(async {
            let may = self.may.acquire().await.expect("it stays open");
            may.forget();
            self.on_their_way.store(0, Ordering::Relaxed);
            Ok(())
        })
    }

    fn on_their_way(&self) -> usize {
        self.on_their_way.load(Ordering::Relaxed)
    }

    fn read(&self, run: &str) -> Result<Vec<Record>, JournalError> {
        self.kept.read(run)
    }

    fn open_runs(&self) -> Result<Vec<Kept>, JournalError> {
        self.kept.open_runs()
    }

    fn claim(&self, run: &str) -> Result<Kept, JournalError> {
        self.kept.claim(run)
    }

    fn release(&self, run: &str) -> Result<(), JournalError> {
        self.kept.release(run)
    }
}

#[tokio::test(start_paused = true)]
async fn runs_wait_for_the_journal_before_they_begin() {
    let fake = Fake::new(&[]);
    let journal = Arc::new(Slow {
        kept: Memory::new(),
        on_their_way: AtomicUsize::new(0),
        may: Semaphore::new(0),
    });
    let engine = Engine::builder()
        .system(fake.clone())
        .journal(journal.clone())
        .build()
        .unwrap();
    let start = |name: &str| {
        let options = RunOptions {
            name: Some(name.into()),
            ..RunOptions::default()
        };
        engine.start_with(program(&[call("one")], &[], &[]), options)
    };
    // Each keeps two records before its write: the third run finds no room.
    let begun = [start("a"), start("b")];
    let later = [start("c"), start("d"), start("e")];
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let open = |name: &str| !journal.read(name).unwrap().is_empty();
    assert_eq!(["a", "b", "c", "d"].map(open), [true, true, false, false]);
    later[1].cancel();
    let [c, d, e] = later;
    assert!(matches!(d.wait().await.end, End::Cancelled));
    journal.may.add_permits(100);
    for run in begun.into_iter().chain([c, e]) {
        let report = run.wait().await;
        assert!(report.succeeded(), "{:?}", report.end);
    }
    assert!(!open("d"));
    assert_eq!(fake.sent(), ["a/1/1", "b/1/1", "c/1/1", "e/1/1"]);
}
