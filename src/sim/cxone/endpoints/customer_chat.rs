//! Chats from the customer's side, as the chat window of a web page has them. The vendor calls the
//! customer a patron.

use super::super::ask::{Answer, Ask, accepted, done};
use super::super::refusal::{Refusal, exactly, refuse};
use super::super::route::Row;
use super::super::world::World;
use super::super::world::contact::Window;
use super::super::world::people::Right;
use super::super::world::state::{Media, State};
use super::chat::write;
use crate::sim::reply::Reply;
use serde_json::json;

pub(super) const ROWS: &[Row] = &[
    ("POST", "contacts/chats", "startChatSession", start),
    ("GET", "contacts/chats/{chatSession}", "getChatText", read),
    ("DELETE", "contacts/chats/{chatSession}", "endChat", end),
    (
        "POST",
        "contacts/chats/{chatSession}/send-text",
        "patronSendText",
        send,
    ),
];

/// The number by which the vendor's clients ask for a chat.
const CHAT: u64 = 3;

/// Puts the chat into the queue of the first skill for chats.
fn start(world: &mut World, ask: &Ask<'_>) -> Answer {
    ask.allowed(world, Right::Scripts)?;
    ask.need("pointOfContact")?;
    if ask.params.whole("mediaType") != Ok(Some(CHAT)) {
        return Err(exactly(400, "mediaType is not valid."));
    }
    let mut skills = world.skills.values();
    let skill = skills.find(|skill| skill.media == Media::Chat && !skill.outbound);
    let skill = skill
        .map(|skill| skill.id)
        .ok_or_else(|| exactly(400, "Point of contact is not valid for this business unit."))?;
    let from = ask.params.text("fromAddress").unwrap_or_default();
    // As opaque as the vendor's: nothing may be read out of it.
    let session = format!("{:016X}==", world.random.u64(..));
    let id = world.add_contact(skill, ask.cause, |contact| {
        contact.state = State::InQueue;
        contact.from = from;
        contact.chat = Some(Window {
            session: session.clone(),
            told: 0,
        });
    });
    let body = json!({ "chatSessionId": session, "contactId": id });
    Ok(Reply::json(202, body).header("icStatusDescription", "Accepted"))
}

/// The contact of the chat in the path, which must not be over.
fn chat_of(world: &World, ask: &Ask<'_>) -> Result<u64, Refusal> {
    ask.allowed(world, Right::Scripts)?;
    let wanted = ask.capture("chatSession");
    let mut contacts = world.contacts.values();
    let found = contacts.find(|contact| {
        let window = contact.chat.as_ref();
        contact.state.is_live() && window.is_some_and(|window| window.session == wanted)
    });
    let gone = || exactly(404, "Invalid chat session.");
    found.map(|contact| contact.id).ok_or_else(gone)
}

/// What the agent has written since the page asked last; the customer knows their own lines.
fn read(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = chat_of(world, ask)?;
    let Some(contact) = world.contacts.get_mut(&id) else {
        return Err(refuse(404, "InvalidContactId"));
    };
    let window = contact.chat.as_mut();
    let told = window.map_or(0, |window| {
        std::mem::replace(&mut window.told, contact.said.len())
    });
    let new = contact.said.iter().skip(told);
    let new = new.filter(|line| !line.by_customer);
    let lines: Vec<_> = new
        .map(|line| {
            json!({
                "Label": line.label,
                "PartyTypeId": 1,
                "PartyTypeValue": "Agent",
                "Text": line.text,
                "Timestamp": line.at,
            })
        })
        .collect();
    if lines.is_empty() {
        return Ok(Reply::empty(304));
    }
    Ok(done(json!({
        "chatSession": ask.capture("chatSession"),
        "messages": lines,
    })))
}

fn send(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = chat_of(world, ask)?;
    let (label, text) = (ask.need("label")?, ask.need("message")?);
    write(world, id, (true, label), text);
    world.note(ask.cause, format!("contact {id}: customer's text"));
    Ok(accepted())
}

/// The customer has closed the window.
fn end(world: &mut World, ask: &Ask<'_>) -> Answer {
    let id = chat_of(world, ask)?;
    world.change(id, State::Disconnected, ask.cause);
    Ok(accepted())
}
