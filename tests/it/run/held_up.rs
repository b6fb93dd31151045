//! Whoever watches a run may take in less than it says. It rests then, and what it may not outlast is
//! heeded all the same.

use contactflow::catalogue::Catalogue;
use contactflow::check::Context;
use contactflow::journal::{Journal, Memory, Record, replay};
use contactflow::{
    End, Engine, Event, EventKind, Limits, Observer, RunHandle, RunOptions, RunReport, Script,
};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Takes in so many lines, and no more.
struct Reader {
    takes: AtomicUsize,
    lines: Mutex<Vec<String>>,
}

impl Reader {
    fn of(takes: usize) -> Arc<Self> {
        let takes = AtomicUsize::new(takes);
        let lines = Mutex::default();
        Arc::new(Self { takes, lines })
    }

    fn told(&self) -> usize {
        self.lines.lock().unwrap().len()
    }

    fn last(&self) -> String {
        self.lines
            .lock()
            .unwrap()
            .last()
            .cloned()
            .unwrap_or_default()
    }

    async fn until_full(&self) {
        while !self.is_full() {
            tokio::task::yield_now().await;
        }
    }
}

impl Observer for Reader {
    fn event(&self, _: &Arc<str>, event: &Event) {
        if let EventKind::Log(text) = &event.kind {
            self.lines.lock().unwrap().push(text.to_string());
        }
    }

    fn is_full(&self) -> bool {
        self.told() >= self.takes.load(Ordering::Relaxed)
    }
}

/// More than one turn of a run says, and more than a reader takes here.
const TAKES: usize = 3_000;
/// What may be told beyond that: one turn's lines.
const TURN: usize = 1_000;

/// Logs 40,000 lines without a pause, and cleans up behind itself.
const FLOOD: &str = "
try {
    for each A in [1, 2, 3, 4] {
        for each B in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] {
            for each C in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] {
                for each D in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] {
                    for each E in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] {
                        log \"{A} {B} {C} {D} {E}\"
                    }
                }
            }
        }
    }
} always {
    log \"cleaned up\"
}
";

/// Logs a line a millisecond, for half a minute at most.
const DRIPS: &str = "
within 30s {
    repeat at most 100000 times {
        wait 1ms
        log \"drip\"
    }
}
    on TimedOut -> finish \"over\"
";

struct Watched {
    reader: Arc<Reader>,
    journal: Arc<Memory>,
    script: Script,
    run: RunHandle,
}

fn watched(text: &str, takes: usize, limits: Limits) -> Watched {
    let context = Context::default();
    let script = Script::check("flood.flow", text, Catalogue::builtin(), &context).unwrap();
    let (reader, journal) = (Reader::of(takes), Arc::new(Memory::new()));
    let engine = Engine::builder().journal(journal.clone()).limits(limits);
    let engine = engine.build().unwrap();
    let options = RunOptions {
        name: Some("flood".into()),
        observer: Some(reader.clone()),
        ..RunOptions::default()
    };
    let run = engine.start_with(script.program().clone(), options);
    Watched {
        reader,
        journal,
        script,
        run,
    }
}

/// The same run, from its journal alone.
fn again(script: &Script, journal: &Memory) -> RunReport {
    let records = journal.read("flood").unwrap();
    let replayed = replay(script.program().clone(), &records).unwrap();
    replayed.run().report().expect("it is over")
}

#[tokio::test(start_paused = true)]
async fn a_run_that_says_more_than_is_taken_in_rests_and_nothing_is_lost() {
    let Watched { reader, run, .. } = watched(FLOOD, TAKES, Limits::default());
    reader.until_full().await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert!(reader.told() <= TAKES + TURN, "{}", reader.told());
    // It goes on as far as is taken in, and rests again.
    reader.takes.store(3 * TAKES, Ordering::Relaxed);
    reader.until_full().await;
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert!(reader.told() <= 3 * TAKES + TURN, "{}", reader.told());
    reader.takes.store(usize::MAX, Ordering::Relaxed);
    let report = run.wait().await;
    assert!(report.succeeded(), "{:?}", report.end);
    assert_eq!(reader.told(), 40_001);
    assert_eq!(reader.lines.lock().unwrap()[39_999], "4 10 10 10 10");
}

