//! A program that runs flows inside itself: it adds a system and an action of its own, passes
//! inputs, watches what happens, bounds a run, and cancels one.
//!
//! ```sh
//! cargo run --example embed
//! ```

use contactflow::catalogue::{Catalogue, SystemEntry};
use contactflow::check::Context;
use contactflow::run::effect::{Answer, Call};
use contactflow::run::event::{Event, EventKind};
use contactflow::systems::{Pending, System};
use contactflow::value::{Record, Value};
use contactflow::{Engine, Limits, Observer, Script};
use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the system offers. The checker, help and the interpreter take everything from here.
const CATALOGUE: &str = r#"
name = "tickets"
title = "Our ticket desk"
about = "Tickets of the service desk."

[[actions]]
phrase = "open ticket for <ContactId>"
family = "tickets"
about = "Opens a ticket for a contact."
params.ContactId = { kind = "contact id", about = "The contact's number." }
params.Subject = { kind = "text", required = true, about = "What it is about." }
outputs.TicketId = { kind = "number", about = "The ticket's number." }
outcomes.DeskClosed = { when = "The desk takes no tickets now.", transient = true }
example = """
open ticket for <ContactId> with Subject: "called twice"
    on DeskClosed -> retry once every 1s
"""
"#;

const FLOW: &str = r#"
use tickets

open ticket for <ContactId> with Subject: "called twice"
    on DeskClosed -> retry 2 times every 100ms
    on any other  -> fail
emit Ticket: TicketId

within 1h {
    wait 30m
}
"#;

/// The desk: closed at first, then it takes tickets.
struct Tickets {
    entry: Arc<SystemEntry>,
    taken: Mutex<Vec<String>>,
    refused: Mutex<bool>,
}

impl System for Tickets {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.entry
    }

    fn perform<'a>(&'a self, call: &'a Call, _key: &'a str) -> Pending<'a, Answer> {
        Box::pin(async move { self.open(call) })
    }
}

impl Tickets {
    fn open(&self, call: &Call) -> Answer {
        let (Ok(mut refused), Ok(mut taken)) = (self.refused.lock(), self.taken.lock()) else {
            return Answer::new("Unavailable", "the desk is out of order");
        };
        if !std::mem::replace(&mut *refused, true) {
            return Answer::new("DeskClosed", "we open in a moment");
        }
        let contact = call.args.get("ContactId").and_then(Value::as_text);
        taken.push(contact.unwrap_or_default().to_owned());
        Answer::success().with("TicketId", Value::number(taken.len() as i64))
    }
}

/// Prints what happens.
struct Watcher;

impl Observer for Watcher {
    fn event(&self, run: &Arc<str>, event: &Event) {
        match &event.kind {
            EventKind::Answered { what, answer, .. } => {
                println!(
                    "{run}: {} -> {} {}",
                    what.masked(),
                    answer.outcome,
                    answer.reason
                );
            }
            EventKind::Waiting { at_most } => println!("{run}: waits {at_most:#}"),
            EventKind::Ended(end) => println!("{run}: {end:?}"),
            _ => {}
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let entry = Arc::new(SystemEntry::from_toml(CATALOGUE)?);
    let catalogue = Catalogue::default().with(entry.clone());
    let script = Script::check("tickets.flow", FLOW, &catalogue, &Context::default())?;

    let desk = Arc::new(Tickets {
        entry,
        taken: Mutex::default(),
        refused: Mutex::new(false),
    });
    let engine = Engine::builder()
        .system(desk)
        .observer(Arc::new(Watcher))
        .limits(Limits {
            steps: 1_000,
            ..Limits::default()
        })
        .build();

    let inputs = Record::from_iter([("ContactId".into(), Value::text("1001"))]);
    let run = engine.start(script.program().clone(), inputs);
    let cancel = run.canceller();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(500)).await;
        cancel();
    });

    let report = run.wait().await;
    println!(
        "ticket {:?}, ended {:?}",
        report.results.get("Ticket"),
        report.end
    );
    Ok(())
}
