//! The simulator's own endpoints, below `/simulator`: what the toolbar was asked, how it stands,
//! what goes wrong. They exist in no real toolbar.

use super::super::fault::{Fault, check};
use super::super::house::{House, News};
use super::super::options::Library;
use super::super::packet;
use super::super::world::{Contact, ContactFile, Script};
use crate::clock;
use crate::sim::reply::Reply;
use crate::sim::request::{Request, refused};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PushedEvent {
    contact: String,
    event: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Toolbar {
    connected: Option<bool>,
    library: Option<Library>,
}

/// Answers a request to `/simulator/…`.
pub(super) fn answer(house: &Arc<House>, request: &Request, parts: &[&str]) -> Reply {
    match (request.method.as_str(), parts) {
        ("GET", ["log"]) => Reply::json(200, house.desk(|desk| json!({ "log": desk.log }))),
        ("GET", ["state"]) => Reply::json(200, state(house)),
        ("GET", ["faults"]) => faults(house),
        ("POST", ["faults"]) => with(request, |fault| add_fault(house, fault)),
        ("DELETE", ["faults"]) => {
            house.desk(|desk| desk.faults.clear());
            house.tell(News::World);
            faults(house)
        }
        ("POST", ["contacts"]) => with(request, |contact| add_contact(house, contact)),
        ("POST", ["events"]) => with(request, |event| push(house, &event)),
        ("POST", ["toolbar"]) => with(request, |change| change_toolbar(house, &change)),
        ("POST", ["reload"]) => {
            house.tell(News::Reload);
            Reply::empty(204)
        }
        (_, ["log" | "state" | "faults" | "contacts" | "events" | "toolbar" | "reload"]) => {
            refused(405, "The simulator has no such address.")
        }
        _ => refused(
            404,
            "The simulator has live, log, state, faults, contacts, events, toolbar and reload.",
        ),
    }
}

fn with<T: DeserializeOwned>(request: &Request, work: impl FnOnce(T) -> Reply) -> Reply {
    match serde_json::from_slice(&request.body) {
        Ok(read) => work(read),
        Err(error) => refused(400, &error.to_string()),
    }
}

fn add_fault(house: &House, fault: Fault) -> Reply {
    if let Err(why) = check(&fault) {
        return refused(400, &why.to_string());
    }
    house.desk(|desk| desk.faults.add(fault));
    house.tell(News::World);
    faults(house)
}

fn faults(house: &House) -> Reply {
    Reply::json(
        200,
        house.desk(|desk| json!({ "faults": desk.faults.list() })),
    )
}

fn add_contact(house: &Arc<House>, contact: ContactFile) -> Reply {
    let done = house.desk(|desk| match desk.world.contacts.contains_key(&contact.id) {
        true => None,
        false => Some(desk.world.arrive(contact, clock::now())),
    });
    match done {
        Some(done) => {
            house.publish(&done);
            Reply::empty(204)
        }
        None => refused(409, "A contact with this ID already exists."),
    }
}

fn push(house: &House, event: &PushedEvent) -> Reply {
    let told = house.desk(|desk| desk.world.tell(&event.contact, &event.event, clock::now()));
    let Some(told) = told else {
        return refused(404, "Unknown contact.");
    };
    house.send(None, &packet::contact_event(&told));
    house.tell(News::World);
    Reply::empty(204)
}

fn change_toolbar(house: &House, change: &Toolbar) -> Reply {
    if let Some(library) = change.library {
        house.desk(|desk| desk.library = library);
        house.tell(News::World);
    }
    match change.connected {
        Some(true) => house.reconnect(),
        Some(false) => house.disconnect(),
        None => {}
    }
    Reply::empty(204)
}

/// How everything stands, as the page shows it. Of call data there are the names alone.
pub(super) fn state(house: &House) -> Value {
    let clients = house.clients();
    let connected = *house.connected.borrow();
    house.desk(|desk| {
        let world = &desk.world;
        json!({
            "agent": world.agent,
            "contacts": world.contacts.values().map(contact).collect::<Vec<_>>(),
            "scripts": world.scripts.values().map(script).collect::<Vec<_>>(),
            "outcomes": world.outcomes,
            "toolbar": { "connected": connected, "clients": clients },
            "library": desk.library,
            "faults": desk.faults.list().iter().filter(|fault| fault.times != Some(0)).count(),
        })
    })
}

fn contact(contact: &Contact) -> Value {
    let mut shown = json!(contact);
    if let Value::Object(fields) = &mut shown {
        let names: Vec<_> = contact.call_data.keys().collect();
        fields.insert("call_data".into(), json!(names));
        fields.insert("ecid".into(), json!(contact.ecid()));
    }
    shown
}

fn script(script: &Script) -> Value {
    json!(script)
}
