//! Agent sessions: start, join, end, keep alive, the agent's own state, the agent's telephone.

use super::super::ask::{Answer, Ask, accepted, allowed, done};
use super::super::refusal::{Refusal, exactly, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::code::Code;
use super::super::world::event::{event, flag};
use super::super::world::people::Right;
use super::super::world::state::{AgentState, State};
use crate::sim::reply::Reply;
use serde_json::json;

pub(super) const ROWS: &[Row] = &[
    ("POST", "agent-sessions", "startSession", start),
    ("POST", "agent-sessions/join", "joinSession", join),
    ("DELETE", "agent-sessions/{sessionId}", "endSession", end),
    (
        "POST",
        "agent-sessions/{sessionId}/keep-alive",
        "keepAlive",
        keep_alive,
    ),
    (
        "GET",
        "agent-sessions/{sessionId}/get-next-event",
        "getNextEvent",
        next_event,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/state",
        "setAgentState",
        set_state,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/agent-phone/mute",
        "muteAgent",
        mute,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/agent-phone/unmute",
        "unmuteAgent",
        unmute,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/agent-phone/dial",
        "dialAgentLeg",
        dial_leg,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/agent-phone/end",
        "endAgentLeg",
        end_leg,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/continue-reskill",
        "continueReskill",
        reskill,
    ),
];

/// The agent that a session is for: `asAgentId`, or the token's owner where it is empty.
fn as_agent(world: &World, ask: &Ask<'_>) -> Result<u64, Refusal> {
    ask.allowed(world, Right::Session)?;
    let named = ask
        .params
        .whole("asAgentId")
        .map_err(|()| refuse(400, "InvalidAgentId"))?;
    let Some(agent) = named.filter(|agent| *agent != ask.user) else {
        return Ok(ask.user);
    };
    ask.allowed(world, Right::Impersonate)
        .map_err(|_| refuse(403, "ImpersonateNotEnabled"))?;
    if !world.agents.contains_key(&agent) {
        return Err(refuse(404, "InvalidAgentId"));
    }
    allowed(world, agent, Right::Session)?;
    Ok(agent)
}

fn start(world: &mut World, ask: &Ask<'_>) -> Answer {
    let agent = as_agent(world, ask)?;
    let station = ask
        .params
        .text("stationId")
        .or_else(|| ask.params.text("stationPhoneNumber"));
    let station = station.filter(|station| is_station(station));
    let station = station.ok_or_else(|| refuse(400, "InvalidPhoneNumberOrStation"))?;
    if world.session_of(agent).is_some() {
        return Err(exactly(409, "Agent session already exists."));
    }
    let id = world.start_session(agent);
    world.note(
        ask.cause,
        format!("agent {agent}: session started at {station}"),
    );
    Ok(Reply::json(202, json!({ "sessionId": id })).header("icStatusDescription", "Accepted"))
}

fn is_station(station: &str) -> bool {
    let digits = station.trim_start_matches('+');
    !digits.is_empty() && digits.len() <= 20 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn join(world: &mut World, ask: &Ask<'_>) -> Answer {
    let agent = as_agent(world, ask)?;
    let session = world.session_of(agent);
    let session = session.ok_or_else(|| refuse(404, "InvalidAgentSession"))?;
    let id = world.join_session(session);
    world.note(ask.cause, format!("agent {agent}: session joined"));
    Ok(Reply::json(202, json!({ "sessionId": id })).header("icStatusDescription", "Accepted"))
}

fn end(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (at, agent) = ask.session(world)?;
    let busy = world
        .contacts_of(agent)
        .any(|contact| contact.state.is_live());
    let (end_contacts, force) = (
        ask.params.flag("endContacts"),
        ask.params.flag("forceLogoff"),
    );
    if busy && !end_contacts && !force {
        return Err(refuse(409, "InvalidState"));
    }
    if end_contacts {
        end_all(world, agent, ask);
    }
    world.end_session(at, "AgentSessionEnd");
    world.note(ask.cause, format!("agent {agent}: session ended"));
    Ok(accepted())
}

fn end_all(world: &mut World, agent: u64, ask: &Ask<'_>) {
    let live = world
        .contacts_of(agent)
        .filter(|contact| contact.state.is_live());
    let live: Vec<u64> = live.map(|contact| contact.id).collect();
    world.desktops.contacts_cut(agent, live.len());
    for id in live {
        world.end_now(id, "Disconnect", ask.cause);
    }
}

fn keep_alive(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    world.desktops.kept_alive(agent);
    Ok(accepted())
}

/// What a poll finds right now; waiting for more is the server's part. 304: nothing.
pub(in super::super) fn next_event(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = ask.capture("sessionId");
    let mark = world
        .mark(id)
        .ok_or_else(|| refuse(404, "InvalidAgentSession"))?;
    if let Some((session_id, events)) = world.read_events(id) {
        let events: Vec<_> = events.iter().map(|event| (**event).clone()).collect();
        return Ok(done(json!({ "sessionId": session_id, "events": events })));
    }
    match world.session(mark.session) {
        Some(session) if !session.ended => Ok(Reply::empty(304)),
        _ => Err(exactly(409, "Agent session has ended.")),
    }
}

/// How long a poll wants to wait, in seconds, 0 to 60.
pub(in super::super) fn poll_seconds(ask: &Ask<'_>) -> Result<u64, Refusal> {
    let wanted = ask.params.whole("timeout");
    let wanted = wanted
        .map_err(|()| exactly(400, "Timeout is not valid."))?
        .unwrap_or(0);
    match wanted <= 60 {
        true => Ok(wanted),
        false => Err(exactly(400, "Timeout is not valid.")),
    }
}

fn set_state(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let (state, reason) = wanted_state(world, ask)?;
    let mut codes = world.codes.iter();
    let after_contact = codes.any(|code| code.acw && code.name == reason);
    let has_contact = world
        .contacts_of(agent)
        .any(|contact| contact.state.is_open());
    if after_contact && !has_contact {
        return Err(refuse(409, "InvalidState"));
    }
    set_agent(world, ask, agent, state, &reason);
    Ok(accepted())
}

/// The state and reason that a request asks for: an agent can only be set to two of them.
pub(super) fn wanted_state(world: &World, ask: &Ask<'_>) -> Result<(AgentState, String), Refusal> {
    let wrong = || exactly(400, "Invalid state request.");
    let state = ask.params.text("state").ok_or_else(wrong)?;
    let code = wanted_code(world, ask).ok_or_else(wrong)?;
    match state.to_ascii_lowercase().as_str() {
        "available" => Ok((AgentState::Available, String::new())),
        "unavailable" => Ok((AgentState::Unavailable, code)),
        _ => Err(wrong()),
    }
}

/// The name of the code that a request gives as the reason, by name or by number; empty without one, and
/// nothing where the tenant has no such code.
fn wanted_code(world: &World, ask: &Ask<'_>) -> Option<String> {
    // Clients send 0 for none.
    let id = ask.params.text("outStateId").filter(|id| id != "0");
    let name = ask.params.text("reason");
    if name.is_none() && id.is_none() {
        return Some(String::new());
    }
    let is_it = |code: &&Code| match (&name, &id) {
        (Some(name), _) => code.name.eq_ignore_ascii_case(name),
        (None, Some(id)) => code.id.to_string() == *id,
        (None, None) => false,
    };
    world.codes.iter().find(is_it).map(|code| code.name.clone())
}

/// Sets an agent's chosen state and tells the session.
pub(super) fn set_agent(
    world: &mut World,
    ask: &Ask<'_>,
    id: u64,
    state: AgentState,
    reason: &str,
) {
    let Some(agent) = world.agents.get_mut(&id) else {
        return;
    };
    let before = agent.state;
    agent.state = state;
    agent.reason = reason.to_owned();
    world.note(
        ask.cause,
        format!("agent {id}: {} -> {}", before.name(), state.name()),
    );
    world.tell_agent(id, ask.cause.fate);
}

fn mute(world: &mut World, ask: &Ask<'_>) -> Answer {
    set_mute(world, ask, true)
}

fn unmute(world: &mut World, ask: &Ask<'_>) -> Answer {
    set_mute(world, ask, false)
}

fn set_mute(world: &mut World, ask: &Ask<'_>, muted: bool) -> Answer {
    let (at, agent) = ask.session(world)?;
    let talking = |contact: &super::super::world::contact::Contact| contact.state.is_open();
    if !world.contacts_of(agent).any(talking) {
        return Err(refuse(409, "InvalidState"));
    }
    if let Some(session) = world.session_mut(at) {
        session.muted = muted;
    }
    world.note(ask.cause, format!("agent {agent}: muted {muted}"));
    let news = event(
        "Mute",
        &[("AgentID", agent.to_string()), ("AgentMuted", flag(muted))],
    );
    world.send(agent, news, ask.cause.fate);
    Ok(accepted())
}

fn dial_leg(world: &mut World, ask: &Ask<'_>) -> Answer {
    set_leg(world, ask, true)
}

fn end_leg(world: &mut World, ask: &Ask<'_>) -> Answer {
    set_leg(world, ask, false)
}

fn set_leg(world: &mut World, ask: &Ask<'_>, up: bool) -> Answer {
    let (at, agent) = ask.session(world)?;
    let same = world.session(at).is_some_and(|session| session.leg == up);
    if same {
        return Err(refuse(409, "InvalidState"));
    }
    if let Some(session) = world.session_mut(at) {
        session.leg = up;
    }
    let state = if up {
        State::Active
    } else {
        State::Disconnected
    };
    world.note(ask.cause, format!("agent {agent}: leg {}", state.name()));
    let news = event(
        "AgentLeg",
        &[
            ("AgentID", agent.to_string()),
            ("Status", state.name().to_owned()),
            ("FinalState", flag(!up)),
        ],
    );
    world.send(agent, news, ask.cause.fate);
    Ok(accepted())
}

fn reskill(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let on = ask.params.flag("continueReskill");
    world.note(ask.cause, format!("agent {agent}: reskill continued {on}"));
    Ok(accepted())
}
