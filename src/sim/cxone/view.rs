//! Things as the system's answers show them.

use super::world::World;
use super::world::contact::{Callback, Contact};
use super::world::people::Agent;
use super::world::state::State;
use serde_json::{Value, json};

/// A row of `activeContacts`.
pub(super) fn active_contact(world: &World, contact: &Contact) -> Value {
    let (media, media_name) = contact.media.number_and_name();
    let skill = world.skills.get(&contact.skill);
    let agent = contact.agent.and_then(|id| world.agents.get(&id));
    let (state, holds) = contact.listed.unwrap_or((contact.state, contact.holds));
    json!({
        "contactId": contact.id,
        "masterContactId": contact.master,
        "contactStartDate": contact.started,
        "lastUpdateTime": contact.changed,
        "stateId": state.number(),
        "stateName": state.name(),
        "agentId": contact.agent,
        "firstName": agent.map(|agent| &agent.first_name),
        "lastName": agent.map(|agent| &agent.last_name),
        "teamId": agent.map(|agent| agent.team),
        "skillId": contact.skill,
        "skillName": skill.map(|skill| &skill.name),
        "mediaTypeId": media,
        "mediaTypeName": media_name,
        "fromAddress": contact.from,
        "toAddress": contact.to,
        "isOutbound": !contact.inbound,
        "isLogged": contact.recording,
        "isTakeover": contact.taken_over,
        "targetAgentId": contact.agent.filter(|_| state == State::Incoming),
        "holdCount": holds,
    })
}

/// A row of `contactStates`.
pub(super) fn contact_state(world: &World, contact: &Contact) -> Value {
    let mut row = active_contact(world, contact);
    if let Some(fields) = row.as_object_mut() {
        for (old, new) in [
            ("stateId", "contactStateId"),
            ("stateName", "contactStateName"),
            ("contactStartDate", "startDate"),
        ] {
            if let Some(value) = fields.shift_remove(old) {
                fields.insert(new.to_owned(), value);
            }
        }
        for absent in [
            "isOutbound",
            "isLogged",
            "isTakeover",
            "holdCount",
            "targetAgentId",
        ] {
            fields.shift_remove(absent);
        }
    }
    row
}

/// A row of `callbacks`.
pub(super) fn callback(callback: &Callback) -> Value {
    json!({
        "callbackId": callback.id,
        "target": callback.agent.map_or("skill", |_| "agent"),
        "agentId": callback.agent,
        "skillId": callback.skill,
        "dialNumber": callback.phone_number,
        "origNumber": callback.phone_number,
        "firstName": callback.first_name,
        "lastName": callback.last_name,
        "notes": callback.notes,
        "callbackTime": callback.at,
    })
}

/// A row of `agents`.
pub(super) fn agent(world: &World, agent: &Agent) -> Value {
    json!({
        "agentId": agent.id,
        "userName": agent.user_name,
        "firstName": agent.first_name,
        "lastName": agent.last_name,
        "isActive": agent.active,
        "teamId": agent.team,
        "businessUnitId": world.business_unit,
    })
}

/// A row of `agentStates`.
pub(super) fn agent_state(world: &World, agent: &Agent) -> Value {
    let state = world.agent_state(agent.id);
    let mut open = world
        .contacts_of(agent.id)
        .filter(|contact| contact.state.is_live());
    let first = open.next();
    json!({
        "agentId": agent.id,
        "agentStateId": state.number(),
        "agentStateName": state.name(),
        "outStateDescription": agent.reason,
        "startDate": world.agent_since(agent),
        "isActive": agent.active,
        "businessUnitId": world.business_unit,
        "contactId": first.map(|contact| contact.id),
        "openContacts": open.count() + usize::from(first.is_some()),
        "isOutbound": first.is_some_and(|contact| !contact.inbound),
        "firstName": agent.first_name,
        "lastName": agent.last_name,
        "userName": agent.user_name,
        "teamId": agent.team,
        "stationPhoneNumber": agent.station,
        "lastUpdateTime": world.now,
    })
}
