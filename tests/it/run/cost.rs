//! What runs cost. Ignored: they take a while, and say what they measured.

use super::build::*;
use super::live_system::Fake;
use contactflow::run::Engine;
use contactflow::value::Record as Values;
use std::time::Instant;

/// The memory of this process, in bytes.
fn memory() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: Option<usize> = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0) * 4096
}

#[tokio::test]
#[ignore = "a measurement"]
async fn a_waiting_flow_costs_little() {
    const FLOWS: usize = 100_000;
    let fake = Fake::new(&[]);
    let engine = Engine::builder().system(fake.clone()).build();
    let flow = [S::Try(
        3,
        0,
        vec![
            call_on("one", vec![on("A", retry(3, 3_600_000))]),
            S::Wait(3_600_000),
        ],
        vec![],
        Some(vec![call("clean")]),
    )];
    let program = program(&flow, &[], &[]);
    let (before, began) = (memory(), Instant::now());
    let mut runs = Vec::with_capacity(FLOWS);
    while runs.len() < FLOWS {
        runs.extend((0..1_000).map(|_| engine.start(program.clone(), Values::new())));
        while fake.count() < runs.len() {
            tokio::task::yield_now().await;
        }
    }
    let each = (memory() - before) / FLOWS;
    println!(
        "{each} bytes a waiting flow, started in {:?}",
        began.elapsed()
    );
    assert!(each < 4096);
    drop(runs);
}

#[tokio::test]
#[ignore = "a measurement"]
async fn the_driver_adds_little_to_a_call() {
    const CALLS: u32 = 100_000;
    let engine = Engine::builder().system(Fake::new(&[])).build();
    let flow = [S::Repeat(
        CALLS,
        0,
        vec![call("one")],
        vec![on("Exhausted", R::Ignore)],
    )];
    let began = Instant::now();
    let report = engine.run(program(&flow, &[], &[]), Values::new()).await;
    assert!(report.succeeded());
    println!("{:?} a call", began.elapsed() / CALLS);
}
