//! The simulator's own endpoints, below `/simulator`: what it was asked, how it stands, what goes
//! wrong, what happens. They exist in no real system and need no password.

use super::house::House;
use super::node::Side;
use super::world::task::{MediumState, TaskState};
use crate::sim::duration::Span;
use crate::sim::fault::{Fault, Faults};
use crate::sim::reply::Reply;
use crate::sim::request::{Request, refused};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::PoisonError;

/// Somebody calls an agent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    agent: String,
    from: String,
}

/// Somebody hangs up.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HangUp {
    dialog: u64,
    address: String,
}

/// A task of another medium is offered to an agent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Offer {
    agent: String,
    media: String,
    #[serde(default)]
    queue: String,
}

/// A task comes to a state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Turn {
    task: String,
    state: TaskState,
}

/// An agent comes to a state in a medium.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Put {
    agent: String,
    media: String,
    state: MediumState,
}

/// The CTI server is lost.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outage {
    #[serde(rename = "for")]
    span: Option<Span>,
}

/// Answers a request to `/simulator/…`.
pub(super) fn answer(house: &House, request: &Request) -> Reply {
    let parts = request.segments.iter().skip(1).map(String::as_str);
    let parts: Vec<_> = parts.collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["log"]) => Reply::json(200, house.with(|world| json!({ "log": world.log }))),
        ("GET", ["visits"]) => Reply::json(
            200,
            house.with(|world| json!({ "visits": world.record.visits })),
        ),
        ("GET", ["harm"]) => Reply::json(
            200,
            house.with(|world| json!({ "harm": world.record.harm })),
        ),
        ("GET", ["state"]) => Reply::json(200, state(house)),
        ("GET", ["faults"]) => faults(house, |_| {}),
        ("POST", ["faults"]) => done(read(request), |fault: Fault| {
            match super::faults::check(&fault) {
                Ok(()) => faults(house, |faults| faults.add(fault)),
                Err(why) => refused(400, &why.to_string()),
            }
        }),
        ("DELETE", ["faults"]) => faults(house, Faults::clear),
        ("POST", ["calls"]) => done(read(request), |call: Call| ring(house, &call)),
        ("POST", ["hang-ups"]) => done(read(request), |hang_up: HangUp| {
            house.with(|world| world.switch().hang_up(hang_up.dialog, &hang_up.address));
            Reply::json(200, state(house))
        }),
        ("POST", ["tasks"]) => done(read(request), |offer: Offer| offered(house, &offer)),
        ("PUT", ["tasks"]) => done(read(request), |turn: Turn| {
            let turned = house.with(|world| world.media().turn(&turn.task, turn.state));
            known(turned, "Unknown task.")
        }),
        ("PUT", ["media"]) => done(read(request), |put: Put| {
            let is_put = house.with(|world| world.media().put(&put.agent, &put.media, put.state));
            known(is_put, "Unknown agent or medium.")
        }),
        ("DELETE", ["streams"]) => {
            Reply::json(200, json!({ "broken": house.hub(|hub| hub.kill(None)) }))
        }
        ("POST", ["fail-over"]) => {
            let side = house.fail_over();
            Reply::json(200, json!({ "node": house.node(side).rest() }))
        }
        ("POST", ["outage"]) => done(read(request), |outage: Outage| {
            house.lose_service(outage.span.map(|span| span.0));
            Reply::json(200, state(house))
        }),
        ("DELETE", ["outage"]) => {
            house.with(|world| world.restore_service());
            Reply::json(200, state(house))
        }
        _ => refused(
            404,
            "The simulator has GET log, state, visits, harm; GET, POST, DELETE faults; POST calls, hang-ups, \
             fail-over; POST, PUT tasks; PUT media; POST, DELETE outage; DELETE streams.",
        ),
    }
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, Reply> {
    let body: &[u8] = match request.body.is_empty() {
        true => b"{}",
        false => &request.body,
    };
    serde_json::from_slice(body).map_err(|error| refused(400, &error.to_string()))
}

fn done<T>(read: Result<T, Reply>, act: impl FnOnce(T) -> Reply) -> Reply {
    read.map_or_else(|reply| reply, act)
}

fn faults(house: &House, change: impl FnOnce(&mut Faults)) -> Reply {
    let mut faults = house.faults.lock().unwrap_or_else(PoisonError::into_inner);
    change(&mut faults);
    Reply::json(200, json!({ "faults": faults.list() }))
}

fn ring(house: &House, call: &Call) -> Reply {
    match house.with(|world| world.ring(&call.agent, &call.from)) {
        Some(id) => Reply::json(200, json!({ "dialog": id })),
        None => refused(400, "Unknown agent, or the agent is signed out."),
    }
}

fn offered(house: &House, offer: &Offer) -> Reply {
    let id = house.with(|world| {
        world
            .media()
            .offer(&offer.agent, &offer.media, &offer.queue)
    });
    match id {
        Some(id) => Reply::json(200, json!({ "task": id })),
        None => refused(400, "Unknown agent or medium."),
    }
}

fn known(is_known: bool, otherwise: &str) -> Reply {
    match is_known {
        true => Reply::json(200, json!({})),
        false => refused(400, otherwise),
    }
}

fn state(house: &House) -> Value {
    let nodes = Side::ALL.map(|side| {
        let node = house.node(side);
        json!({
            "rest": node.rest(),
            "xmpp": node.xmpp.to_string(),
            "websocket": node.websocket(),
            "domain": node.domain,
            "up": house.is_up(side),
        })
    });
    house.with(|world| {
        json!({
            "now": world.now,
            "in-service": world.in_service,
            "nodes": nodes,
            "users": world.users.values().collect::<Vec<_>>(),
            "dialogs": world.dialogs.values().collect::<Vec<_>>(),
        })
    })
}
