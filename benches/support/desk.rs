//! A system that answers at once, and a flow that waits for it for hours.

use contactflow::catalogue::{Catalogue, SystemEntry};
use contactflow::check::{Context, Profile};
use contactflow::run::effect::{Answer, Call};
use contactflow::run::event::{Event, EventKind};
use contactflow::systems::{Pending, System};
use contactflow::{Observer, Script};
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

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

/// The desk.
pub struct Desk(Arc<SystemEntry>);

impl Desk {
    /// The desk, and the flow.
    pub fn open() -> Result<(Self, Script), Box<dyn Error + Send + Sync>> {
        let entry = Arc::new(SystemEntry::from_toml(CATALOGUE)?);
        let catalogue = Catalogue::default().with(entry.clone());
        let context = Context::of([Profile {
            system: "desk".into(),
            ..Default::default()
        }]);
        let script = Script::check("greet.flow", FLOW, &catalogue, &context)?;
        Ok((Self(entry), script))
    }
}

impl System for Desk {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.0
    }

    fn perform<'a>(&'a self, _: &'a Call, _: &'a str) -> Pending<'a, Answer> {
        Box::pin(async { Answer::new("Busy", "not now") })
    }
}

/// Says when so many runs wait.
pub struct Waiting {
    pub all: usize,
    /// How many wait.
    pub count: AtomicUsize,
    told: Notify,
}

impl Waiting {
    pub fn new(all: usize) -> Arc<Self> {
        Arc::new(Self {
            all,
            count: AtomicUsize::new(0),
            told: Notify::new(),
        })
    }

    pub async fn wait(&self) {
        self.told.notified().await;
    }
}

impl Observer for Waiting {
    fn event(&self, _: &Arc<str>, event: &Event) {
        let waits = matches!(event.kind, EventKind::Retrying { .. });
        if waits && self.count.fetch_add(1, Ordering::Relaxed) + 1 == self.all {
            self.told.notify_one();
        }
    }
}
