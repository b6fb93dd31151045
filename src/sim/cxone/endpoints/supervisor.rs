//! Listening to others' calls, and taking part in them.

use super::super::ask::{Answer, Ask, accepted, allowed};
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
    allowed(world, agent, Right::Supervise)?;
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
    Ok(accepted())
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
    Ok(accepted())
}

fn barge(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent, id) = watched(world, ask)?;
    world.note(
        ask.cause,
        format!("agent {agent}: has barged into contact {id}"),
    );
    Ok(accepted())
}

/// The contact is the supervisor's from now on.
fn take_over(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (session, agent, id) = watched(world, ask)?;
    if let Some(session) = world.session_mut(session) {
        session.watching = None;
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
