//! Memory of flows that wait: 100,000 at once, each after an action and with a retry pending.
//!
//! Prints the resident memory that each of them adds. Linux only: it reads `/proc`.

use contactflow::catalogue::{Catalogue, SystemEntry};
use contactflow::check::Context;
use contactflow::run::effect::{Answer, Call};
use contactflow::run::event::{Event, EventKind};
use contactflow::systems::{Pending, System};
use contactflow::value::{Record, Value};
use contactflow::{Engine, Observer, Script};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

const FLOWS: usize = 100_000;

const CATALOGUE: &str = r#"
name = "desk"
title = "A desk"
about = "Answers at once."

[[actions]]
phrase = "greet contact <ContactId>"
family = "desk"
about = "Greets a contact."
params.ContactId = { kind = "contact id", about = "The contact's number." }
outcomes.Busy = { when = "Not now.", transient = true }
example = """
greet contact <ContactId>
    on Busy -> retry
"""
"#;

const FLOW: &str = r#"
let Greeting = "hello {ContactId}"
greet contact <ContactId>
    on Busy -> retry 3 times every 6h, then fail "{Greeting}: never free"
"#;

struct Desk(Arc<SystemEntry>);

impl System for Desk {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.0
    }

    fn perform<'a>(&'a self, _: &'a Call, _: &'a str) -> Pending<'a, Answer> {
        Box::pin(async { Answer::new("Busy", "not now") })
    }
}

#[derive(Default)]
struct Waiting {
    count: AtomicUsize,
    all: Notify,
}

impl Observer for Waiting {
    fn event(&self, _: &Arc<str>, event: &Event) {
        let waits = matches!(event.kind, EventKind::Retrying { .. });
        if waits && self.count.fetch_add(1, Ordering::Relaxed) + 1 == FLOWS {
            self.all.notify_one();
        }
    }
}

fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0usize) * 4096
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<(), Box<dyn std::error::Error>> {
    let entry = Arc::new(SystemEntry::from_toml(CATALOGUE)?);
    let catalogue = Catalogue::default().with(entry.clone());
    let context = Context::of([contactflow::check::Profile {
        system: "desk".into(),
        ..Default::default()
    }]);
    let script = Script::check("greet.flow", FLOW, &catalogue, &context)?;
    let waiting = Arc::new(Waiting::default());
    let engine = Engine::builder()
        .system(Arc::new(Desk(entry)))
        .observer(waiting.clone())
        .build()?;

    let before = resident();
    let runs: Vec<_> = (0..FLOWS)
        .map(|number| {
            let contact = Value::text(format!("{number}"));
            let inputs = Record::from_iter([("ContactId".into(), contact)]);
            engine.start(script.program().clone(), inputs)
        })
        .collect();
    waiting.all.notified().await;
    let each = (resident() - before) as f64 / FLOWS as f64;
    println!("{} flows waiting: {each:.0} bytes each", runs.len());
    Ok(())
}
