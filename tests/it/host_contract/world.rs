//! A world that counts what is done to it, and answers when it is told to.

use contactflow::catalogue::SystemEntry;
use contactflow::{Answer, Call, Pending, System};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

const TABLES: &str = r#"
name = "contract"
title = "The contract's world"
about = "What hosts are held against."

[[actions]]
phrase = "send <Value>"
about = "Changes something."
undo = "none"
params.Value = { kind = "text", about = "What." }
example = "send \"a\""

[[actions]]
phrase = "look at <Value>"
about = "Changes nothing."
reads = true
params.Value = { kind = "text", about = "What." }
example = "look at \"a\""
"#;

/// The world.
pub struct World {
    entry: Arc<SystemEntry>,
    /// What came, by its values.
    calls: Mutex<Vec<String>>,
    /// What is not answered yet.
    held: watch::Sender<BTreeSet<String>>,
    /// How long everything takes.
    takes: Mutex<Duration>,
}

impl World {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            entry: Arc::new(SystemEntry::from_toml(TABLES).expect("the tables are right")),
            calls: Mutex::default(),
            held: watch::Sender::new(BTreeSet::new()),
            takes: Mutex::default(),
        })
    }

    /// From now on this is not answered.
    pub fn hold(&self, value: &str) {
        self.held.send_modify(|held| {
            held.insert(value.into());
        });
    }

    /// It is answered again.
    pub fn release(&self, value: &str) {
        self.held.send_modify(|held| {
            held.remove(value);
        });
    }

    /// From now on everything takes so long.
    pub fn take(&self, time: Duration) {
        *self.takes.lock().unwrap() = time;
    }

    /// How much was done.
    pub fn total(&self) -> usize {
        self.calls.lock().unwrap().len()
    }

    /// How often it was done.
    pub fn times(&self, value: &str) -> usize {
        let calls = self.calls.lock().unwrap();
        calls.iter().filter(|call| *call == value).count()
    }
}

impl System for World {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.entry
    }

    fn perform<'a>(&'a self, call: &'a Call, _: &'a str) -> Pending<'a, Answer> {
        Box::pin(async move {
            let value = call.args.get("Value").map(|value| value.to_string());
            let value = value.unwrap_or_default().trim_matches('"').to_owned();
            self.calls.lock().unwrap().push(value.clone());
            let takes = *self.takes.lock().unwrap();
            tokio::time::sleep(takes).await;
            let mut held = self.held.subscribe();
            let _ = held.wait_for(|held| !held.contains(&value)).await;
            Answer::success()
        })
    }
}
