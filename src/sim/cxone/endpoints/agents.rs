//! Agents: who they are, what they do, and what an administrator does to them.

use super::super::ask::{Answer, Ask, accepted, done, done_empty};
use super::super::refusal::{Refusal, refuse};
use super::super::route::Row;
use super::super::view;
use super::super::world::World;
use super::super::world::desktop::EventQueue;
use super::super::world::event::event;
use super::super::world::people::Right;
use super::sessions::{set_agent, wanted_state};
use serde_json::json;

pub(super) const ROWS: &[Row] = &[
    ("GET", "agents", "getAgents", all),
    ("GET", "agents/states", "getAgentStates", states),
    ("GET", "agents/{agentId}", "getAgent", one),
    ("GET", "agents/{agentId}/states", "getAgentState", state),
    (
        "GET",
        "teams/{teamId}/unavailable-codes",
        "getTeamUnavailableCodes",
        unavailable_codes,
    ),
    (
        "GET",
        "agents/{agentId}/agent-settings",
        "getAgentSettings",
        settings,
    ),
    (
        "POST",
        "agents/{agentId}/state",
        "setStateOfAgent",
        set_state,
    ),
    ("POST", "agents/{agentId}/logout", "logoutAgent", logout),
    (
        "POST",
        "agents/{agentId}/custom-event",
        "customEvent",
        custom_event,
    ),
];

/// An event of somebody's own, for the agent's desktop.
fn custom_event(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Contacts)?;
    let agent = known(world, ask)?;
    let name = ask.need("eventName")?;
    let data = ask.params.text("data").unwrap_or_default();
    world.note(ask.cause, format!("agent {agent}: custom event"));
    let news = [("EventName", name), ("Data", data)];
    world.send(agent, event("CustomEvent", &news), ask.cause.fate);
    Ok(accepted())
}

fn known(world: &World, ask: &Ask<'_>) -> Result<u64, Refusal> {
    let id = ask.number("agentId", "InvalidAgentId")?;
    match world.agents.contains_key(&id) {
        true => Ok(id),
        false => Err(refuse(404, "InvalidAgentId")),
    }
}

fn all(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let rows: Vec<_> = world
        .agents
        .values()
        .map(|agent| view::agent(world, agent))
        .collect();
    Ok(done(json!({ "totalRecords": rows.len(), "agents": rows })))
}

fn one(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let id = known(world, ask)?;
    let row = world.agents.get(&id).map(|agent| view::agent(world, agent));
    Ok(done(json!({ "totalRecords": 1, "agents": [row] })))
}

fn states(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let rows: Vec<_> = world
        .agents
        .values()
        .map(|agent| view::agent_state(world, agent))
        .collect();
    Ok(done(
        json!({ "totalRecords": rows.len(), "lastPollTime": world.now, "agentStates": rows }),
    ))
}

fn state(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let id = known(world, ask)?;
    let row = world
        .agents
        .get(&id)
        .map(|agent| view::agent_state(world, agent));
    Ok(done(json!({ "agentStates": [row] })))
}

/// The codes that the agents of a team may give as the reason; every team has those of the tenant.
fn unavailable_codes(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Read)?;
    let team = ask.number("teamId", "InvalidTeamId")?;
    if !world.agents.values().any(|agent| agent.team == team) {
        return Err(refuse(404, "InvalidTeamId"));
    }
    let codes = world.codes.iter();
    let rows: Vec<_> = codes
        .map(|code| {
            json!({ "outStateId": code.id, "outStateName": code.name, "isAcw": code.acw, "isActive": true })
        })
        .collect();
    Ok(done(json!({ "unavailableList": rows })))
}

/// Of all that the vendor's desktop reads here, what tells how it reads its events.
fn settings(world: &mut World, ask: &Ask<'_>) -> Answer {
    known(world, ask)?;
    let queue = world.desktops.queue == EventQueue::Throttled;
    Ok(done(
        json!({ "maxConferenceParties": 5, "EnableUIQueue": queue }),
    ))
}

fn set_state(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Contacts)?;
    let id = known(world, ask)?;
    let (state, reason) = wanted_state(world, ask)?;
    if world.session_of(id).is_none() {
        return Err(refuse(409, "InvalidState"));
    }
    set_agent(world, ask, id, state, &reason);
    Ok(done_empty())
}

fn logout(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Contacts)?;
    let id = known(world, ask)?;
    match world.session_of(id) {
        Some(session) => world.end_session(session, "AgentSessionEnd"),
        None => return Err(refuse(409, "InvalidState")),
    }
    world.note(ask.cause, format!("agent {id}: logged out"));
    Ok(accepted())
}
