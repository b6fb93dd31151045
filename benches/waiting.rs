//! Memory of flows that wait: 100,000 at once, each after an action and with a retry pending.
//!
//! They are started a thousand at a time: what counts is what those keep that wait, and not what a
//! hundred thousand first steps in one moment take. Prints the resident memory that each of them adds. Linux only: it reads `/proc`.

#[path = "support/desk.rs"]
mod desk;
#[path = "support/process.rs"]
mod process;

use contactflow::Engine;
use contactflow::value::{Record, Value};
use desk::{Desk, Waiting};
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The command's, which decides how much room each piece takes.
#[cfg(target_os = "linux")]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FLOWS: usize = 100_000;
const TOGETHER: usize = 1_000;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<(), Box<dyn Error + Send + Sync>> {
    let (desk, script) = Desk::open()?;
    let waiting = Waiting::new(FLOWS);
    let engine = Engine::builder()
        .system(Arc::new(desk))
        .observer(waiting.clone())
        .build()?;

    let before = process::resident();
    let mut runs = Vec::with_capacity(FLOWS);
    for number in 0..FLOWS {
        let contact = Value::text(format!("{number}"));
        let inputs = Record::from_iter([("ContactId".into(), contact)]);
        runs.push(engine.start(script.program().clone(), inputs));
        while number % TOGETHER == 0 && waiting.count.load(Ordering::Relaxed) < number {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    waiting.wait().await;
    let each = process::resident().saturating_sub(before) as f64 / FLOWS as f64;
    println!("{} flows waiting: {each:.0} bytes each", runs.len());
    Ok(())
}
