//! A program that runs flows inside itself: three actions of its own, values of a profile, a log of
//! JSON lines and a journal.
//!
//! ```sh
//! cargo run --example embed
//! ```

use contactflow::check::Context;
use contactflow::journal::Memory;
use contactflow::{Actions, Answer, Engine, Flow, JsonLines};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const FLOW: &str = r#"
use desk

open ticket for <ContactId> with Subject: "called twice"
    on DeskClosed -> retry 2 times every 100ms
note ticket TicketId with Text: "the caller holds"
look up ticket TicketId giving Ticket
emit Number: TicketId
emit Desk: Ticket.Desk
"#;

/// What an action is handed, by the names of its parameters, and of the profile's values.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Open {
    contact_id: String,
    subject: String,
    desk: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Note {
    ticket_id: u64,
    text: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LookUp {
    ticket_id: u64,
    desk: String,
}

/// What an action gives, by the names of its outputs.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Opened {
    ticket_id: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    owner: String,
    desk: String,
}

/// What the flow emits.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Results {
    number: u64,
    desk: String,
}

async fn open(ticket: Open) -> Result<Opened, Answer> {
    match ticket.subject.is_empty() {
        true => Err(Answer::new(
            "DeskClosed",
            format!("{} is closed", ticket.desk),
        )),
        false => Ok(Opened {
            ticket_id: ticket.contact_id.len() as u64,
        }),
    }
}

async fn note(note: Note) -> Result<(), Answer> {
    eprintln!("ticket {}: {}", note.ticket_id, note.text);
    Ok(())
}

async fn look_up(ticket: LookUp) -> Result<Found, Answer> {
    Ok(Found {
        owner: format!("agent {}", ticket.ticket_id),
        desk: ticket.desk,
    })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let desk = Actions::of("desk")
        .profile([("Desk", "north")])
        .action(
            "open ticket for <ContactId: contact id> with Subject: text giving TicketId: number",
            open,
        )
        .passing("DeskClosed", "The desk takes no tickets now.")
        .action("note ticket <TicketId: number> with Text: text", note)
        .action(
            "look up ticket <TicketId: number> giving Owner: text, Desk: text",
            look_up,
        )
        .reads()
        .build()?;
    let log = JsonLines::to(std::io::stdout());
    let engine = Engine::builder()
        .system(desk)
        .observer(log)
        .journal(Arc::new(Memory::new()))
        .build()?;
    let flow = Flow::check("desk.flow", FLOW, &engine.catalogue(), &Context::default())?;
    let report = engine.run(&flow, [("ContactId", "1001")]).await;
    let results: Results = report.results_as()?;
    println!("ticket {} of the {} desk", results.number, results.desk);
    Ok(())
}
