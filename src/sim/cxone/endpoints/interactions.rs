//! What a session does with its contacts: hold, resume, end, accept, mask, record.

use super::super::ask::{Answer, Ask, accepted};
use super::super::refusal::refuse;
use super::super::route::Row;
use super::super::world::World;
use super::super::world::contact::Contact;
use super::super::world::people::Right;
use super::super::world::state::State;

pub(super) const ROWS: &[Row] = &[
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/hold",
        "hold",
        hold,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/resume",
        "resume",
        resume,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/end",
        "endInSession",
        end,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/accept",
        "accept",
        accept,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/accept-consult",
        "acceptConsult",
        accept,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/reject",
        "reject",
        reject,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/activate",
        "activate",
        activate,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/mask",
        "mask",
        mask,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/unmask",
        "unmask",
        unmask,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/record",
        "record",
        record,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/stop-record",
        "stopRecord",
        stop_record,
    ),
    ("POST", "contacts/{contactId}/end", "endContact", end_any),
    (
        "POST",
        "contacts/{contactId}/record",
        "recordContact",
        record_any,
    ),
];

/// Accepts a change of a contact's state, which comes a little later, or refuses it with
/// `InvalidState`. The documents do not give that refusal's status for contacts; 409 is what the
/// sibling operation on the agent's state answers.
fn shift(world: &mut World, ask: &Ask<'_>, from: &[State], to: State) -> Answer {
    let contact = ask.own_contact(world)?;
    let id = contact.id;
    if contact.pending.is_some() || !from.contains(&contact.state) {
        return Err(refuse(409, "InvalidState"));
    }
    world.accept(id, to, ask.cause);
    Ok(accepted())
}

fn hold(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let (id, behaviour) = (contact.id, &contact.behaviour);
    if behaviour.never_settles {
        return Err(refuse(409, "InvalidState"));
    }
    if behaviour.settles_after > 0 && contact.state == State::Active {
        if let Some(contact) = world.contacts.get_mut(&id) {
            contact.behaviour.settles_after -= 1;
        }
        return Err(refuse(409, "InvalidState"));
    }
    shift(world, ask, &[State::Active], State::Holding)
}

fn resume(world: &mut World, ask: &Ask<'_>) -> Answer {
    shift(world, ask, &[State::Holding], State::Active)
}

fn accept(world: &mut World, ask: &Ask<'_>) -> Answer {
    shift(world, ask, &[State::Incoming], State::Active)
}

/// Brings a contact to the front; one that is offered or held is connected by it.
fn activate(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let (id, state) = (contact.id, contact.state);
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.in_focus = true;
    }
    if state.is_open() && state != State::Holding {
        world.touch(id);
        world.tell(id, state, ask.cause.fate);
        return Ok(accepted());
    }
    shift(
        world,
        ask,
        &[State::Incoming, State::Holding],
        State::Active,
    )
}

fn mask(world: &mut World, ask: &Ask<'_>) -> Answer {
    shift(world, ask, &[State::Active], State::Masking)
}

fn unmask(world: &mut World, ask: &Ask<'_>) -> Answer {
    shift(world, ask, &[State::Masking], State::Active)
}

fn reject(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let id = contact.id;
    if contact.state != State::Incoming || contact.pending.is_some() {
        return Err(refuse(409, "InvalidState"));
    }
    world.hand_over(id, None, ask.cause);
    Ok(accepted())
}

fn end(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let id = contact.id;
    if !contact.state.is_live() || contact.pending.is_some_and(|to| !to.is_live()) {
        return Err(refuse(409, "InvalidState"));
    }
    world.end(id, "Disconnect", ask.cause);
    Ok(accepted())
}

/// Ends any contact, whoever has it. One that is down already is no contact any more.
fn end_any(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Contacts)?;
    let contact = ask.any_contact(world)?;
    let id = contact.id;
    if !contact.state.is_live() || contact.pending.is_some_and(|to| !to.is_live()) {
        return Err(refuse(404, "InvalidContactId"));
    }
    world.end(id, "TerminateScript", ask.cause);
    Ok(accepted())
}

fn record(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = ask.own_contact(world)?.id;
    set_recording(world, ask, id, true)
}

fn stop_record(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = ask.own_contact(world)?.id;
    set_recording(world, ask, id, false)
}

fn record_any(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Contacts)?;
    let id = ask.any_contact(world)?.id;
    set_recording(world, ask, id, true)
}

fn set_recording(world: &mut World, ask: &Ask<'_>, id: u64, on: bool) -> Answer {
    let contact = world.contacts.get_mut(&id);
    let ready = |contact: &&mut Contact| contact.state.is_open() && contact.recording != on;
    let contact = contact
        .filter(ready)
        .ok_or_else(|| refuse(409, "InvalidState"))?;
    contact.recording = on;
    let state = contact.state;
    world.note(ask.cause, format!("contact {id}: recording {on}"));
    world.touch(id);
    world.tell(id, state, ask.cause.fate);
    Ok(accepted())
}