#[tokio::test(start_paused = true)]
async fn what_is_cancelled_cleans_up_though_nobody_takes_anything_in() {
    let watched = watched(FLOOD, TAKES, Limits::default());
    watched.reader.until_full().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    watched.run.cancel();
    let report = watched.run.wait().await;
    assert_eq!(report.end, End::Cancelled);
    assert_eq!(watched.reader.last(), "cleaned up");
    let again = again(&watched.script, &watched.journal);
    assert_eq!((again.end, again.ended), (report.end, report.ended));
}

#[tokio::test(start_paused = true)]
async fn a_time_limit_ends_a_run_that_rests() {
    let limits = Limits {
        time: Some(jiff::SignedDuration::from_secs(60)),
        ..Limits::default()
    };
    let watched = watched(FLOOD, TAKES, limits);
    let report = watched.run.wait().await;
    let End::Failed(failure) = &report.end else {
        panic!("{:?}", report.end);
    };
    assert_eq!(&*failure.outcome, "TimedOut");
    assert_eq!(watched.reader.last(), "cleaned up");
    let again = again(&watched.script, &watched.journal);
    assert_eq!(again.end, report.end);
}

/// A limit is not told to a run that computes, and ends it all the same.
#[tokio::test]
async fn a_time_limit_ends_a_run_that_only_computes() {
    let limits = Limits {
        time: Some(jiff::SignedDuration::from_millis(5)),
        ..Limits::default()
    };
    let watched = watched(&FLOOD.repeat(3), usize::MAX, limits);
    let report = watched.run.wait().await;
    let End::Failed(failure) = &report.end else {
        panic!("{:?}", report.end);
    };
    assert_eq!(&*failure.outcome, "TimedOut");
    assert_eq!(watched.reader.last(), "cleaned up");
    assert!(watched.reader.told() < 120_000);
    let records = watched.journal.read("flood").unwrap();
    let over = |record: &&Record| matches!(record, Record::TimeOver { .. });
    assert_eq!(records.iter().filter(over).count(), 1, "{records:?}");
    let again = again(&watched.script, &watched.journal);
    assert_eq!(again.end, report.end);
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_the_flow_ends_what_rests() {
    let watched = watched(DRIPS, 10, Limits::default());
    let report = watched.run.wait().await;
    assert!(report.succeeded(), "{:?}", report.end);
    let took = report.ended.duration_since(report.started);
    assert_eq!(took.as_secs(), 30);
    let told = watched.reader.told();
    assert!(told < 100, "{told} lines, and ten are taken in");
}

/// The same for a `within` of the flow: one that was never asked to be timed, and one whose timer rings
/// in the middle.
#[tokio::test]
async fn a_limit_of_the_flow_ends_what_only_computes() {
    let counts = FLOOD
        .replace("try {", "")
        .replace("log \"{A} {B} {C} {D} {E}\"", "let F = A + B");
    let counts = counts.split("} always").next().unwrap().repeat(30);
    for begins in ["", "    wait 1ms\n"] {
        let flow = format!(
            "within 20ms {{\n{begins}{counts}\n    log \"counted\"\n}} on TimedOut -> {{ log \"cut\" }}\nlog \"after\"\n"
        );
        let watched = watched(&flow, usize::MAX, Limits::default());
        let report = watched.run.wait().await;
        assert!(report.succeeded(), "{:?}", report.end);
        let said = watched.reader.lines.lock().unwrap().clone();
        assert_eq!(said, ["cut", "after"], "{begins}");
        let records = watched.journal.read("flood").unwrap();
        let over = |record: &&Record| matches!(record, Record::TimeOver { limit: Some(_), .. });
        assert_eq!(records.iter().filter(over).count(), 1, "{records:?}");
        let again = again(&watched.script, &watched.journal);
        assert_eq!((again.end, again.ended), (report.end, report.ended));
    }
}
