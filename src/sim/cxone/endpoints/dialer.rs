//! The dialer: signing in to it, and what an agent does with the calls that it offers.

use super::super::ask::{Answer, Ask, accepted};
use super::super::refusal::{exactly, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::state::{AgentState, State};
use super::sessions::set_agent;

pub(super) const ROWS: &[Row] = &[
    (
        "POST",
        "agent-sessions/{sessionId}/dialer-login",
        "dialerLogin",
        login,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/dialer-logout",
        "dialerLogout",
        logout,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/snooze",
        "snooze",
        snooze,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/amd-override",
        "amdOverride",
        amd_override,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/independent-dial",
        "independentDial",
        dial,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/independent-dial-outcome",
        "independentDialOutcome",
        outcome,
    ),
];

fn login(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (session, agent) = ask.session(world)?;
    let name = ask.params.text("skillName").unwrap_or_default();
    let named = |skill: &&super::super::world::people::Skill| {
        skill.outbound && skill.name.eq_ignore_ascii_case(&name)
    };
    let skill = world.skills.values().find(named).map(|skill| skill.id);
    let skill = skill.ok_or_else(|| refuse(400, "InvalidSkillName"))?;
    if let Some(session) = world.session_mut(session) {
        session.dialer_skill = Some(skill);
    }
    set_agent(world, ask, agent, AgentState::Dialer, "");
    Ok(accepted())
}

fn logout(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (at, agent) = ask.session(world)?;
    let session = world
        .session_mut(at)
        .filter(|session| session.dialer_skill.is_some());
    let session = session.ok_or_else(|| refuse(409, "InvalidState"))?;
    session.dialer_skill = None;
    set_agent(world, ask, agent, AgentState::Unavailable, "");
    Ok(accepted())
}

/// Puts off a call that is offered: it goes back to the queue.
fn snooze(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let id = contact.id;
    if contact.state != State::Incoming || contact.pending.is_some() {
        return Err(refuse(409, "InvalidState"));
    }
    world.hand_over(id, None, ask.cause);
    Ok(accepted())
}

fn amd_override(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let (id, dialing) = (contact.id, contact.state == State::Dialing);
    let kind = ask
        .params
        .text("type")
        .ok_or_else(|| exactly(400, "Type is not valid."))?;
    if !dialing {
        return Err(refuse(409, "InvalidState"));
    }
    world.note(ask.cause, format!("contact {id}: taken for {kind}"));
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.machine = Some(kind);
    }
    world.touch(id);
    world.tell(id, State::Dialing, ask.cause.fate);
    Ok(accepted())
}

fn dial(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let id = contact.id;
    if contact.state != State::Incoming || contact.pending.is_some() {
        return Err(refuse(409, "InvalidState"));
    }
    world.accept(id, State::Active, ask.cause);
    Ok(accepted())
}

fn outcome(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let (id, state) = (contact.id, contact.state);
    let outcome = ask
        .params
        .text("outcome")
        .ok_or_else(|| exactly(400, "Outcome is not valid."))?;
    world.note(ask.cause, format!("contact {id}: outcome {outcome}"));
    // Whoever did not answer is no contact any more; of whoever did, it is told once more.
    match outcome.as_str() {
        "Answered" => {
            world.touch(id);
            world.tell(id, state, ask.cause.fate);
        }
        _ => world.end(id, "Disconnect", ask.cause),
    }
    Ok(accepted())
}
