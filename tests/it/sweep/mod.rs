//! Sweeps over many contacts while everything goes wrong at random: what the reports say against
//! what the simulators saw. No effect is doubled, no success is false, nothing that was done is
//! called not done, and every write in doubt is named.
//!
//! `FLOW_SWEEP=2000 cargo test --test it sweep -- --nocapture` sweeps over as many contacts as that, and
//! says of each sweep what came of it; `FLOW_SWEEP_SEED` repeats one.

mod cxone;
mod easycim;
mod finesse;
mod served;
mod told;

use served::Served;
use std::collections::BTreeMap;

/// How many contacts a sweep goes over.
fn size() -> u64 {
    let wanted = std::env::var("FLOW_SWEEP").ok();
    wanted.and_then(|text| text.parse().ok()).unwrap_or(60)
}

/// Another sweep each time, unless one is asked for.
fn seed() -> u64 {
    let wanted = std::env::var("FLOW_SWEEP_SEED").ok();
    wanted
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| fastrand::u64(0..1_000_000))
}

/// How often each thing that was to be done has been done, by the simulator's own count.
type Effects = BTreeMap<u64, usize>;

/// How often the log says that an operation changed each contact.
fn changes(served: &Served, operation: &str) -> Effects {
    let log = served.get("log");
    let entries = log["log"].as_array().cloned().unwrap_or_default();
    let mut effects = Effects::new();
    for entry in entries {
        let changed = entry["changed"]
            .as_array()
            .is_some_and(|all| !all.is_empty());
        if let (true, true, Some(contact)) = (
            entry["operation"] == operation,
            changed,
            entry["contact"].as_u64(),
        ) {
            *effects.entry(contact).or_default() += 1;
        }
    }
    effects
}

/// Compares what each run reported with what the simulator saw. `what` names the sweep.
fn compare(what: &str, told: &[told::Told], effects: &Effects) {
    let mut wrong = Vec::new();
    for run in told {
        let done = effects.get(&run.item).copied().unwrap_or(0);
        let problem = match (&run.outcome[..], done) {
            (_, 2..) => "done twice",
            ("Success", 0) => "reported as done, and it was not",
            ("Success" | "Unknown", _) => "",
            (_, 0) => "",
            (_, _) => "done, and reported as not done",
        };
        if !problem.is_empty() {
            wrong.push(format!("{}: {problem}: {run:?}", run.item));
        }
        if run.outcome == "Unknown" && !run.in_doubt {
            wrong.push(format!("{}: in doubt, and not named: {run:?}", run.item));
        }
    }
    let head: Vec<_> = wrong.iter().take(12).map(String::as_str).collect();
    assert!(
        wrong.is_empty(),
        "{what}: {} of {} wrong\n{}",
        wrong.len(),
        told.len(),
        head.join("\n")
    );
    let mut outcomes = BTreeMap::new();
    for run in told {
        *outcomes.entry(&*run.outcome).or_insert(0) += 1;
    }
    let done: usize = effects.values().sum();
    println!(
        "{what}: {} swept, {done} effects, 0 doubled, 0 falsely reported; {outcomes:?}",
        told.len()
    );
}
