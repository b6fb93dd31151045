//! A write that waits for its turn has not been sent: whatever ends its run then leaves nothing in doubt, in the
//! report and in what the journal shows later.

use super::build::*;
use super::live_system::Fake;
use contactflow::host::live::Gate;
use contactflow::host::{Engine, RunOptions};
use contactflow::journal::{Journal, JournalError, Kept, Memory, Record, replay};
use contactflow::run::Limits;
use contactflow::run::effect::Effect;
use contactflow::run::event::{End, RunReport};
use contactflow::system::Pending;
use jiff::SignedDuration;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Semaphore;

/// Lets so many pass.
struct Turnstile {
    passes: Semaphore,
    waiting: Semaphore,
}

impl Turnstile {
    fn new(passes: usize) -> Arc<Self> {
        Arc::new(Self {
            passes: Semaphore::new(passes),
            waiting: Semaphore::new(0),
        })
    }

    async fn somebody_waits(&self) {
        self.waiting
            .acquire()
            .await
            .expect("it stays open")
            .forget();
    }
}

impl Gate for Turnstile {
    fn admit<'a>(&'a self, _: &'a Effect) -> Pending<'a, ()> {
        Box::pin(async {
            self.waiting.add_permits(1);
            self.passes.acquire().await.expect("it stays open").forget();
        })
    }
}

/// A journal that cannot keep that a write is about to be sent.
struct Broken {
    kept: Memory,
    /// Whether that shows only when it is to be on the disk.
    late: bool,
    announced: AtomicBool,
}

impl Broken {
    fn new(late: bool) -> Arc<Self> {
        Arc::new(Self {
            kept: Memory::new(),
            late,
            announced: AtomicBool::new(false),
        })
    }
}

impl Journal for Broken {
    fn append(&self, run: &Arc<str>, record: Record) -> Result<(), JournalError> {
        match record {
            Record::Asked { .. } if !self.late => Err(JournalError("the disk is full".into())),
            record => {
                let announces = matches!(record, Record::Asked { .. });
                self.announced.fetch_or(announces, Ordering::Relaxed);
                self.kept.append(run, record)
            }
        }
    }

    fn settled<'a>(&'a self, run: &'a Arc<str>) -> Pending<'a, Result<(), JournalError>> {
        match self.announced.load(Ordering::Relaxed) {
            true => Box::pin(async { Err(JournalError("database is locked".into())) }),
            false => self.kept.settled(run),
        }
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

fn flow() -> Arc<contactflow::program::Program> {
    program(&[call("one")], &[], &[])
}

fn engine(fake: &Arc<Fake>, journal: Arc<dyn Journal>, gate: &Arc<Turnstile>) -> Engine {
    let engine = Engine::builder().system(fake.clone()).journal(journal);
    engine.gate(gate.clone()).build().unwrap()
}

fn named(limits: Option<Limits>) -> RunOptions {
    RunOptions {
        name: Some("r".into()),
        limits,
        ..RunOptions::default()
    }
}

/// How many writes are in doubt: by the report, and by the journal alone.
fn in_doubt(report: &RunReport, journal: &Memory) -> (usize, usize) {
    let records = journal.read("r").unwrap();
    let replayed = replay(flow(), &records).unwrap();
    let again = replayed.run().report().expect("it is over");
    assert_eq!(again.end, report.end);
    (report.in_doubt.len(), again.in_doubt.len())
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_run_has_not_sent_what_waited_for_its_turn() {
    let (fake, journal, gate) = (Fake::new(&[]), Arc::new(Memory::new()), Turnstile::new(0));
    let run = engine(&fake, journal.clone(), &gate).start_with(flow(), named(None));
    gate.somebody_waits().await;
    run.cancel();
    let report = run.wait().await;
    assert!(matches!(report.end, End::Cancelled), "{:?}", report.end);
    assert_eq!(in_doubt(&report, &journal), (0, 0));
    gate.passes.add_permits(1);
    tokio::task::yield_now().await;
    assert!(fake.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn nor_has_one_whose_time_is_over() {
    let (fake, journal, gate) = (Fake::new(&[]), Arc::new(Memory::new()), Turnstile::new(0));
    let limits = Limits {
        time: Some(SignedDuration::from_secs(5)),
        ..Limits::default()
    };
    let run = engine(&fake, journal.clone(), &gate).start_with(flow(), named(Some(limits)));
    let report = run.wait().await;
    assert!(!report.succeeded());
    assert_eq!(in_doubt(&report, &journal), (0, 0));
    assert!(fake.sent().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_had_its_turn_is_in_doubt() {
    let fake = Fake::new(&[("one", "-")]);
    let (journal, gate) = (Arc::new(Memory::new()), Turnstile::new(1));
    let run = engine(&fake, journal.clone(), &gate).start_with(flow(), named(None));
    while fake.sent().is_empty() {
        tokio::task::yield_now().await;
    }
    run.cancel();
    let report = run.wait().await;
    assert_eq!(in_doubt(&report, &journal), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn what_the_journal_could_not_announce_was_not_sent() {
    for (gated, late) in [(true, false), (false, false), (true, true), (false, true)] {
        let (fake, journal) = (Fake::new(&[]), Broken::new(late));
        let builder = Engine::builder().system(fake.clone()).journal(journal);
        let engine = match gated {
            true => builder.gate(Turnstile::new(1)).build().unwrap(),
            false => builder.build().unwrap(),
        };
        let report = engine.start_with(flow(), named(None)).wait().await;
        assert!(matches!(report.end, End::Faulted(_)), "{:?}", report.end);
        assert!(report.in_doubt.is_empty(), "{gated} {late}");
        assert!(fake.sent().is_empty(), "{gated} {late}");
    }
}
