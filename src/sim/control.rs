//! The simulator's own endpoints, below `/simulator`: what it was asked, how it stands, what goes
//! wrong. They exist in no real system and need no token.

use super::cxone::{ContactFile, Right, check_fault};
use super::fault::Fault;
use super::reply::Reply;
use super::request::{Request, refused};
use super::server::House;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::PoisonError;

/// What may be changed about an agent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentChange {
    active: Option<bool>,
    rights: Option<Vec<Right>>,
}

/// Answers a request to `/simulator/…`.
pub(super) fn answer(house: &House, request: &Request) -> Reply {
    let parts: Vec<_> = request
        .segments
        .iter()
        .skip(1)
        .map(String::as_str)
        .collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["log"]) => Reply::json(200, house.cxone.with(|world| json!({ "log": world.log }))),
        ("GET", ["requests"]) => {
            let requests = house.cxone.with(|world| world.requests.clone());
            Reply::json(200, json!({ "requests": requests }))
        }
        ("GET", ["harm"]) => Reply::json(200, house.cxone.with(|world| json!(world.desktops.harm))),
        ("POST", ["desktops", id]) => open_desktop(house, id),
        ("GET", ["state"]) => Reply::json(200, state(house)),
        ("GET", ["faults"]) => faults(house),
        ("POST", ["faults"]) => add_faults(house, request),
        ("DELETE", ["faults"]) => {
            lock(house).clear();
            faults(house)
        }
        ("POST", ["contacts"]) => add_contact(house, request),
        ("POST", ["agents", id]) => change_agent(house, id, request),
        ("POST", ["tokens", "expire"]) => {
            house.cxone.expire_tokens();
            Reply::empty(204)
        }
        (
            _,
            ["log" | "state" | "faults" | "contacts" | "requests" | "harm"]
            | ["agents" | "desktops", _]
            | ["tokens", "expire"],
        ) => refused(405, "The simulator has no such address."),
        _ => refused(
            404,
            "The simulator has log, requests, harm, state, faults, contacts, agents/<id>, \
             desktops/<id> and tokens/expire.",
        ),
    }
}

fn lock(house: &House) -> std::sync::MutexGuard<'_, super::fault::Faults> {
    house.faults.lock().unwrap_or_else(PoisonError::into_inner)
}

fn state(house: &House) -> Value {
    house.cxone.with(|world| {
        let agents = world.agents.values().map(|agent| {
            let mut shown = json!(agent);
            shown["state"] = json!(world.agent_state(agent.id).name());
            shown["session"] = json!(world.session_of(agent.id).is_some());
            shown
        });
        json!({
            "now": world.now,
            "agents": agents.collect::<Vec<_>>(),
            "skills": world.skills.values().collect::<Vec<_>>(),
            "contacts": world.contacts.values().collect::<Vec<_>>(),
            "callbacks": world.callbacks.values().collect::<Vec<_>>(),
        })
    })
}

fn faults(house: &House) -> Reply {
    Reply::json(200, json!({ "faults": lock(house).list() }))
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, Reply> {
    serde_json::from_slice(&request.body).map_err(|error| refused(400, &error.to_string()))
}

fn add_faults(house: &House, request: &Request) -> Reply {
    let fault: Fault = match read(request) {
        Ok(fault) => fault,
        Err(reply) => return reply,
    };
    if let Err(why) = check_fault(&fault) {
        return refused(400, &why.to_string());
    }
    lock(house).add(fault);
    faults(house)
}

fn add_contact(house: &House, request: &Request) -> Reply {
    let contact: ContactFile = match read(request) {
        Ok(contact) => contact,
        Err(reply) => return reply,
    };
    house.cxone.with(|world| {
        if !world.skills.contains_key(&contact.skill) {
            return refused(400, "Unknown skill.");
        }
        let id = contact.id;
        world.place(contact);
        Reply::json(200, json!(world.contacts.get(&id)))
    })
}

/// An agent opens a desktop beside whatever is signed in.
fn open_desktop(house: &House, id: &str) -> Reply {
    house.cxone.with(|world| {
        let agent = id.parse().ok().filter(|id| world.agents.contains_key(id));
        match agent {
            Some(agent) => {
                world.open_desktop(agent);
                Reply::empty(204)
            }
            None => refused(404, "Unknown agent."),
        }
    })
}

fn change_agent(house: &House, id: &str, request: &Request) -> Reply {
    let change: AgentChange = match read(request) {
        Ok(change) => change,
        Err(reply) => return reply,
    };
    house.cxone.with(|world| {
        let agent = id
            .parse()
            .ok()
            .and_then(|id: u64| world.agents.get_mut(&id));
        let Some(agent) = agent else {
            return refused(404, "Unknown agent.");
        };
        agent.active = change.active.unwrap_or(agent.active);
        agent.rights = change.rights.unwrap_or_else(|| agent.rights.clone());
        Reply::json(200, json!(agent))
    })
}
