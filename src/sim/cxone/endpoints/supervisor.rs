//! Listening to others' calls, and taking part in them.

use super::super::ask::{Answer, Ask, accepted};
use super::super::refusal::{Refusal, exactly, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::people::Right;
use super::super::world::state::State;

pub(super) const ROWS: &[Row] = &[
    (
        "POST",
        "agent-sessions/{sessionId}/monitor",
        "monitor",
        monitor,
    ),
    ("POST", "agent-sessions/{sessionId}/coach", "coach", coach),
    ("POST", "agent-sessions/{sessionId}/barge", "barge", barge),
    (
        "POST",
        "agent-sessions/{sessionId}/take-over",
        "takeOver",
        take_over,
    ),
    (
        "POST",
        "contacts/{contactId}/monitor",
        "monitorContact",
        monitor_by_phone,
    ),
];

fn supervisor(world: &World, ask: &Ask<'_>) -> Result<(usize, u64), Refusal> {
    let (session, agent) = ask.session(world)?;
    ask.allowed(world, Right::Supervise)?;
    Ok((session, agent))
}

fn monitor(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (session, agent) = supervisor(world, ask)?;
    let target = ask.target_agent(world, "targetAgentId")?;
    if target == agent {
        return Err(refuse(400, "InvalidTargetAgentId"));
    }
    let active = world
        .contacts_of(target)
        .find(|contact| contact.state == State::Active);
    let id = active
        .map(|contact| contact.id)
        .ok_or_else(|| refuse(409, "InvalidState"))?;
    if let Some(session) = world.session_mut(session) {
        session.watching = Some(id);
    }
    world.note(ask.cause, format!("agent {agent}: monitors contact {id}"));
    listen_in(world, ask, agent, id);
    Ok(accepted())
}

/// The supervisor's own end of the call that is listened to.
fn listen_in(world: &mut World, ask: &Ask<'_>, agent: u64, watched: u64) {
    let Some(watched) = world.contacts.get(&watched).cloned() else {
        return;
    };
    world.add_contact(watched.skill, ask.cause, |contact| {
        contact.state = State::Active;
        contact.agent = Some(agent);
        contact.master = watched.master;
        contact.peer = watched.agent;
        contact.inbound = false;
    });
}

/// The supervisor's own contact is told of again: how it takes part has changed.
fn told_again(world: &mut World, ask: &Ask<'_>, agent: u64, watched: u64) {
    let master = world.contacts.get(&watched).map(|contact| contact.master);
    let own = world
        .contacts_of(agent)
        .find(|contact| Some(contact.master) == master && contact.state.is_open());
    if let Some(own) = own.map(|contact| contact.id) {
        world.touch(own);
        world.tell(own, State::Active, ask.cause.fate);
    }
}

/// The contact that is being listened to, while it lasts.
fn watched(world: &World, ask: &Ask<'_>) -> Result<(usize, u64, u64), Refusal> {
    let (session, agent) = supervisor(world, ask)?;
    let id = world.session(session).and_then(|session| session.watching);
    let open = |id: &u64| {
        world
            .contacts
            .get(id)
            .is_some_and(|contact| contact.state.is_open())
    };
    let id = id.filter(open).ok_or_else(|| refuse(409, "InvalidState"))?;
    Ok((session, agent, id))
}

fn coach(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent, id) = watched(world, ask)?;
    world.note(ask.cause, format!("agent {agent}: coaches on contact {id}"));
    told_again(world, ask, agent, id);
    Ok(accepted())
}

fn barge(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent, id) = watched(world, ask)?;
    world.note(
        ask.cause,
        format!("agent {agent}: has barged into contact {id}"),
    );
    told_again(world, ask, agent, id);
    Ok(accepted())
}

/// The contact is the supervisor's from now on.
fn take_over(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (session, agent, id) = watched(world, ask)?;
    if let Some(session) = world.session_mut(session) {
        session.watching = None;
    }
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.taken_over = true;
    }
    world.move_to(id, agent, ask.cause);
    world.note(
        ask.cause,
        format!("contact {id}: taken over by agent {agent}"),
    );
    Ok(accepted())
}

fn monitor_by_phone(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Supervise)?;
    let contact = ask.any_contact(world)?;
    let (id, open) = (contact.id, contact.state.is_open());
    let number = ask.params.text("phoneNumber").unwrap_or_default();
    let digits = number.trim_start_matches('+');
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(exactly(400, "Phone Number is not valid."));
    }
    if !open {
        return Err(refuse(409, "InvalidState"));
    }
    world.note(ask.cause, format!("contact {id}: monitored by telephone"));
    Ok(accepted())
}
