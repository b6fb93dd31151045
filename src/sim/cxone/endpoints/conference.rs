//! Bringing two calls together: transfer and conference.

use super::super::ask::{Answer, Ask, accepted};
use super::super::refusal::{Refusal, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::contact::Contact;
use super::super::world::event::event;
use super::super::world::state::{Media, State};

pub(super) const ROWS: &[Row] = &[
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/transfer-calls",
        "transferCalls",
        transfer,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/conference-calls",
        "conferenceCalls",
        confer,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/conference-hold",
        "conferenceHold",
        hold,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/conference-resume",
        "conferenceResume",
        resume,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/join-conference",
        "joinConference",
        join,
    ),
];

/// The two open calls of an agent that belong together: one that was dialled, and the one from
/// which it was, or else the other open one.
fn pair(world: &World, agent: u64) -> Result<(u64, u64), Refusal> {
    let open: Vec<&Contact> = world
        .contacts_of(agent)
        .filter(|contact| is_ready(contact))
        .collect();
    let has = |id: u64| open.iter().any(|contact| contact.id == id);
    let dialled = open.iter().rev().find_map(|contact| {
        let parent = contact.parent.filter(|parent| has(*parent))?;
        Some((parent, contact.id))
    });
    let two = || match open.as_slice() {
        [first, second] => Some((first.id, second.id)),
        _ => None,
    };
    dialled
        .or_else(two)
        .ok_or_else(|| refuse(409, "InvalidState"))
}

fn is_ready(contact: &Contact) -> bool {
    let joined = matches!(
        contact.state,
        State::Active | State::Holding | State::Joined
    );
    joined && contact.media == Media::Phone && contact.pending.is_none()
}

/// Bridges the two calls: the agent is out of both. The caller goes on under another number, of
/// the same master, with the agent who was dialled, if one was.
fn transfer(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let (first, second) = pair(world, agent)?;
    let peer = world.contacts.get(&second).and_then(|contact| contact.peer);
    if let Some(peer) = peer {
        pass_on(world, ask, first, second, peer);
    }
    world.end(first, "Transferred", ask.cause);
    world.end(second, "Transferred", ask.cause);
    Ok(accepted())
}

/// The other agent's end of the call becomes the caller's contact.
fn pass_on(world: &mut World, ask: &Ask<'_>, first: u64, second: u64, peer: u64) {
    let Some(caller) = world.contacts.get(&first).cloned() else {
        return;
    };
    let ends = |contact: &&Contact| contact.parent == Some(second) && contact.state.is_live();
    let theirs = world.contacts_of(peer).find(ends).map(|contact| contact.id);
    let Some(theirs) = theirs else { return };
    if let Some(contact) = world.contacts.get_mut(&theirs) {
        contact.peer = None;
        contact.master = caller.master;
        contact.from = caller.from;
        contact.to = caller.to;
        contact.skill = caller.skill;
        contact.inbound = caller.inbound;
    }
    let state = world
        .contacts
        .get(&theirs)
        .map_or(State::Active, |contact| contact.state);
    world.note(
        ask.cause,
        format!("contact {theirs}: has the caller of contact {first}"),
    );
    world.tell(theirs, state, ask.cause.fate);
}

fn confer(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let (first, second) = pair(world, agent)?;
    let number = world.conference_number();
    for id in [first, second] {
        enter(world, ask, id, number);
    }
    announce(world, ask, agent, number);
    Ok(accepted())
}

fn enter(world: &mut World, ask: &Ask<'_>, id: u64, number: u64) {
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.conference = Some(number);
    }
    world.change(id, State::Joined, ask.cause);
}

fn announce(world: &mut World, ask: &Ask<'_>, agent: u64, number: u64) {
    let news = event(
        "Conference",
        &[
            ("AgentID", agent.to_string()),
            ("ConferenceNo", number.to_string()),
        ],
    );
    world.send(agent, news, ask.cause.fate);
}

/// The agent's conference: the one that is named, or the only one.
fn current(world: &World, ask: &Ask<'_>, agent: u64) -> Result<u64, Refusal> {
    let wrong = || refuse(409, "InvalidState");
    let named = ask.params.whole("conferenceNo").map_err(|()| wrong())?;
    let live = world
        .contacts_of(agent)
        .filter(|contact| contact.state.is_open());
    let mut numbers = live.filter_map(|contact| contact.conference);
    numbers
        .find(|number| named.is_none_or(|named| named == *number))
        .ok_or_else(wrong)
}

fn hold(world: &mut World, ask: &Ask<'_>) -> Answer {
    shift_all(world, ask, State::Joined, State::Holding)
}

fn resume(world: &mut World, ask: &Ask<'_>) -> Answer {
    shift_all(world, ask, State::Holding, State::Joined)
}

fn shift_all(world: &mut World, ask: &Ask<'_>, from: State, to: State) -> Answer {
    let (_, agent) = ask.session(world)?;
    let number = current(world, ask, agent)?;
    let part = |contact: &&Contact| contact.conference == Some(number) && contact.state == from;
    let ids: Vec<u64> = world
        .contacts_of(agent)
        .filter(part)
        .map(|contact| contact.id)
        .collect();
    if ids.is_empty() {
        return Err(refuse(409, "InvalidState"));
    }
    for id in ids {
        world.accept(id, to, ask.cause);
    }
    let status = [
        ("AgentID", agent.to_string()),
        ("ConferenceNo", number.to_string()),
        ("ConferenceStatus", to.name().to_owned()),
    ];
    world.send(agent, event("Conference", &status), ask.cause.fate);
    Ok(accepted())
}

fn join(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let (id, ready) = (
        contact.id,
        is_ready(contact) && contact.state != State::Joined,
    );
    let (_, agent) = ask.session(world)?;
    let number = current(world, ask, agent)?;
    if !ready {
        return Err(refuse(409, "InvalidState"));
    }
    enter(world, ask, id, number);
    announce(world, ask, agent, number);
    Ok(accepted())
}
