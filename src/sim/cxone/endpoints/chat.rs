//! Chats with an agent, and asking for the next contact of a kind.

use super::super::ask::{Answer, Ask, accepted};
use super::super::refusal::{exactly, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::contact::{Contact, Line};
use super::super::world::state::{Media, State};
use super::transfers::open_of;

pub(super) const ROWS: &[Row] = &[
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/send-chat-text",
        "sendChatText",
        send_text,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/typing",
        "chatTyping",
        typing,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/{contactId}/activate-chat",
        "activateChat",
        activate,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/interactions/add-chat",
        "addChat",
        add_chat,
    ),
    (
        "POST",
        "agent-sessions/{sessionId}/add-contact",
        "addContact",
        add_contact,
    ),
];

fn send_text(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = open_of(world, ask, Media::Chat)?;
    let text = ask.need("chatText")?;
    write(world, id, (false, "Agent".to_owned()), text);
    world.note(ask.cause, format!("contact {id}: text sent"));
    Ok(accepted())
}

/// Adds a line to a chat: whether it is the customer's, and the name beside it.
pub(super) fn write(
    world: &mut World,
    id: u64,
    (by_customer, label): (bool, String),
    text: String,
) {
    let at = world.now;
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.said.push(Line {
            by_customer,
            label,
            text,
            at,
        });
    }
}

fn typing(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = open_of(world, ask, Media::Chat)?;
    let what = if ask.params.text("isTyping").as_deref() == Some("false") {
        "stopped"
    } else {
        "shown"
    };
    world.note(ask.cause, format!("contact {id}: typing {what}"));
    Ok(accepted())
}

fn activate(world: &mut World, ask: &Ask<'_>) -> Answer {
    let contact = ask.own_contact(world)?;
    let id = contact.id;
    let ready = contact.media == Media::Chat && contact.pending.is_none();
    if !ready || !matches!(contact.state, State::Incoming | State::Holding) {
        return Err(refuse(409, "InvalidState"));
    }
    world.accept(id, State::Active, ask.cause);
    Ok(accepted())
}

fn add_chat(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    take_next(world, ask, agent, &[Media::Chat])
}

fn add_contact(world: &mut World, ask: &Ask<'_>) -> Answer {
    let (_, agent) = ask.session(world)?;
    let kinds = [
        ("chat", Media::Chat),
        ("email", Media::Email),
        ("workItem", Media::WorkItem),
    ];
    let wanted: Vec<Media> = kinds
        .into_iter()
        .filter(|(name, _)| ask.params.flag(name))
        .map(|kind| kind.1)
        .collect();
    if wanted.is_empty() {
        return Err(exactly(400, "No media type was requested."));
    }
    take_next(world, ask, agent, &wanted)
}

/// Offers the agent the oldest waiting contact of these kinds, if there is one.
fn take_next(world: &mut World, ask: &Ask<'_>, agent: u64, media: &[Media]) -> Answer {
    let waits = |contact: &&Contact| {
        contact.state == State::InQueue && contact.agent.is_none() && media.contains(&contact.media)
    };
    let oldest = world
        .contacts
        .values()
        .filter(waits)
        .min_by_key(|contact| contact.started);
    let Some(id) = oldest.map(|contact| contact.id) else {
        return Ok(accepted());
    };
    if let Some(contact) = world.contacts.get_mut(&id) {
        contact.agent = Some(agent);
    }
    world.change(id, State::Incoming, ask.cause);
    Ok(accepted())
}
